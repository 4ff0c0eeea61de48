"""The database: one `Database`, whose transactions tell by their type whether they write."""

from habitlog.db.engine import Database
from habitlog.db.transactions import ReadTransaction, WriteTransaction

__all__ = ["Database", "ReadTransaction", "WriteTransaction"]
