"""The kinds of urgent situations; each has a card of its own."""

from __future__ import annotations

from enum import StrEnum


class UrgentKind(StrEnum):
    """What an urgent card is about, the most pressing to name first; the names are stored."""

    SELF_HARM = "self_harm"
    POISONING = "poisoning"
    MEDICAL = "medical"
