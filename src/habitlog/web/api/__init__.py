"""The JSON API for programs, version 1."""

from fastapi import APIRouter, Depends

from habitlog.web.api import (
    changes,
    days,
    entries,
    entry_batches,
    export,
    imports,
    patterns,
    sharing,
    snippets,
    suggestions,
    trends,
)
from habitlog.web.api.query_parameters import reject_unknown_parameters
from habitlog.web.dependencies import find_token_owner

router = APIRouter(prefix="/api/v1")
router.include_router(export.open_router, dependencies=[Depends(reject_unknown_parameters)])
MODULES = (
    entries,
    entry_batches,
    changes,
    days,
    trends,
    patterns,
    snippets,
    suggestions,
    sharing,
    imports,
    export,
)
for module in MODULES:
    # Who asks comes first: nobody learns from a refusal what a call takes.
    router.include_router(module.router, dependencies=[Depends(find_token_owner), Depends(reject_unknown_parameters)])
