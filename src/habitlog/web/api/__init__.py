"""The JSON API for programs, version 1."""

from fastapi import APIRouter, Depends

from habitlog.web.api import changes, days, entries, export, imports, patterns, sharing, snippets, suggestions, trends
from habitlog.web.api.query_parameters import reject_unknown_parameters
from habitlog.web.dependencies import find_token_owner

router = APIRouter(prefix="/api/v1")
router.include_router(export.open_router, dependencies=[Depends(reject_unknown_parameters)])
for module in (entries, changes, days, trends, patterns, snippets, suggestions, sharing, imports, export):
    # Who asks comes first: nobody learns from a refusal what a call takes.
    router.include_router(module.router, dependencies=[Depends(find_token_owner), Depends(reject_unknown_parameters)])
