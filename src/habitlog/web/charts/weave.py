"""A year woven: a column for each week, its seven days from Monday down, by what is known of each."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from habitlog.pillar import Pillar
from habitlog.web.charts.paths import format_coordinate

HEATMAP_DAY_DISTANCE, HEATMAP_DAY_SIZE = 6.0, 4.6
"""From day to day, and the side of a day, in px of a phone."""
_HEATMAP_CLASSES = {"logged": "block", "open": "open", "none": "frame", "skipped": "slash"}


def draw_year_heatmap(pillar: Pillar, states: Sequence[str], label: str) -> Markup:
    """Draw whole weeks of days, oldest first, of the states that stitches have; `words` say it to who listens."""
    drawn: dict[str, str] = {}
    for place, state in enumerate(states):
        kind = _HEATMAP_CLASSES.get(state, "dot")
        drawn[kind] = drawn.get(kind, "") + _build_day_path(
            kind, HEATMAP_DAY_DISTANCE * (place // 7), HEATMAP_DAY_DISTANCE * (place % 7)
        )
    width = HEATMAP_DAY_DISTANCE * -(-len(states) // 7)
    paths = "".join(f'<path class="woven-{kind}" d="{path}"/>' for kind, path in sorted(drawn.items()))
    return Markup(  # noqa: S704 - numbers and a key of the program; the words are escaped by the format
        '<svg class="woven pillar-{}" role="img" aria-label="{}" viewBox="0 0 {} {}">' + paths + "</svg>"
    ).format(pillar.key, label, format_coordinate(width), format_coordinate(7 * HEATMAP_DAY_DISTANCE))


def _build_day_path(kind: str, left: float, top: float) -> str:
    middle, edge = top + HEATMAP_DAY_DISTANCE / 2, (HEATMAP_DAY_DISTANCE - HEATMAP_DAY_SIZE) / 2
    if kind == "block":
        return f"M{format_coordinate(left + edge)} {format_coordinate(middle)}h{HEATMAP_DAY_SIZE}"
    if kind == "open":
        return f"M{format_coordinate(left + edge)} {format_coordinate(middle)}h{HEATMAP_DAY_SIZE / 2}"
    if kind == "frame":
        side = format_coordinate(HEATMAP_DAY_SIZE - 1)
        return f"M{format_coordinate(left + edge + 0.5)} {format_coordinate(top + edge + 0.5)}h{side}v{side}h-{side}z"
    if kind == "slash":
        return f"M{format_coordinate(left + 1.6)} {format_coordinate(middle + 1.8)}l2.8 -3.6"
    return f"M{format_coordinate(left + HEATMAP_DAY_DISTANCE / 2)} {format_coordinate(middle)}h0"
