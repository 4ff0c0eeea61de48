"""The words for what an interval session adds up to."""

from __future__ import annotations

from fractions import Fraction

from habitlog.pillars.training.record import Hiit

MAX_WHOLE_RATIO = 20
"""Up to here both sides of a ratio are told as whole numbers."""


def summarize_intervals(session: Hiit) -> str:
    """Say how much of the time was work, of which length the blocks were, and how work stood to rest."""
    blocks = f" in {session.blocks} blocks of {format_seconds(session.block_duration_s)}" if session.blocks > 1 else ""
    time = f"{format_seconds(session.total_work_s)} of work in {format_seconds(session.total_interval_s)}{blocks}"
    if session.rounds == 1:
        return f"{time}."
    return f"{time}, {_describe_work_to_rest(session.work_to_rest)}."


def format_seconds(seconds: int) -> str:
    """Write seconds as "45 s", "10 min" or "1 min 30 s"."""
    minutes, rest = divmod(seconds, 60)
    return " ".join(part for part in (f"{minutes} min" if minutes else "", f"{rest} s" if rest else "") if part)


def _describe_work_to_rest(ratio: Fraction | None) -> str:
    if ratio is None:
        return "without rest between"
    work, rest = ratio.numerator, ratio.denominator
    if max(work, rest) <= MAX_WHOLE_RATIO:
        return f"work to rest {work} to {rest}"
    about = f"{float(ratio):.1f} to 1" if ratio >= 1 else f"1 to {float(1 / ratio):.1f}"
    return f"work to rest about {about.replace('.0', '')}"
