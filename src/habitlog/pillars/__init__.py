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

DAILY_METRICS: MappingProxyType[str, tuple[Pillar, DailyMetric]] = MappingProxyType(
    {metric.id: (pillar, metric) for pillar in PILLARS.values() for metric in pillar.daily_metrics}
)
"""Every daily metric by its id, with its pillar."""

METRICS: MappingProxyType[str, tuple[Pillar, Metric]] = MappingProxyType(
    {measure.id: (pillar, measure) for pillar in PILLARS.values() for measure in pillar.metrics}
)
"""Everything a trend can be asked of by its id, with its pillar."""
