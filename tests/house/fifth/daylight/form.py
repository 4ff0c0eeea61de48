"""The questions of an outing."""

from __future__ import annotations

from habitlog.pillar import Field

OUTING = (
    Field("place", "Where was it?", "text"),
    Field("minutes", "Minutes", "minutes", unit="min", low=1, high=900, required=True),
    Field("started_at", "Started at", "time"),
)
