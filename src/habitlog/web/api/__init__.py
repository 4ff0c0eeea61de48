"""The JSON API: the programs' door, version 1."""

from fastapi import APIRouter, Depends

from habitlog.web.api import days, entries, learn, patterns, sharing, suggestions, transfer, trends
from habitlog.web.api.queries import only_known

router = APIRouter(prefix="/api/v1", dependencies=[Depends(only_known)])
for part in (entries, days, trends, patterns, learn, suggestions, sharing, transfer):
    router.include_router(part.router)
