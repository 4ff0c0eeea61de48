"""A pillar as a person sees it who switched some of its measures off."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cache

from msgspec.structs import replace

from habitlog.formatting import Style
from habitlog.tracking.entry import EntryRecord
from habitlog.tracking.fields import FormField
from habitlog.tracking.pillar import EntryKind, Measure, Pillar


def without_measures(pillar: Pillar, off: Collection[str]) -> Pillar:
    """Return a pillar without the measures with these keys: their kinds, fields and metrics, and words about them.

    It is for reading alone, and the same object for the same keys. What stays is computed from what was logged of the
    measures, too. A pillar without its first kind is named after the first that is left.
    """
    return _without_measures(pillar, frozenset(off)) if off else pillar


@cache
def _without_measures(pillar: Pillar, off: frozenset[str]) -> Pillar:
    measures = [measure for measure in pillar.measures if measure.key in off]
    metric_ids = {metric_id for measure in measures for metric_id in measure.metric_ids}
    hidden_kinds = frozenset(measure.kind for measure in measures if measure.kind)
    summarize, explain = pillar.summarize, pillar.explain

    def summarize_shown(record: EntryRecord, style: Style, _off: Collection[str] = ()) -> tuple[str, str]:
        return summarize(record, style, off)

    def explain_shown(record: EntryRecord, _off: Collection[str] = ()) -> Sequence[str]:
        return explain(record, off) if explain else ()

    reduced = replace(
        pillar,
        kinds=tuple(_reduce_kind(kind, measures) for kind in pillar.kinds if kind.key not in hidden_kinds),
        hidden_kinds=hidden_kinds,
        off=off,
        daily_metrics=tuple(metric for metric in pillar.daily_metrics if metric.id not in metric_ids),
        weekly_metrics=tuple(metric for metric in pillar.weekly_metrics if metric.id not in metric_ids),
        window_metrics=tuple(metric for metric in pillar.window_metrics if metric.id not in metric_ids),
        keyed_metrics=tuple(metric for metric in pillar.keyed_metrics if metric.id not in metric_ids),
        headline_metric_ids=pillar.headline_metric_ids - metric_ids,
        summarize=summarize_shown,
        explain=explain_shown if explain else None,
    )
    for measure in measures:
        reduced = measure.adapt(reduced) if measure.adapt else reduced
    return _rename(reduced) if pillar.kinds[0].key in hidden_kinds else reduced


def _reduce_kind(kind: EntryKind, measures: Sequence[Measure]) -> EntryKind:
    off = {name for measure in measures for name in measure.fields}
    fields = tuple(_reduce_field(field, off) for field in kind.fields if field.name not in off)
    return kind if fields == kind.fields else replace(kind, fields=fields)


def _reduce_field(field: FormField, off: Collection[str]) -> FormField:
    columns = frozenset(name.partition(".")[2] for name in off if name.startswith(f"{field.name}."))
    return replace(field, hidden_columns=columns) if columns else field


def _rename(pillar: Pillar) -> Pillar:
    if not pillar.kinds:
        return pillar
    first = pillar.kinds[0]
    return replace(pillar, name=first.name, noun=first.noun, empty_day_question=first.title, empty_day_hint="")
