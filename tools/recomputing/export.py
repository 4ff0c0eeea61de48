"""The export file: read, checked, and sorted by pillar and day."""

from __future__ import annotations

import hashlib
import json
import sys
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple, TypeAlias

Entry: TypeAlias = dict[str, Any]
Told: TypeAlias = dict[str, Any]


class Export(NamedTuple):
    """What the file holds: entries by pillar and day, marks by pillar and day, and the methods by what they are of."""

    entries: dict[str, dict[date, list[Entry]]]
    marks: dict[str, dict[date, str]]
    methods: dict[str, Told]

    def days(self) -> Iterator[date]:
        """Yield every day that has entries or a mark."""
        for pillar in self.entries.values():
            yield from pillar
        for marked in self.marks.values():
            yield from marked


KNOWN = {"habitlog-trend": {"1.0", "1.1"}}
"""The versions of methods that are written down here; of those that are not named it is 1.0 alone."""
LEFT_OUT = {"habitlog-patterns"}
"""Methods that speak of no trend and are not written down here."""


def read(data: bytes) -> Export:
    """Read an export; ends the program with a sentence where it is not whole or of a method that is not known here."""
    body, _, last = data.rstrip(b"\n").rpartition(b"\n")
    try:
        told, end = json.loads(data), json.loads(b"{" + last)
    except ValueError:
        sys.exit("This is not a whole export of habitlog.")
    if hashlib.sha256(body + b"\n").hexdigest() != end.get("sha256"):
        sys.exit("The checksum does not hold: the file is cut short or was changed.")
    entries: dict[str, dict[date, list[Entry]]] = defaultdict(lambda: defaultdict(list))
    marks: dict[str, dict[date, str]] = defaultdict(dict)
    for entry in told["entries"]:
        entries[entry["pillar"]][date.fromisoformat(entry["day"])].append(entry)
    for mark in told["marks"]:
        marks[mark["pillar"]][date.fromisoformat(mark["day"])] = mark["mark"]
    written_down = [one for one in told["methods"] if one["name"] not in LEFT_OUT]
    methods = {one.get("metric") or one["summary"]: one for one in written_down}
    for one in written_down:
        if one["version"] not in KNOWN.get(one["name"], {"1.0"}):
            sys.exit(f"{one['name']} {one['version']} is another version than the one written down here.")
    return Export(entries, marks, methods)
