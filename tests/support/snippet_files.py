"""Small snippet files for the tests of the engine."""

from __future__ import annotations

import json
from datetime import date, timedelta

from habitlog.education.library import SnippetLibrary
from habitlog.education.matching import SnippetContext
from habitlog.education.references import parse_references
from habitlog.education.snippet_files import parse_snippet_file

DAY = date(2026, 3, 12)
SPREAD = '{ rule = "pattern", metric = "sleep.midpoint", statistic = "spread", over = 14, needed = 7, at_least = 90 }'
WORDS = "word " * 50

PILLAR = """
[pillar]
key = "sleep"
noun = "sleep"
[pillar.kinds]
night = { noun = "night", phrase = "a night" }
nap = { noun = "nap", phrase = "a nap" }
[pillar.metrics]
"sleep.duration" = { name = "sleep durations", unit = "min", each = "nights", kinds = ["night"] }
"sleep.midpoint" = { name = "sleep midpoints", unit = "clock", each = "nights" }
"sleep.quality" = { name = "sleep ratings", unit = "of 5", each = "nights" }
[pillar.answers]
"night.quality" = "a night rated {} of 5"
"night.day_kind" = { free = "a night before a free day" }
"nap.signs" = { rested = "a nap that left a person rested" }
"""

REFERENCES = parse_references(
    json.dumps(
        [
            {
                "id": "doe2020",
                "title": "A title",
                "author": [{"family": "Doe"}],
                "issued": {"date-parts": [[2020]]},
                "container-title": "A Journal",
                "DOI": "10.1000/xyz",
                "habitlog-supports": "Something.",
            }
        ]
    )
)


def snippet(name: str, rules: str, **changes: str) -> str:
    """Return one snippet as TOML; `changes` replace a value by TOML text, an empty one leaves the key out."""
    fields = {
        "id": f'"{name}"',
        "title": '"A title"',
        "chapter": '"Sleep"',
        "lines": '["regularity"]',
        "topics": '["sleep-duration"]',
        "text": f'"{WORDS}"',
        "sources": '["doe2020"]',
        "evidence": '"trial"',
        "certainty": '"low"',
        "certainty_reason": '"It is one small study."',
        "population": '"Adults."',
        "limits": '"It was small."',
        "reviewed": "2026-11-20",
        "version": "1",
        "shows_when": f"[{rules}]",
        **changes,
    }
    return "[[snippet]]\n" + "".join(f"{key} = {value}\n" for key, value in fields.items() if value)


def library(*snippets: str) -> SnippetLibrary:
    """Return a library of one pillar file with these snippets."""
    return SnippetLibrary.from_files(
        [parse_snippet_file("sleep/snippets.toml", PILLAR + "".join(snippets))], REFERENCES
    )


def series(*values: float, day: date = DAY) -> list[tuple[date, float]]:
    return [(day - timedelta(days=n), value) for n, value in enumerate(values)]


def night(
    values: list[tuple[date, float]], metric: str = "duration", first: bool = False, day: date = DAY
) -> SnippetContext:
    return SnippetContext(day, "sleep", "night", first, {f"sleep.{metric}": values})


def pattern_rule(statistic: str, bound: str, metric: str = "duration", over: int = 7, needed: int = 3) -> str:
    return (
        f'{{ rule = "pattern", metric = "sleep.{metric}", statistic = "{statistic}", '
        f"over = {over}, needed = {needed}, {bound} }}"
    )
