"""The JSON API for programs, version 1."""

from habitlog.web.api import (
    changes,
    day_tags,
    days,
    entries,
    entry_batches,
    experiments,
    export,
    imports,
    margins,
    patterns,
    sharing,
    snippets,
    suggestions,
    trends,
    week_notes,
)

MODULES = (
    entries,
    entry_batches,
    changes,
    days,
    day_tags,
    week_notes,
    trends,
    margins,
    patterns,
    experiments,
    snippets,
    suggestions,
    sharing,
    imports,
    export,
)
ROUTES = [*export.open_router.routes, *(route for module in MODULES for route in module.router.routes)]
