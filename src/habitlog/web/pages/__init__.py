"""The pages: the browser's door."""

from fastapi import APIRouter

from habitlog.web.pages import (
    clinician,
    data,
    downloads,
    entries,
    home,
    learn,
    people,
    sessions,
    settings,
    suggestions,
    timers,
    trends,
)

router = APIRouter(include_in_schema=False)
for part in (home, sessions, people, trends, downloads, learn, clinician, data, settings, timers, suggestions, entries):
    router.include_router(part.router)
