"""The record of an outing."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from habitlog.tracking import EntryRecord, Moment, Text


class Outing(EntryRecord):
    """Time spent outdoors."""

    free_text_fields: ClassVar[tuple[str, ...]] = ("place",)

    kind: Literal["outing"]
    place: Text | None = None
    minutes: Annotated[int, Field(ge=1, le=900)]
    started_at: Moment | None = None
