"""Import this to have every table in the metadata."""

from habitlog.accounts import erasure_list, password_reset, person, two_factor
from habitlog.db.base import metadata
from habitlog.pillars import PILLARS
from habitlog.sharing import tables
from habitlog.storage import (
    daily_metrics,
    day_marks,
    day_tags,
    deleted_entries,
    deleted_items,
    experiments,
    idempotency,
    import_files,
    import_mappings,
    rate_limits,
    remembered_words,
    snippet_choices,
    urgent_cards,
    week_notes,
)

__all__ = [
    "PILLARS",
    "daily_metrics",
    "day_marks",
    "day_tags",
    "deleted_entries",
    "deleted_items",
    "erasure_list",
    "experiments",
    "idempotency",
    "import_files",
    "import_mappings",
    "metadata",
    "password_reset",
    "person",
    "rate_limits",
    "remembered_words",
    "snippet_choices",
    "tables",
    "two_factor",
    "urgent_cards",
    "week_notes",
]
