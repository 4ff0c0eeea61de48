"""A field of a form with what was typed into it and what does not fit."""

from __future__ import annotations

import re
from typing import Any

from msgspec import Struct

from habitlog.tracking import FormField, Option


class BoundField(Struct, frozen=True):
    """A field with its value as typed (text, list of keys, or list of set rows) and its error message."""

    field: FormField
    value: Any = ""
    error: str = ""
    row_errors: tuple[tuple[int, str, str], ...] = ()
    """For a field with rows: (row index, column, message)."""
    usual_time: str = ""
    """For times: the usual one like "22:45", offered while nothing is typed."""
    usual_time_text: str = ""
    """The usual time as the person writes clock times."""
    repeated_time_options: tuple[Option, ...] = ()
    """For a clock time that came twice: the two to choose from, their labels in the person's language."""
    chosen_repeat: str = ""

    @property
    def is_time_input_value(self) -> bool:
        """Whether an input of the type "time" can show the value."""
        return re.fullmatch(r"(\d\d:\d\d(:\d\d)?)?", str(self.value)) is not None
