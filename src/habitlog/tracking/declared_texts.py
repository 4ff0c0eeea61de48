"""The texts of a pillar's declaration that a page shows: its messages for the catalogue."""

from __future__ import annotations

from collections.abc import Iterator
from inspect import get_annotations
from typing import Any, TypeAlias

from msgspec import Struct

DisplayText: TypeAlias = str
"""English text of a declaration that a page shows. It is a message of the catalogue, translated where it is shown.

A field of a declaration that is annotated with it is found by `iter_declared_texts` and needs no other mark.
"""


def iter_declared_texts(declaration: Any) -> Iterator[str]:
    """Yield every text of a declaration (a `Pillar`, say) and of the declarations inside it; some occur twice."""
    if isinstance(declaration, tuple):
        for part in declaration:
            yield from iter_declared_texts(part)
    elif isinstance(declaration, Struct):
        annotations = {name: text for each in type(declaration).__mro__ for name, text in get_annotations(each).items()}
        for name in declaration.__struct_fields__:
            value = getattr(declaration, name)
            if "DisplayText" in annotations[name]:
                yield from (text for text in (value if isinstance(value, tuple) else (value,)) if text)
            else:
                yield from iter_declared_texts(value)
