"""The table of a benchmark: what was measured, the result, what is wanted, and whether it was met."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct


class Line(Struct, frozen=True):
    """One line; `met` is None where nothing is wanted."""

    what: str
    measured: str
    wanted: str = ""
    met: bool | None = None

    @property
    def cells(self) -> tuple[str, str, str, str]:
        """The line's four cells."""
        return self.what, self.measured, self.wanted, {None: "", True: "met", False: "missed"}[self.met]


def format_table(lines: Sequence[Line]) -> str:
    """Return the lines as a Markdown table."""
    rows = [("what", "measured", "wanted", "verdict"), *(line.cells for line in lines)]
    widths = [max(len(row[at]) for row in rows) for at in range(4)]
    texts = [" | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows]
    texts.insert(1, " | ".join("-" * width for width in widths))
    return "\n".join(f"| {text} |" for text in texts)
