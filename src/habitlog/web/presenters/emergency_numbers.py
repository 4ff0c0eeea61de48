"""The emergency number where a person's time zone lies, for the regions whose number is certain."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType

_COUNTRIES_WITH_112 = "AT BE BG CH CY CZ DE DK EE ES FI FR GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK"
"""The EU, the EEA and Switzerland, where 112 answers."""
_NUMBERS_BY_COUNTRY: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        **dict.fromkeys(_COUNTRIES_WITH_112.split(), ("112",)),
        "IE": ("112", "999"),
        "GB": ("999", "112"),
        "US": ("911",),
        "CA": ("911",),
        "AU": ("000",),
        "NZ": ("111",),
    }
)


def list_emergency_numbers(zone: str) -> tuple[str, ...]:
    """Return the numbers to call in the country of a time zone, most usual first; none where they are not certain."""
    return _NUMBERS_BY_COUNTRY.get(_load_country_by_zone().get(zone, ""), ())


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
