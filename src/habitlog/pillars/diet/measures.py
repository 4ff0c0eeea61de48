"""The parts of food that can be switched off."""

from __future__ import annotations

from msgspec.structs import replace

from habitlog.tracking import DayStrip, EntryKind, Measure, Pillar
from habitlog.translation import gettext_noop


def _leave_out_score(pillar: Pillar) -> Pillar:
    """Return food without words about the score, and with recent days that are drawn as logged or not."""
    kinds = tuple(_leave_out_score_of_kind(kind) for kind in pillar.kinds)
    return replace(pillar, kinds=kinds, none_line=gettext_noop("Not part of any average."), day_strip=DayStrip())


def _leave_out_score_of_kind(kind: EntryKind) -> EntryKind:
    completion = replace(kind.completion, hint="", complete_hint="") if kind.completion else None
    fields = tuple(replace(field, hint="") for field in kind.fields)
    return replace(kind, fields=fields, completion=completion, method_text="", reference_id="")


MEASURES = (
    Measure("score", "Diet score", metric_ids=("diet.gdr", "diet.protect", "diet.risk"), adapt=_leave_out_score),
    Measure("fibre", "Fibre groups", metric_ids=("diet.fibre_groups",)),
    Measure("context", "Fasting, ill or travelling", fields=("context",)),
)
