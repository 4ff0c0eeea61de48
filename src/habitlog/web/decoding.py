"""From a posted form to the JSON-like object every door hands to the same records."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from habitlog.pillar import Field, Kind, Style
from habitlog.web.clocks import Twice, read_times
from habitlog.web.setrows import SET_COLUMNS, read_rows, told

_WHOLE = re.compile(r"[+-]?\d{1,18}", re.ASCII)
_DECIMAL = re.compile(r"[+-]?\d{1,12}[.,]\d{1,6}", re.ASCII)
_LONG = re.compile(r"[+-]?\d{1,300}", re.ASCII)
_HOURS = re.compile(r"(\d{1,2}) ?h ?([0-5]?\d) ?min", re.ASCII | re.IGNORECASE)
_TWO_WAYS = {
    "point": re.compile(r"[12],\d{3}", re.ASCII),
    "comma": re.compile(r"[12]\.\d{3}", re.ASCII),
}
"""By a person's decimal mark: the other mark before three digits, which stands between thousands as well."""
WEIGHT_UNIT = "weight_unit"
"""The field by which a form says in which unit its weights are typed."""


@dataclass(frozen=True, slots=True)
class Typed:
    """A posted form: every value as it was typed, the record it stands for, and which set rows were filled.

    `style` is the one the form was drawn in: its weights were typed in that unit.
    `said` has a page's own sentence for a field that the record is going to refuse; `passes` the times to choose for.
    """

    values: dict[str, Any]
    raw: dict[str, Any]
    style: Style
    set_rows: list[int] = field(default_factory=list)
    said: dict[str, str] = field(default_factory=dict)
    passes: dict[str, Twice] = field(default_factory=dict)


def decode(
    kind: Kind,
    pairs: list[tuple[str, str]],
    day: date,
    zone: str,
    before: Mapping[str, Any] | None = None,
    *,
    style: Style,
) -> Typed:
    """Read a form of one kind of entry for a day.

    Numbers may use a comma; what cannot be read stays text, so that the record refuses it at its field. Times are
    clock times: the last of the form lies on `day`, each one before it is the latest moment not after the next; where
    the last is not told, times go back from noon of the day. One that came twice and is not settled stays text too.
    `before` is the entry that is edited: a time that was not touched stays the very same instant. `style` is the
    person's; a form that says which unit its weights are in is read in that one, since it may have been opened before
    the unit was changed.
    """
    given = dict(reversed(pairs))
    typed = Typed({}, {"kind": kind.key, "zone": zone, "day": day.isoformat()}, _drawn_in(given, style))
    for one in kind.fields:
        _WIDGETS.get(one.widget, _plain)(one, pairs, given, typed)
    _times(kind, given, day, zone, before or {}, typed)
    typed.values["note"] = given.get("note", "")
    if typed.values["note"].strip():
        typed.raw["note"] = typed.values["note"]
    return typed


def _drawn_in(given: Mapping[str, str], style: Style) -> Style:
    match given.get(WEIGHT_UNIT):
        case "kg" | "lb" as unit:
            return replace(style, weight=unit)
    return style


def number(text: str) -> Any:
    """Read "7", "7,5" or "7.5"; anything else comes back as it is."""
    bare = text.strip().replace("−", "-").replace("\u202f", "")
    if _WHOLE.fullmatch(bare):
        return int(bare)
    if _DECIMAL.fullmatch(bare):
        read = float(bare.replace(",", "."))
        return int(read) if read.is_integer() else read
    return text.strip()


def _plain(one: Field, _pairs: list[tuple[str, str]], given: Mapping[str, str], typed: Typed) -> None:
    text = given.get(one.name, "")
    typed.values[one.name] = text
    if text.strip():
        typed.raw[one.name] = number(text) if one.widget in _NUMBERS else text.strip()


def _chosen(one: Field, _pairs: list[tuple[str, str]], given: Mapping[str, str], typed: Typed) -> None:
    text = given.get(one.name, "")
    typed.values[one.name] = text
    if text:
        typed.raw[one.name] = next((option.value for option in one.options if str(option.value) == text), text)


def _yes_no(one: Field, _pairs: list[tuple[str, str]], given: Mapping[str, str], typed: Typed) -> None:
    text = given.get(one.name, "")
    typed.values[one.name] = text
    if text:
        typed.raw[one.name] = {"yes": True, "no": False}.get(text, text)


