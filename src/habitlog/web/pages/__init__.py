"""The pages: the browser's door."""

from fastapi import APIRouter

from habitlog.web.pages import (
    clinician,
    data,
    downloads,
    entries,
    factor,
    home,
    learn,
    patterns,
    people,
    reviews,
    secondstep,
    sessions,
    settings,
    suggestions,
    timers,
    trends,
)

router = APIRouter(include_in_schema=False)
for part in (
    home,
    sessions,
    secondstep,
    people,
    trends,
    downloads,
    reviews,
    patterns,
    learn,
    clinician,
    data,
    settings,
    factor,
    timers,
    suggestions,
    entries,
):
    router.include_router(part.router)
