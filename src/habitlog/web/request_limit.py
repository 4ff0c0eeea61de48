"""How many requests the programs of one person may send in a minute, to one process."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from threading import Lock

from habitlog.errors import TooManyRequests

WINDOW_SECONDS = 60


class RequestLimit:
    """Counts requests by person, from the beginning of a minute; `most` of 0 is no limit."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = Lock()
        self._window = 0
        self._counts: Counter[int] = Counter()

    def count(self, person_id: int, now: datetime) -> Mapping[str, str]:
        """Count a request, and return the headers that tell how many are left; raises `TooManyRequests`.

        The headers are those of draft-ietf-httpapi-ratelimit-headers-10.
        """
        if not self._most:
            return {}
        window, begun = divmod(int(now.timestamp()), WINDOW_SECONDS)
        with self._lock:
            if window != self._window:
                self._window = window
                self._counts.clear()
            self._counts[person_id] += 1
            left = self._most - self._counts[person_id]
        seconds = WINDOW_SECONDS - begun
        if left < 0:
            raise TooManyRequests(seconds, self._most)
        return {
            "RateLimit-Policy": f'"requests";q={self._most};w={WINDOW_SECONDS}',
            "RateLimit": f'"requests";r={left};t={seconds}',
        }
