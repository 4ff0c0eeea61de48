"""The database floor: one `Database`, with units of work that say by their type whether they write."""

from habitlog.db.engine import Database
from habitlog.db.transactions import ReadTransaction, WriteTransaction

__all__ = ["Database", "ReadTransaction", "WriteTransaction"]
