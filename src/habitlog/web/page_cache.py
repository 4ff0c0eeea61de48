"""Pages that were rendered lately, kept in memory until something they show changes.

A page is kept for its own reader alone, never for a coach who looks at somebody else's data, and never on disk.
"""

from __future__ import annotations

from collections import OrderedDict
from datetime import date, datetime, timedelta
from threading import Lock

from msgspec import Struct

from habitlog.translation import Catalogue

MAX_BYTES = 8 * 1024 * 1024
MAX_AGE = timedelta(minutes=10)


class PageKey(Struct, frozen=True):
    """What a page of a person's own data follows from: the data, the day, and the address."""

    person_id: int
    change_number: int
    is_coach: bool
    today: date
    address: str
    catalogue: Catalogue | None


class CachedPage(Struct, frozen=True):
    """The body of a page, and the masked key of forms in it."""

    body: bytes
    masked_key: bytes
    rendered_at: datetime


class PageCache:
    """The pages rendered within ten minutes, at most 8 MB of them; the ones used least lately go first."""

    def __init__(self) -> None:
        self._pages: OrderedDict[PageKey, CachedPage] = OrderedDict()
        self._bytes = 0
        self._lock = Lock()

    def find_page(self, key: PageKey, now: datetime) -> CachedPage | None:
        """Return a page, and forget what is too old and what its person has changed since."""
        with self._lock:
            for known, page in list(self._pages.items()):
                is_outdated = known.person_id == key.person_id and known.change_number != key.change_number
                if is_outdated or not now - MAX_AGE < page.rendered_at <= now:
                    self._remove(known)
            if key in self._pages:
                self._pages.move_to_end(key)
            return self._pages.get(key)

    def keep_page(self, key: PageKey, page: CachedPage) -> None:
        """Keep a page."""
        with self._lock:
            self._remove(key)
            self._pages[key] = page
            self._bytes += len(page.body)
            while self._bytes > MAX_BYTES:
                self._remove(next(iter(self._pages)))

    def _remove(self, key: PageKey) -> None:
        page = self._pages.pop(key, None)
        self._bytes -= len(page.body) if page else 0
