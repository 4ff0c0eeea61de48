"""Published implementations to compare statistics with: `oracles.theilslopes` imports scipy when it is first used."""

from __future__ import annotations

from importlib import import_module
from typing import Any

_MODULES = {
    "circmean": "scipy.stats",
    "circstd": "scipy.stats",
    "false_discovery_control": "scipy.stats",
    "linregress": "scipy.stats",
    "multipletests": "statsmodels.stats.multitest",
    "norm": "scipy.stats",
    "permutation_test": "scipy.stats",
    "rankdata": "scipy.stats",
    "spearmanr": "scipy.stats",
    "t": "scipy.stats",
    "theilslopes": "scipy.stats",
    "wilcoxon": "scipy.stats",
}


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(name)
    return getattr(import_module(_MODULES[name]), name)
