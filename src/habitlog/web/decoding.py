"""From a posted form to the JSON-like object every door hands to the same records."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from habitlog.pillar import Field, Kind, Style
from habitlog.pillar.style import read_clock

_WHOLE = re.compile(r"[+-]?\d{1,18}", re.ASCII)
_DECIMAL = re.compile(r"[+-]?\d{1,12}[.,]\d{1,6}", re.ASCII)
WEIGHT_UNIT = "weight_unit"
"""The field by which a form says in which unit its weights are typed."""
SET_COLUMNS = ("exercise", "set_type", "load_kg", "reps", "rir", "rpe", "rest_s")


@dataclass(frozen=True, slots=True)
class Typed:
    """A posted form: every value as it was typed, the record it stands for, and which set rows were filled.

    `style` is the one the form was drawn in: its weights were typed in that unit.
    """

    values: dict[str, Any]
    raw: dict[str, Any]
    style: Style
    set_rows: list[int] = field(default_factory=list)


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
    clock times: the last of the form lies on `day`, each one before it is the latest moment not after the next.
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
    places = sorted(
        {int(found[1]) for name in given if (found := re.fullmatch(rf"{one.name}-(\d{{1,4}})-[a-z_]+", name))}
    )
    rows = [{column: given.get(f"{one.name}-{at}-{column}", "") for column in SET_COLUMNS} for at in places]
    typed.values[one.name] = rows
    typed.raw[one.name] = []
    for at, row in enumerate(rows):
        if any(row[column].strip() for column in SET_COLUMNS if column != "set_type"):
            typed.set_rows.append(at)
            typed.raw[one.name].append(_one_set(row, typed.style))


def _one_set(row: Mapping[str, str], style: Style) -> dict[str, Any]:
    told = {column: text for column, text in row.items() if text.strip()}
    one = {
        column: text.strip() if column in {"exercise", "set_type"} else number(text) for column, text in told.items()
    }
    if isinstance(load := one.get("load_kg"), int | float):
        one["load_kg"] = style.load_kg(load)
    return one


def _times(kind: Kind, given: Mapping[str, str], day: date, zone: str, before: Mapping[str, Any], typed: Typed) -> None:
    following: datetime | None = None
    for one in reversed([one for one in kind.fields if one.widget == "time"]):
        text = given.get(one.name, "").strip()
        typed.values[one.name] = text
        if not text:
            continue
        clock = read_clock(text)
        if clock is None:
            typed.raw[one.name] = text
            continue
        wall = datetime.combine(day, clock) if following is None else _latest(clock, following)
        following = wall
        typed.raw[one.name] = _same_instant(wall, zone, before.get(one.name)) or wall.isoformat()


def _latest(clock: time, following: datetime) -> datetime:
    wall = datetime.combine(following.date(), clock)
    return wall if wall <= following else wall - timedelta(days=1)


def _same_instant(wall: datetime, zone: str, before: str | None) -> str | None:
    if before is None:
        return None
    local = datetime.fromisoformat(before).astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    return before if local == wall else None


_NUMBERS = frozenset({"minutes", "number", "stepper", "scale"})
_WIDGETS = {
    "tiles": _tiles,
    "sets": _sets,
    "tags": _tags,
    "choice": _chosen,
    "select": _chosen,
    "yes_no": _yes_no,
    "time": lambda *_: None,
}
