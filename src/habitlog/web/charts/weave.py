"""A year woven: a column for each week, its seven days from Monday down, by what is known of each."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from habitlog.pillar import Pillar
from habitlog.web.charts.paths import coordinate

PITCH, SIDE = 6.0, 4.6
"""From day to day, and the side of a day, in px of a phone."""
_CLASSES = {"logged": "block", "open": "open", "none": "frame", "skipped": "slash"}


def weave(pillar: Pillar, states: Sequence[str], words: str) -> Markup:
    """Draw whole weeks of days, oldest first, of the states that stitches have; `words` say it to who listens."""
    drawn: dict[str, str] = {}
    for place, state in enumerate(states):
        kind = _CLASSES.get(state, "dot")
        drawn[kind] = drawn.get(kind, "") + _day(kind, PITCH * (place // 7), PITCH * (place % 7))
    width = PITCH * -(-len(states) // 7)
    paths = "".join(f'<path class="woven-{kind}" d="{path}"/>' for kind, path in sorted(drawn.items()))
    return Markup(  # noqa: S704 - numbers and a key of the program; the words are escaped by the format
        '<svg class="woven pillar-{}" role="img" aria-label="{}" viewBox="0 0 {} {}">' + paths + "</svg>"
    ).format(pillar.key, words, coordinate(width), coordinate(7 * PITCH))


def _day(kind: str, left: float, top: float) -> str:
    middle, edge = top + PITCH / 2, (PITCH - SIDE) / 2
    if kind == "block":
        return f"M{coordinate(left + edge)} {coordinate(middle)}h{SIDE}"
    if kind == "open":
        return f"M{coordinate(left + edge)} {coordinate(middle)}h{SIDE / 2}"
    if kind == "frame":
        side = coordinate(SIDE - 1)
        return f"M{coordinate(left + edge + 0.5)} {coordinate(top + edge + 0.5)}h{side}v{side}h-{side}z"
    if kind == "slash":
        return f"M{coordinate(left + 1.6)} {coordinate(middle + 1.8)}l2.8 -3.6"
    return f"M{coordinate(left + PITCH / 2)} {coordinate(middle)}h0"
