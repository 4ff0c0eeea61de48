"""Foreign file formats, one module each: bytes in, drafts and refusals out. A module with an `IMPORTER` is found."""

from __future__ import annotations

import pkgutil
from collections.abc import Mapping
from importlib import import_module
from types import MappingProxyType

from habitlog.importers.base import Importer

_modules = [import_module(f"{__name__}.{module.name}") for module in pkgutil.iter_modules(__path__)]
_found: list[Importer] = [module.IMPORTER for module in _modules if hasattr(module, "IMPORTER")]

IMPORTERS: Mapping[str, Importer] = MappingProxyType(
    {importer.key: importer for importer in sorted(_found, key=lambda each: each.is_fallback)}
)
"""Every importer by its key, in alphabetical order of the modules, and after them what is tried last."""
