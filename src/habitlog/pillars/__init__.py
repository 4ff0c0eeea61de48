"""The registry: every folder here is a pillar, in the order of a day."""

from __future__ import annotations

import pkgutil
from importlib import import_module
from types import MappingProxyType

from habitlog.tracking import DailyMetric, Metric, Pillar

_discovered: list[Pillar] = [
    import_module(f"{__name__}.{module.name}").PILLAR for module in pkgutil.iter_modules(__path__) if module.ispkg
]

PILLARS = MappingProxyType({pillar.key: pillar for pillar in sorted(_discovered, key=lambda p: p.order)})
"""Every pillar by its key, in the order of a day."""

DAILY_METRICS: MappingProxyType[str, DailyMetric] = MappingProxyType(
    {metric.id: metric for pillar in PILLARS.values() for metric in pillar.daily_metrics}
)
"""Every daily metric by its id."""

METRICS: MappingProxyType[str, Metric] = MappingProxyType(
    {metric.id: metric for pillar in PILLARS.values() for metric in pillar.metrics}
)
"""Every metric by its id."""


MEASURE_IDS: tuple[str, ...] = tuple(
    f"{pillar.key}.{measure.key}" for pillar in PILLARS.values() for measure in pillar.measures
)
"""The ids of all measures: the key of the pillar, a dot, and the key of the measure."""


def pillar_of(metric: Metric) -> Pillar:
    """Return the pillar that declares a metric: the part of its id before the dot is the pillar's key."""
    return PILLARS[metric.id.partition(".")[0]]
