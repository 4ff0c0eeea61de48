"""The JSON API: the programs' door, version 1."""

from fastapi import APIRouter, Depends

from habitlog.web.api import days, entries, learn, patterns, sharing, suggestions, transfer, trends
from habitlog.web.api.queries import reject_unknown_parameters

router = APIRouter(prefix="/api/v1", dependencies=[Depends(reject_unknown_parameters)])
for part in (entries, days, trends, patterns, learn, suggestions, sharing, transfer):
    router.include_router(part.router)
