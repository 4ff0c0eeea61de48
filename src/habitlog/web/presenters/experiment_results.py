"""The result of an experiment in sentences: what the pairs say, how sure, and what was left out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from markupsafe import Markup
from msgspec import Struct

from habitlog.stats.paired_draw import Arm
from habitlog.tracking import Style
from habitlog.tracking.metric_format import format_metric_value
from habitlog.translation import gettext, ngettext
from habitlog.usecases.trends.experiment_results import DrawnPair, ExperimentResult
from habitlog.usecases.trends.experiments import Said
from habitlog.web.charts.paired_differences import draw_paired_differences, find_reach
from habitlog.web.dates import short_day
from habitlog.web.metric_text import format_metric_name, format_metric_name_inside
from habitlog.web.presenters.change_amounts import choose_direction, format_amount, format_least_amount
from habitlog.web.presenters.experiments import describe_said
from habitlog.web.presenters.verdicts import Interval, describe_interval_ends

if TYPE_CHECKING:
    from habitlog.stats.sign_flip import PairedEffect

_LEAST_WRITTEN_P = 0.001


class PairRow(NamedTuple):
    """A drawn day of a pair in a table; `remark` is why its pair does not count, or ""."""

    date_text: str
    habit: str
    value_text: str
    said_text: str
    remark: str


class ResultView(Struct, frozen=True):
    """A result as its page shows it."""

    headline: str
    evidence: tuple[str, ...]
    basis: tuple[str, ...]
    chart: Markup
    chart_ends: tuple[str, str]
    rows: tuple[PairRow, ...]
    p_text: str


def present_result(result: ExperimentResult, style: Style) -> ResultView:
    """Return a result as its page shows it."""
    effect = result.effect
    p_text = ""
    if effect is not None and effect.p is not None:
        p_text = _format_p(effect.p, style)
    return ResultView(
        headline=describe_result(result, style),
        evidence=tuple(_list_evidence(result, style)),
        basis=tuple(_list_basis(result, style)),
        chart=draw_paired_differences(result) if result.verdict != "not_enough_pairs" else Markup(),
        chart_ends=_describe_chart_ends(result, style),
        rows=tuple(_list_rows(result, style)),
        p_text=p_text,
    )


def _describe_chart_ends(result: ExperimentResult, style: Style) -> tuple[str, str]:
    """Return what the upper and the lower edge of the chart stand for."""
    metric, reach = result.experiment.metric, find_reach(result)
    amount = format_amount(metric, reach, style)
    upper, lower = (
        gettext("%(amount)s %(direction)s", amount=amount, direction=choose_direction(metric, end))
        for end in (reach, -reach)
    )
    return upper, lower


def describe_result(result: ExperimentResult, style: Style) -> str:
    """Write the verdict of a result as a sentence."""
    experiment, effect = result.experiment, result.effect
    names = {"first": experiment.arm_a, "second": experiment.arm_b}
    inside = format_metric_name_inside(experiment.metric)
    match result.verdict:
        case "not_enough_pairs":
            return gettext("Not enough pairs to judge: %(have)s, 6 needed.", have=effect.pairs if effect else 0)
        case "no_clear_difference":
            return gettext(
                "No clear difference in %(metric)s between “%(first)s” and “%(second)s”.", metric=inside, **names
            )
    assert effect is not None  # noqa: S101 - without an effect there are not enough pairs
    return gettext(
        "%(metric)s: %(amount)s %(direction)s with “%(first)s” than with “%(second)s”.",
        metric=format_metric_name(experiment.metric),
        amount=format_amount(experiment.metric, effect.difference, style),
        direction=choose_direction(experiment.metric, effect.difference),
        **names,
    )


def _list_evidence(result: ExperimentResult, style: Style) -> list[str]:
    metric, effect = result.experiment.metric, result.effect
    if effect is None:
        return []
    means: Mapping[Arm, float | None] = result.means
    sentences = [
        ngettext(
            "%(first)s with the first and %(second)s with the second, on average over %(num)s pair.",
            "%(first)s with the first and %(second)s with the second, on average over %(num)s pairs.",
            effect.pairs,
            first=format_metric_value(metric, means["a"], style),
            second=format_metric_value(metric, means["b"], style),
        )
    ]
    if effect.low is not None and effect.high is not None:
        interval = describe_interval_ends(metric, Interval(effect.difference, effect.low, effect.high), style)
        sentences.insert(0, gettext("%(interval)s This is the first habit against the second.", interval=interval))
        if result.verdict == "no_clear_difference":
            amount = format_least_amount(metric, (effect.high - effect.low) / 2, style)
            sentences.append(gettext("A difference under about %(amount)s could not be seen.", amount=amount))
    return sentences


def _list_basis(result: ExperimentResult, style: Style) -> list[str]:
    experiment, counted = result.experiment, result.effect.pairs if result.effect else 0
    over, planned = len(result.pairs), experiment.pairs
    sentences = []
    if experiment.stopped_on is not None:
        sentences.append(
            gettext(
                "Stopped after %(over)s of %(planned)s pairs. A stop at a moment one chooses can favour a result; the "
                "interval does not know of it.",
                over=over,
                planned=planned,
            )
        )
    left_out = [ngettext("%(num)s pair counts.", "%(num)s pairs count.", counted)]
    left_out += [
        text
        for text in (
            _describe_left_out("no_value", result.left_out.get("no_value", 0)),
            _describe_left_out("ill", result.left_out.get("ill", 0)),
            _describe_left_out("travelling", result.left_out.get("travelling", 0)),
        )
        if text
    ]
    sentences.append(" ".join(left_out))
    without = result.days_without_value
    if without:
        sentences.append(
            gettext(
                "Days without a value: %(first)s with the first habit, %(second)s with the second.",
                first=without.get("a", 0),
                second=without.get("b", 0),
            )
        )
    sentences.append(_describe_said_days(result.said_counts))
    as_done = result.effect_as_done
    if as_done is not None and as_done.pairs < counted:
        sentences.append(_describe_as_done(result, as_done, style))
    return sentences


def _describe_left_out(reason: str, number: int) -> str:
    if not number:
        return ""
    match reason:
        case "ill":
            return ngettext("%(num)s left out: ill.", "%(num)s left out: ill.", number)
        case "travelling":
            return ngettext("%(num)s left out: travelling.", "%(num)s left out: travelling.", number)
    return ngettext("%(num)s left out: no value on a day.", "%(num)s left out: no value on a day.", number)


def _describe_said_days(counts: Mapping[Said | None, int]) -> str:
    if not any(counts.get(said, 0) for said in ("as_drawn", "other", "neither")):
        return gettext("Nothing was said of what was done. Days count as drawn.")
    return gettext(
        "Said of the days: %(as_drawn)s as drawn, %(other)s the other, %(neither)s neither, %(unknown)s nothing. All "
        "count as drawn: days on which a habit is left out differ from others, and would not be compared fairly.",
        as_drawn=counts.get("as_drawn", 0),
        other=counts.get("other", 0),
        neither=counts.get("neither", 0),
        unknown=counts.get(None, 0),
    )


def _describe_as_done(result: ExperimentResult, effect: PairedEffect, style: Style) -> str:
    metric = result.experiment.metric
    opening = ngettext(
        "Of pairs that were said to be done as drawn on both days there is %(num)s.",
        "Of pairs that were said to be done as drawn on both days there are %(num)s.",
        effect.pairs,
    )
    if effect.low is None or effect.high is None:
        return gettext("%(opening)s That is too few to say more.", opening=opening)
    interval = describe_interval_ends(metric, Interval(effect.difference, effect.low, effect.high), style)
    return gettext(
        "%(opening)s %(interval)s Which pairs these are was not drawn, so this can mislead.",
        opening=opening,
        interval=interval,
    )


def _list_rows(result: ExperimentResult, style: Style) -> list[PairRow]:
    experiment = result.experiment
    rows = []
    for pair in result.pairs:
        for day in pair.days:
            said_text = describe_said(day.said) if day.said else ""
            value_text = format_metric_value(experiment.metric, day.value, style)
            remark = _describe_reason(pair)
            rows.append(PairRow(short_day(day.day), experiment.name_of(day.arm), value_text, said_text, remark))
    return rows


def _describe_reason(pair: DrawnPair) -> str:
    match pair.reason:
        case "ill":
            return gettext("left out: ill")
        case "travelling":
            return gettext("left out: travelling")
        case "no_value":
            return gettext("left out: no value")
    return ""


def _format_p(p: float, style: Style) -> str:
    if p < _LEAST_WRITTEN_P:
        return gettext("under %(amount)s", amount=style.format_number(_LEAST_WRITTEN_P, places=3))
    return style.format_number(p, places=3)
