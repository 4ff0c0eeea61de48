"""The classes of topics; `docs/guard.md` says what follows from each."""

from __future__ import annotations

from enum import StrEnum


class TopicClass(StrEnum):
    """The topic of a text; the letters are in the API and the log."""

    SUBSTANCE_AMOUNT = "A"
    UNNAMED_AMOUNT = "B"
    DOSE_QUESTION = "C"
    SUBSTANCE_USE = "D"
    SUPPLEMENT_AMOUNT = "E"
    EDUCATION_TOPIC = "F"
    FOOD_AMOUNT = "G"
    EMERGENCY = "H"


REFUSED_TOPICS = frozenset({TopicClass.SUBSTANCE_AMOUNT, TopicClass.UNNAMED_AMOUNT, TopicClass.DOSE_QUESTION})
"""What no text is saved with."""
