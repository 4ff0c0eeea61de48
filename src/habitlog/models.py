"""Import this to have every table in the metadata."""

from habitlog.accounts import person as people
from habitlog.db.base import metadata
from habitlog.pillars import PILLARS
from habitlog.sharing import tables as sharing

__all__ = ["PILLARS", "bookkeeping", "derived", "erased", "factor", "marks", "metadata", "people", "sharing"]
