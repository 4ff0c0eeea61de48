"""Two versions of an entry in words: what is saved beside what was typed, for what differs alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Any
from zoneinfo import ZoneInfo

from habitlog.pillar import Field, Pillar, Style
from habitlog.web.forms import Difference
from habitlog.web.words import long_day, short_day

Row = Mapping[str, Any]
UNTOLD = "not told"
_WORDS: dict[str, dict[Any, str]] = {
    "list_complete": {True: "complete", False: "kept open"},
    "form": {"core19": "the short one", "full29": "the long one"},
    "set_type": {"warmup": "warm-up", "amrap": "as many as possible"},
}
_LABELS = {"list_complete": "The list", "form": "Which list"}
_OF_A_SET = {"rir": "{} left in reserve", "rpe": "RPE {}", "rest_s": "rest {} s"}


def differences(pillar: Pillar, saved: Row, typed: Row, style: Style) -> tuple[Difference, ...]:
    """Compare two versions column by column; nothing when they say the same.

    Fields of the form come in its order, then whatever else differs, so that no difference stays unsaid.
    """
    kinds = {kind.key: kind for kind in pillar.kinds}
    asked = {one.name: one for row in (saved, typed) for one in kinds[row["kind"]].fields}
    names = [*asked, *(name for name in typed if name not in asked)]
    differing = [name for name in names if saved[name] != typed[name]]
    found: list[Difference] = []
    if "kind" in differing:
        found.append(Difference("Kind of entry", *(kinds[row["kind"]].name for row in (saved, typed))))
    if "day" in differing:
        found.append(Difference("Day", *(long_day(row["day"]) for row in (saved, typed))))
    for name in differing:
        if name not in {"kind", "day"}:
            found.extend(_of_field(asked.get(name, Field(name, _label(name), "text")), saved, typed, style))
    return tuple(found)


def _label(name: str) -> str:
    return _LABELS.get(name, name.replace("_", " ").capitalize())


def _of_field(one: Field, saved: Row, typed: Row, style: Style) -> Iterator[Difference]:
    before, after = saved[one.name], typed[one.name]
    match one.widget:
        case "tiles":
            yield Difference("Groups in this version alone", _beyond(one, before, after), _beyond(one, after, before))
        case "sets":
            yield from _sets(before or (), after or (), style)
        case "time":
            yield _times(one, saved, typed, style)
        case _:
            yield Difference(one.label, _value(one, before), _value(one, after))


def _value(one: Field, value: Any) -> str:
    if value is None:
        return UNTOLD
    if isinstance(value, list):
        return ", ".join(_labels(one).get(key, str(key)) for key in value) or UNTOLD
    if one.widget == "yes_no":
        return "yes" if value else "no"
    if one.widget == "scale":
        return f"{value} of {one.high:g}"
    known = _labels(one) or _WORDS.get(one.name, {})
    return known.get(value, f"{value} {one.unit}".rstrip())


def _labels(one: Field) -> dict[Any, str]:
    grouped = (option for group in one.groups for option in group.options)
    return {option.value: option.label for option in (*one.options, *grouped)}


def _beyond(one: Field, keys: Sequence[str] | None, others: Sequence[str] | None) -> str:
    return ", ".join(_labels(one).get(key, key) for key in keys or () if key not in (others or ())) or "none"


def _times(one: Field, saved: Row, typed: Row, style: Style) -> Difference:
    """Write two clock times; where the clock shows the same, the dates differ and are written too."""
    local = [row[one.name] and row[one.name].astimezone(ZoneInfo(row["zone"])) for row in (saved, typed)]
    words = [_clock(moment, style) if moment else UNTOLD for moment in local]
    if words[0] == words[1]:
        words = [f"{clock}, {short_day(moment.date())}" for clock, moment in zip(words, local, strict=True)]
    return Difference(one.label, *words)


def _clock(moment: datetime, style: Style) -> str:
    return f"{moment:%H:%M:%S}" if moment.second else style.time(moment.hour * 60 + moment.minute)


def _sets(saved: Sequence[Row], typed: Sequence[Row], style: Style) -> Iterator[Difference]:
    before, after = [set_line(one, style) for one in saved], [set_line(one, style) for one in typed]
    for what, a, to_a, b, to_b in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if what == "equal":
            continue
        pairs = zip_longest(before[a:to_a], after[b:to_b], fillvalue="not there")
        for at, (left, right) in enumerate(pairs):
            yield Difference(f"Set {(b if b + at < to_b else a) + at + 1}", left, right)


def set_line(one: Row, style: Style) -> str:
    """Write a set on one line: "Bench press 62.5 kg × 8, 2 left in reserve, rest 120 s"."""
    told = {name: value for name, value in one.items() if value is not None}
    line = str(told.pop("exercise"))
    if (load := told.pop("load_kg", None)) is not None:
        line += f" {style.load(load)}\N{NO-BREAK SPACE}{style.weight}"
    if (reps := told.pop("reps", None)) is not None:
        line += f" ×\N{NO-BREAK SPACE}{reps}"
    if (kind := told.pop("set_type", "work")) != "work":
        line += f", {_WORDS['set_type'].get(kind, kind)}"
    names = [*_OF_A_SET, *sorted(told.keys() - _OF_A_SET.keys())]
    parts = [
        _OF_A_SET.get(name, f"{_label(name).lower()} {{}}").format(style.text(told[name]))
        for name in names
        if name in told
    ]
    return ", ".join([line, *parts])
