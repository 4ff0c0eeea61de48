"""The JSON API for programs, version 1."""

from fastapi import APIRouter, Depends

from habitlog.web.api import changes, days, entries, export, imports, patterns, sharing, snippets, suggestions, trends
from habitlog.web.api.query_parameters import reject_unknown_parameters

router = APIRouter(prefix="/api/v1", dependencies=[Depends(reject_unknown_parameters)])
for module in (entries, changes, days, trends, patterns, snippets, suggestions, sharing, imports, export):
    router.include_router(module.router)
