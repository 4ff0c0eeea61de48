"""The differences of an experiment's pairs, one point each in the order of time, with their mean and its interval."""

from __future__ import annotations

from markupsafe import Markup

from habitlog.usecases.trends.experiment_results import ExperimentResult
from habitlog.web.charts.paths import build_marker_path, format_coordinate, path_element

WIDTH, HEIGHT = 320, 140
TOP, BOTTOM = 10, 130


def find_reach(result: ExperimentResult) -> float:
    """Return the size of the largest difference, which the upper and the lower edge stand for."""
    return max((abs(pair.difference) for pair in result.pairs if pair.difference is not None), default=0.0)


def draw_paired_differences(result: ExperimentResult) -> Markup:
    """Draw the differences around a line at 0, above which the first habit has the higher value; "" without a pair.

    It is hidden from screen readers: the sentences and the table beside it say the same.
    """
    points = [(place, pair.difference) for place, pair in enumerate(result.pairs) if pair.difference is not None]
    effect = result.effect
    if effect is None or not points:
        return Markup()
    reach = find_reach(result) or 1.0
    step = WIDTH / len(result.pairs)

    def place_value(value: float) -> float:
        value = max(-reach, min(reach, value))
        return (TOP + BOTTOM) / 2 - value / reach * (BOTTOM - TOP) / 2

    zero, mean = (format_coordinate(place_value(value)) for value in (0.0, effect.difference))
    band = ""
    if effect.low is not None and effect.high is not None:
        low, high = (format_coordinate(place_value(value)) for value in (effect.low, effect.high))
        band = path_element("band", f"M0 {high}H{WIDTH}V{low}H0z")
    marks = build_marker_path(
        (((place + 0.5) * step, place_value(difference)) for place, difference in points), "disc", 0.0
    )
    inside = (
        band,
        path_element("axis-mark", f"M0 {zero}H{WIDTH}"),
        path_element("points points-disc", marks),
        path_element("mean", f"M0 {mean}H{WIDTH}"),
    )
    pillar = result.experiment.pillar
    return Markup(  # noqa: S704 - numbers and a key of the program
        f'<svg class="paired-differences pillar-{pillar.key}" viewBox="0 0 {WIDTH} {HEIGHT}" aria-hidden="true" '
        f'focusable="false">{"".join(inside)}</svg>'
    )
