"""The form of an outing."""

from __future__ import annotations

from habitlog.tracking import FormField

OUTING = (
    FormField("place", "Where was it?", "text"),
    FormField("minutes", "Minutes", "minutes", unit="min", low=1, high=900, required=True),
    FormField("started_at", "Started at", "time"),
)
