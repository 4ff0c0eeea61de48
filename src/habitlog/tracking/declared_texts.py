"""The texts of a pillar's declaration that a page shows: its messages for the catalogue."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any, TypeAlias

DisplayText: TypeAlias = str
"""English text of a declaration that a page shows. It is a message of the catalogue, translated where it is shown.

A field of a declaration that is annotated with it is found by `iter_declared_texts` and needs no other mark.
"""


def iter_declared_texts(declaration: Any) -> Iterator[str]:
    """Yield every text of a declaration (a `Pillar`, say) and of the declarations inside it; some occur twice."""
    if isinstance(declaration, tuple):
        for part in declaration:
            yield from iter_declared_texts(part)
    elif is_dataclass(declaration):
        for field in fields(declaration):
            value = getattr(declaration, field.name)
            if "DisplayText" in str(field.type):
                yield from (text for text in (value if isinstance(value, tuple) else (value,)) if text)
            else:
                yield from iter_declared_texts(value)
