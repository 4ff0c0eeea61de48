"""The pages: the browser's door."""

from fastapi import APIRouter

from habitlog.web.pages import (
    clinician,
    coach,
    data,
    downloads,
    entries,
    factor,
    grants,
    home,
    invitations,
    learn,
    leaving,
    patterns,
    people,
    previews,
    reviews,
    secondstep,
    sessions,
    settings,
    sharing,
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
    sharing,
    invitations,
    grants,
    previews,
    coach,
    data,
    leaving,
    settings,
    factor,
    timers,
    suggestions,
    entries,
):
    router.include_router(part.router)
