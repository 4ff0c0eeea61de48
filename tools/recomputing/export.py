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
JsonObject: TypeAlias = dict[str, Any]


class Export(NamedTuple):
    """The file: entries by pillar and day, marks by pillar and day, methods by metric, kind of summary or name.

    `rest_days` are the first and last day of the setting that reads days without a session as days of rest; the last
    one can be open. `margins` are, by metric, the changes up to which the person calls it steady; `hidden_pillars` and
    `hidden_measures` are switched off on pages.
    """

    entries: dict[str, dict[date, list[Entry]]]
    marks: dict[str, dict[date, str]]
    methods: dict[str, JsonObject]
    rest_days: tuple[date, date | None] | None = None
    experiments: tuple[JsonObject, ...] = ()
    day_tags: tuple[JsonObject, ...] = ()
    margins: dict[str, float] = {}  # noqa: RUF012 - nothing changes it
    hidden_pillars: tuple[str, ...] = ()
    hidden_measures: tuple[str, ...] = ()

    def days(self) -> Iterator[date]:
        """Yield every day that has entries or a mark."""
        for pillar in self.entries.values():
            yield from pillar
        for marks in self.marks.values():
            yield from marks


KNOWN_VERSIONS = {
    "habitlog-trend": {"1.0", "1.1", "2.0"},
    "habitlog-patterns": {"1.0", "2.0", "2.1"},
    "habitlog-sleep-regularity-index": {"1.0", "1.1", "1.2"},
    "habitlog-midpoint-sd": {"1.0", "1.1", "1.2"},
    "habitlog-onset-sd": {"1.0", "1.1", "1.2"},
    "habitlog-social-jetlag": {"1.0", "1.1", "1.2"},
}
"""The versions of methods that this program implements; of methods that are not listed, 1.0."""


def read_export(data: bytes) -> Export:
    """Return an export; ends the program for one that is incomplete or made by an unknown method."""
    body, _, last = data.rstrip(b"\n").rpartition(b"\n")
    try:
        document, ending = json.loads(data), json.loads(b"{" + last)
    except ValueError:
        sys.exit("This is not a whole export of habitlog.")
    if hashlib.sha256(body + b"\n").hexdigest() != ending.get("sha256"):
        sys.exit("The checksum does not hold: the file is cut short or was changed.")
    entries: dict[str, dict[date, list[Entry]]] = defaultdict(lambda: defaultdict(list))
    marks: dict[str, dict[date, str]] = defaultdict(dict)
    for entry in document["entries"]:
        entries[entry["pillar"]][date.fromisoformat(entry["day"])].append(entry)
    for mark in document["marks"]:
        marks[mark["pillar"]][date.fromisoformat(mark["day"])] = mark["mark"]
    implemented = document["methods"]
    methods = {method.get("metric") or method.get("summary") or method["name"]: method for method in implemented}
    for method in implemented:
        if method["version"] not in KNOWN_VERSIONS.get(method["name"], {"1.0"}):
            sys.exit(f"{method['name']} {method['version']} is another version than the one written down here.")
    person = document.get("person", {})
    experiments, day_tags = (tuple(document.get(name, ())) for name in ("experiments", "day_tags"))
    hidden = (tuple(person.get(name, ())) for name in ("hidden_pillars", "hidden_measures"))
    margins = person.get("margins", {})
    return Export(entries, marks, methods, read_rest_days(person), experiments, day_tags, margins, *hidden)


def read_rest_days(person: JsonObject) -> tuple[date, date | None] | None:
    """Return the first and last day of the setting; None where it is off, or in a file of an earlier program."""
    first, last = (person.get(name) for name in ("rest_days_from", "rest_days_until"))
    return (date.fromisoformat(first), date.fromisoformat(last) if last else None) if first else None
