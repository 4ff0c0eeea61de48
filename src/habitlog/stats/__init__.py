"""Statistics: pure functions on numpy arrays, without I/O or a clock; tests check each formula against its source.

This module itself imports no numpy, so that a declaration can name `SummaryKind` without loading it.
"""

from typing import Literal, TypeAlias

SummaryKind: TypeAlias = Literal["mean", "total", "median", "clock"]
"""How days become weeks and rolling values: `median` for ordinal scales, `clock` for minutes after local midnight."""
