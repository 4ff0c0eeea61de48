"""The JSON API: the programs' door, version 1."""

from fastapi import APIRouter

from habitlog.web.api import days, entries, learn, patterns, sharing, suggestions, transfer, trends

router = APIRouter(prefix="/api/v1")
for part in (entries, days, trends, patterns, learn, suggestions, sharing, transfer):
    router.include_router(part.router)