def _tiles(one: Field, pairs: list[tuple[str, str]], given: Mapping[str, str], typed: Typed) -> None:
    keys = [value for name, value in pairs if name == one.name]
    typed.values[one.name] = [*keys, "full29"] if given.get("form") == "full29" else keys
    typed.raw[one.name] = keys
    typed.raw["form"] = "full29" if given.get("form") == "full29" else "core19"
    typed.raw["list_complete"] = given.get("list_complete") == "yes"


def _tags(one: Field, pairs: list[tuple[str, str]], _given: Mapping[str, str], typed: Typed) -> None:
    chosen = [value for name, value in pairs if name == one.name]
    typed.values[one.name] = typed.raw[one.name] = chosen


def _sets(one: Field, _pairs: list[tuple[str, str]], given: Mapping[str, str], typed: Typed) -> None:
    rows = read_rows(one.name, given)
    typed.values[one.name] = rows
    typed.set_rows.extend(told(rows))
    typed.raw[one.name] = [_one_set(rows[at], typed.style) for at in typed.set_rows]
    for place, at in enumerate(typed.set_rows):
        if _TWO_WAYS[typed.style.decimal].fullmatch(rows[at]["load_kg"].strip()):
            typed.said[f"{one.name}.{place}.load_kg"] = _ambiguous(rows[at]["load_kg"].strip())


def _one_set(row: Mapping[str, str], style: Style) -> dict[str, Any]:
    filled = {column: row[column] for column in SET_COLUMNS if row[column].strip()}
    one = {
        column: text.strip() if column in {"exercise", "set_type"} else number(text) for column, text in filled.items()
    }
    if _TWO_WAYS[style.decimal].fullmatch(filled.get("load_kg", "").strip()):
        one["load_kg"] = filled["load_kg"].strip()
    elif isinstance(load := one.get("load_kg"), int | float):
        one["load_kg"] = style.load_kg(load)
    return one


def _ambiguous(text: str) -> str:
    other = text.translate({ord(","): ".", ord("."): ","})
    return f"{text} can be {text[0]}{text[2:]} or {other}. Written in one of these ways it is clear."


def _whole(one: Field, _pairs: list[tuple[str, str]], given: Mapping[str, str], typed: Typed) -> None:
    text = given.get(one.name, "")
    typed.values[one.name] = text
    if not text.strip():
        return
    read = whole(text, one.unit)
    typed.raw[one.name] = text.strip() if read is None else read
    if read is None:
        typed.said[one.name] = _WHOLE_WORDS.get(one.unit, "A whole number fits here, like 2.")
    elif one.high is not None and read > one.high:
        typed.said[one.name] = f"{one.high:g} {one.unit}".strip() + " is the most that fits here."
    elif one.low is not None and read < one.low:
        typed.said[one.name] = f"{one.low:g} {one.unit}".strip() + " is the least that fits here."


def whole(text: str, unit: str) -> int | None:
    """Read "25", "25 min" where minutes are asked for, and "1 h 30 min" there as 90; None for anything else."""
    bare = text.strip().replace("−", "-").replace("\u202f", "")
    if unit and (found := re.fullmatch(rf"([+-]?\d{{1,300}}) ?{unit}", bare, re.ASCII | re.IGNORECASE)):
        return int(found[1])
    if unit == "min" and (found := _HOURS.fullmatch(bare)):
        return 60 * int(found[1]) + int(found[2])
    return int(bare) if _LONG.fullmatch(bare) else None


def _times(kind: Kind, given: Mapping[str, str], day: date, zone: str, before: Mapping[str, Any], typed: Typed) -> None:
    names = [one.name for one in kind.fields if one.widget == "time"]
    typed.values.update({name: given.get(name, "").strip() for name in names})
    for name, read in read_times(names, given, day, zone, before).items():
        typed.raw[name] = read.raw
        if read.said:
            typed.said[name] = read.said
        if read.twice:
            typed.passes[name] = read.twice


_NUMBERS = frozenset({"number", "scale"})
_WHOLE_WORDS = {
    "min": "Whole minutes fit here, like 25 or 1 h 30 min.",
    "s": "Whole seconds fit here, like 30.",
    "bpm": "Whole beats a minute fit here, like 140.",
}
_WIDGETS = {
    "minutes": _whole,
    "stepper": _whole,
    "tiles": _tiles,
    "sets": _sets,
    "tags": _tags,
    "choice": _chosen,
    "select": _chosen,
    "yes_no": _yes_no,
    "time": lambda *_: None,
}
