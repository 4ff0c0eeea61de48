"""The JSON API: the programs' door, version 1."""

from fastapi import APIRouter

from habitlog.web.api import days, entries, learn, patterns, suggestions, transfer, trends

router = APIRouter(prefix="/api/v1")
for part in (entries, days, trends, patterns, learn, suggestions, transfer):
    router.include_router(part.router)
