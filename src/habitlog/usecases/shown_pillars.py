"""What a person's pages show of the pillars: all but the pillars and measures that the person switched off.

What was logged of what is switched off stays, in exports and the API too.
"""

from __future__ import annotations

from collections.abc import Collection

from habitlog.accounts.person import Person
from habitlog.errors import FieldProblem, Invalid, NotFound
from habitlog.pillars import MEASURE_IDS, PILLARS, pillar_of
from habitlog.tracking import Metric, Pillar, without_measures


def list_shown_pillars(person: Person) -> tuple[Pillar, ...]:
    """Return the pillars that are not switched off, in the order of a day, each without its measures that are.

    They are for reading: what is written is written with the whole pillars of `PILLARS`.
    """
    return tuple(reduce_pillar(person, pillar) for pillar in PILLARS.values() if is_shown(person, pillar))


def is_shown(person: Person, pillar: Pillar) -> bool:
    """Whether a pillar is not switched off, as a whole or by the measures that are its kinds of entries."""
    if pillar.key in person.hidden_pillars:
        return False
    return not person.hidden_measures or bool(reduce_pillar(person, pillar).kinds)


def reduce_pillar(person: Person, pillar: Pillar) -> Pillar:
    """Return a pillar without the measures that a person switched off."""
    if not person.hidden_measures or pillar.off:
        return pillar
    return _leave_out(pillar, person.hidden_measures)


def _leave_out(pillar: Pillar, hidden_measures: Collection[str]) -> Pillar:
    off = [measure.key for measure in pillar.measures if f"{pillar.key}.{measure.key}" in hidden_measures]
    return without_measures(pillar, off)


def require_shown(person: Person, pillar: Pillar) -> Pillar:
    """Return a pillar without the measures that are switched off; raises `NotFound` for one that is itself."""
    if not is_shown(person, pillar):
        raise NotFound("pillar_switched_off", pillar=pillar.key)
    return reduce_pillar(person, pillar)


def require_shown_metric(person: Person, metric: Metric) -> Metric:
    """Return a metric; raises `NotFound` for one of a pillar or measure that is switched off."""
    if metric.id not in {shown.id for shown in require_shown(person, pillar_of(metric)).metrics}:
        raise NotFound("measure_switched_off", metric=metric.id)
    return metric


def check_shown_parts(hidden_pillars: Collection[str], hidden_measures: Collection[str]) -> None:
    """Raise `Invalid` unless these are keys of pillars and ids of measures, and something is left to log."""
    if not set(hidden_pillars) <= PILLARS.keys():
        raise Invalid([FieldProblem("hidden_pillars", "choice_unknown", {"choices": list(PILLARS)})])
    if not set(hidden_measures) <= set(MEASURE_IDS):
        raise Invalid([FieldProblem("hidden_measures", "choice_unknown", {"choices": list(MEASURE_IDS)})])
    left = (_leave_out(pillar, hidden_measures) for key, pillar in PILLARS.items() if key not in hidden_pillars)
    if not any(pillar.kinds for pillar in left):
        raise Invalid([FieldProblem("hidden_pillars", "shown_pillar_needed")])
