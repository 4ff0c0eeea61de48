"""The pages for browsers."""

from fastapi import APIRouter

from habitlog.web.pages import (
    account_data,
    account_deletion,
    background_saves,
    clinician,
    coach,
    entries,
    grant_preview,
    grants,
    installation,
    invitations,
    library,
    months,
    patterns,
    quick_entries,
    registration,
    reviews,
    sessions,
    settings,
    sharing,
    suggestions,
    timers,
    today,
    trends,
    two_factor,
)

router = APIRouter(include_in_schema=False)
for module in (
    today,
    quick_entries,
    months,
    sessions,
    registration,
    trends,
    reviews,
    patterns,
    library,
    clinician,
    sharing,
    invitations,
    grants,
    grant_preview,
    coach,
    account_data,
    account_deletion,
    settings,
    two_factor,
    installation,
    timers,
    suggestions,
    background_saves,
    entries,
):
    router.include_router(module.router)
