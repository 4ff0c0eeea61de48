"""The emergency number where a person's time zone lies, for the regions whose number is certain."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType

_EUROPEAN = "AT BE BG CH CY CZ DE DK EE ES FI FR GR HR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK"
"""The EU, the EEA and Switzerland, where 112 answers."""
_NUMBERS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        **dict.fromkeys(_EUROPEAN.split(), ("112",)),
        "IE": ("112", "999"),
        "GB": ("999", "112"),
        "US": ("911",),
        "CA": ("911",),
        "AU": ("000",),
        "NZ": ("111",),
    }
)


def numbers(zone: str) -> tuple[str, ...]:
    """Return the numbers to call in the country of a time zone, most usual first; none where they are not certain."""
    return _NUMBERS.get(_countries().get(zone, ""), ())


@cache
def _countries() -> Mapping[str, str]:
    """Country by time zone, of the zones that stand for one country: `zone.tab` of the time zone database."""
    lines = resources.files("tzdata.zoneinfo").joinpath("zone.tab").read_text(encoding="utf-8").splitlines()
    told = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return MappingProxyType({zone: country for country, _, zone, *_ in told})
