"""Import this to have every table in the metadata."""

from habitlog import bookkeeping, derived, marks
from habitlog.db.base import metadata
from habitlog.people import erased, factor
from habitlog.people import model as people
from habitlog.pillars import PILLARS
from habitlog.sharing import model as sharing

__all__ = ["PILLARS", "bookkeeping", "derived", "erased", "factor", "marks", "metadata", "people", "sharing"]
