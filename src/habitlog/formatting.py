"""Numbers, clock times and weights in the style a person prefers; stored values and API answers do not depend on it."""

from __future__ import annotations

import re
from datetime import datetime, time
from decimal import Decimal
from typing import Literal
from zoneinfo import ZoneInfo

from msgspec import Struct

from habitlog.translation import gettext

WeightUnit = Literal["kg", "lb"]
ClockFormat = Literal["24", "12"]
DecimalMark = Literal["point", "comma"]

KG_PER_LB = Decimal("0.45359237")
"""The international pound, exact since 1959 (NIST Handbook 44, appendix C)."""
GRAM_IN_KG = Decimal("0.001")
_CLOCK_INPUT = re.compile(r"(\d{1,2})(?:[:.](\d{2})(?:[:.](\d{2}))?)?(?: *([ap])\.?m\.?)?", re.ASCII | re.IGNORECASE)


class Style(Struct, frozen=True):
    """A person's unit of weight, clock and decimal mark; by default kilograms, 24 hours and a point."""

    weight: WeightUnit = "kg"
    clock: ClockFormat = "24"
    decimal: DecimalMark = "point"

    def format_exact(self, value: float | Decimal) -> str:
        """Write a number with all its decimals, as a form field shows it: "62.5", "62,5"."""
        return self._with_decimal_mark(str(value))

    def format_stored_value(self, value: object) -> str:
        """Write a stored value as a form field shows it; "" for None."""
        if isinstance(value, float):
            return self.format_exact(value)
        return "" if value is None else str(value)

    def format_number(self, value: float, *, whole: bool = False, places: int = 1) -> str:
        """Write a number with at most so many decimals, and a narrow space between thousands."""
        text = f"{value:,.{0 if whole else places}f}"
        return self._with_decimal_mark(text.removesuffix(f".{places * '0'}").replace(",", "\u202f"))

    def format_clock_time(self, minutes: float) -> str:
        """Write minutes after midnight as a clock time: "22:45", "10:45 pm"."""
        hour, minute = divmod(round(minutes) % 1440, 60)
        if self.clock == "24":
            return f"{hour:02d}:{minute:02d}"
        time_text = f"{hour % 12 or 12}:{minute:02d}"
        return gettext("%(time)s am", time=time_text) if hour < 12 else gettext("%(time)s pm", time=time_text)

    def format_local_time(self, moment: datetime, zone: str) -> str:
        """Write the clock time of an instant in `zone`, without seconds."""
        local = moment.astimezone(ZoneInfo(zone))
        return self.format_clock_time(local.hour * 60 + local.minute)

    def display_unit(self, unit: str) -> str:
        """Return the unit that a page shows for `unit`: the person's own for kg, any other as it is."""
        return self.weight if unit == "kg" else unit

    def to_display_unit(self, value: float, unit: str) -> float:
        """Return a value kept in `unit` in the unit a page shows it in."""
        return value / float(KG_PER_LB) if self.display_unit(unit) == "lb" else value

    def format_amount(self, value: float, unit: str) -> tuple[str, str]:
        """Return the digits of a value kept in `unit`, and the unit they are then in."""
        return self.format_number(self.to_display_unit(value, unit)), self.display_unit(unit)

    def format_weight(self, kg: float) -> str:
        """Write a stored weight as a form field shows it, without its unit.

        In pounds this is the shortest decimal, of 0 to 3 places, that `weight_to_kg` turns into the same grams again.
        """
        if self.weight == "kg":
            return self.format_exact(kg)
        pounds = Decimal(str(kg)) / KG_PER_LB
        candidates = (round(pounds, places) for places in range(3))
        kg_to_gram = _pounds_to_kg(pounds)
        shortest = next((candidate for candidate in candidates if _pounds_to_kg(candidate) == kg_to_gram), None)
        return self.format_exact(round(pounds, 3) if shortest is None else shortest)

    def weight_to_kg(self, typed: float) -> float:
        """Return a weight typed in the person's unit in kilograms; pounds are rounded to the gram."""
        return typed if self.weight == "kg" else float(_pounds_to_kg(Decimal(str(typed))))

    def format_weight_limit(self, kg: float) -> str:
        """Write a limit of a weight, rounded towards 0 to one decimal, so that it lies within the limit."""
        return self._with_decimal_mark(f"{int(self.to_display_unit(kg, 'kg') * 10) / 10:g}")

    def format_limit(self, value: float, unit: str = "") -> str:
        """Write the bound of a field that is typed in `unit`: the fewest digits, a weight so that it does fit."""
        if self.display_unit(unit) == "lb":
            return self.format_weight_limit(value)
        return self._with_decimal_mark(f"{value:g}")

    def _with_decimal_mark(self, text: str) -> str:
        return text.replace(".", ",") if self.decimal == "comma" else text


def _pounds_to_kg(pounds: Decimal) -> Decimal:
    return (pounds * KG_PER_LB).quantize(GRAM_IN_KG)


def parse_clock_time(text: str) -> time | None:
    """Return the time of "22:45", "7.05", "22:45:30", "10:45 pm", "10.45pm" or "7am", in any style.

    A number by itself needs am or pm. None for anything else.
    """
    match = _CLOCK_INPUT.fullmatch(text.replace("\u202f", " ").replace("\xa0", " ").strip())
    if match is None or (match[2] is None and match[4] is None):
        return None
    hour, minute, second = int(match[1]), int(match[2] or 0), int(match[3] or 0)
    if match[4]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if match[4] in "pP" else 0)
    return time(hour, minute, second) if hour < 24 and minute < 60 and second < 60 else None
