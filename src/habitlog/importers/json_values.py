"""JSON files of other programs, with a bound on the memory that their values take."""

from __future__ import annotations

import json
from typing import Any

from habitlog.errors import Malformed

MAX_VALUES = 3_000_000
"""How many values a file may have: each takes some sixty bytes, twenty times its text where it is an empty list."""


def load_json(data: bytes) -> Any:
    """Return the value of a JSON text in UTF-8, UTF-16 or UTF-32.

    Raises `Malformed` for more than `MAX_VALUES`, and `ValueError` or `RecursionError` for what is no JSON.
    """
    if sum(map(data.count, (b",", b"[", b"{"))) > MAX_VALUES:
        raise Malformed("file_has_too_many_items", most=MAX_VALUES)
    return json.loads(data)
