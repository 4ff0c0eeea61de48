"""The words for what an interval session adds up to."""

from __future__ import annotations

from fractions import Fraction

from habitlog.pillars.training.record import Hiit

SMALL = 20
"""Up to here both sides of a ratio are told as whole numbers."""


def intervals(session: Hiit) -> str:
    """Say how much of the time was work, of which length the blocks were, and how work stood to rest."""
    blocks = f" in {session.blocks} blocks of {span(session.block_s)}" if session.blocks > 1 else ""
    time = f"{span(session.work_total_s)} of work in {span(session.interval_total_s)}{blocks}"
    if session.rounds == 1:
        return f"{time}."
    return f"{time}, {_ratio(session.work_to_rest)}."


def span(seconds: int) -> str:
    """Write seconds as "45 s", "10 min" or "1 min 30 s"."""
    minutes, rest = divmod(seconds, 60)
    return " ".join(part for part in (f"{minutes} min" if minutes else "", f"{rest} s" if rest else "") if part)


def _ratio(ratio: Fraction | None) -> str:
    if ratio is None:
        return "without rest between"
    work, rest = ratio.numerator, ratio.denominator
    if max(work, rest) <= SMALL:
        return f"work to rest {work} to {rest}"
    about = f"{float(ratio):.1f} to 1" if ratio >= 1 else f"1 to {float(1 / ratio):.1f}"
    return f"work to rest about {about.replace('.0', '')}"
