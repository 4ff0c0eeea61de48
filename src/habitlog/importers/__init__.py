"""Foreign file formats, one module each: bytes in, drafts and refusals out. A module with an `IMPORTER` is found."""

from __future__ import annotations

import pkgutil
from collections.abc import Mapping
from importlib import import_module
from types import MappingProxyType

from habitlog.importers.base import Importer

_modules = [import_module(f"{__name__}.{module.name}") for module in pkgutil.iter_modules(__path__)]

IMPORTERS: Mapping[str, Importer] = MappingProxyType(
    {importer.key: importer for module in _modules if (importer := getattr(module, "IMPORTER", None))}
)
"""Every importer by its key, in alphabetical order of the modules."""
