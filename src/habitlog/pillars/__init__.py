"""The registry: every folder here is a pillar, in the order of a day."""

from __future__ import annotations

import pkgutil
from importlib import import_module
from types import MappingProxyType

from habitlog.pillar import Measure, Metric, Pillar

_found: list[Pillar] = [
    import_module(f"{__name__}.{module.name}").PILLAR for module in pkgutil.iter_modules(__path__) if module.ispkg
]

PILLARS = MappingProxyType({pillar.key: pillar for pillar in sorted(_found, key=lambda p: p.order)})
"""Every pillar by its key, in the order of a day."""

METRICS: MappingProxyType[str, tuple[Pillar, Metric]] = MappingProxyType(
    {metric.id: (pillar, metric) for pillar in PILLARS.values() for metric in pillar.metrics}
)
"""Every daily metric by its id, with its pillar."""

MEASURES: MappingProxyType[str, tuple[Pillar, Measure]] = MappingProxyType(
    {measure.id: (pillar, measure) for pillar in PILLARS.values() for measure in pillar.measures}
)
"""Everything a trend can be asked of by its id, with its pillar."""
