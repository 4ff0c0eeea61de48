"""Emergency numbers and crisis lines where a person's time zone lies, for the regions where they are certain."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType

from msgspec import Struct


class CrisisLine(Struct, frozen=True):
    """A line to talk to: its name, its number, and whether it says that it answers at any hour."""

    name: str
    number: str
    always_open: bool


class RegionalHelp(Struct, frozen=True):
    """The emergency numbers, the most usual first, and the crisis lines of a country; empty where none is certain."""

    emergency_numbers: tuple[str, ...]
    crisis_lines: tuple[CrisisLine, ...]


_NOTHING_KNOWN = RegionalHelp((), ())


def find_regional_help(zone: str) -> RegionalHelp:
    """Return the help in the country of a time zone."""
    return _load_help_by_country().get(_load_country_by_zone().get(zone, ""), _NOTHING_KNOWN)


@cache
def _load_help_by_country() -> Mapping[str, RegionalHelp]:
    text = resources.files("habitlog.web.presenters").joinpath("help_numbers.toml").read_text(encoding="utf-8")
    document = tomllib.loads(text)
    numbers: dict[str, tuple[str, ...]] = {}
    lines: dict[str, tuple[CrisisLine, ...]] = {}
    for row in document["emergency"]:
        numbers |= dict.fromkeys(row["countries"].split(), tuple(row["numbers"]))
    for row in document["crisis_line"]:
        line = CrisisLine(row["name"], row["number"], row["always_open"])
        lines |= {country: (*lines.get(country, ()), line) for country in row["countries"].split()}
    return MappingProxyType(
        {country: RegionalHelp(numbers.get(country, ()), lines.get(country, ())) for country in numbers | lines}
    )


@cache
def _load_country_by_zone() -> Mapping[str, str]:
    """Return the country by time zone, of the zones of one country, and of their older and shorter names.

    From `zone.tab` and the links of the time zone database. Antarctic zones link to another country's and are left out.
    """
    rows = (line.split("\t") for line in _read_tzdata_lines("zone.tab") if line and not line.startswith("#"))
    country_by_zone = {zone: country for country, _, zone, *_ in rows}
    links = (line.split()[1:3] for line in _read_tzdata_lines("tzdata.zi") if line.startswith("L "))
    for zone, other_name in links:
        if zone in country_by_zone and "/" in other_name and not other_name.startswith("Antarctica/"):
            country_by_zone.setdefault(other_name, country_by_zone[zone])
    return MappingProxyType(country_by_zone)


def _read_tzdata_lines(name: str) -> list[str]:
    return resources.files("tzdata.zoneinfo").joinpath(name).read_text(encoding="utf-8").splitlines()
