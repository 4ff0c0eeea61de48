"""What a word or phrase can be to the guard, one bit each."""

from __future__ import annotations

from typing import Final


class WordKind:
    """One bit for each thing a word or phrase can be; a word may be several things."""

    STRONG: Final = 1 << 0
    SLANG: Final = 1 << 1
    SHARED: Final = 1 << 2
    TOPIC: Final = 1 << 3
    MEDICINE: Final = 1 << 4
    SUPPLEMENT: Final = 1 << 5
    SUPPLEMENT_PLAIN: Final = 1 << 6
    FOOD: Final = 1 << 7
    UNIT_HARD: Final = 1 << 8
    UNIT_MG: Final = 1 << 9
    UNIT_SOFT: Final = 1 << 10
    UNIT_COUNT: Final = 1 << 11
    UNIT_COUNT_SHARED: Final = 1 << 12
    NUMBER: Final = 1 << 13
    FREQUENCY: Final = 1 << 14
    CODE: Final = 1 << 15
    ROUTE_CLEAR: Final = 1 << 16
    ROUTE: Final = 1 << 17
    ROUTE_SHARED: Final = 1 << 18
    INTAKE: Final = 1 << 19
    INTAKE_NOW: Final = 1 << 20
    FIRST: Final = 1 << 21
    QUESTION: Final = 1 << 22
    ASK_INTAKE: Final = 1 << 23
    BREAKER: Final = 1 << 24
    SOURCE: Final = 1 << 25
    UNIT_INNOCENT: Final = 1 << 26
    TIME: Final = 1 << 27
    URGENT: Final = 1 << 28
    URGENT_INNOCENT: Final = 1 << 29
    DOSE: Final = 1 << 30
    PROFESSIONAL: Final = 1 << 31
    SWALLOWED: Final = 1 << 32
    WHEN: Final = 1 << 33
    EVERY: Final = 1 << 34
    PERIOD: Final = 1 << 35
    BODY: Final = 1 << 36
    ASK: Final = 1 << 37
    ACT: Final = 1 << 38
    ADJUST: Final = 1 << 39
    WHAT: Final = 1 << 40
    DOSE_WORD: Final = 1 << 41
    CHANGE: Final = 1 << 42
    EXCESS: Final = 1 << 43
    WEEKDAY: Final = 1 << 44


UNIT_KINDS: Final = (
    WordKind.UNIT_HARD | WordKind.UNIT_MG | WordKind.UNIT_SOFT | WordKind.UNIT_COUNT | WordKind.UNIT_COUNT_SHARED
)
NAME_KINDS: Final = WordKind.STRONG | WordKind.SLANG
FREQUENCY_KINDS: Final = WordKind.FREQUENCY | WordKind.CODE
INTAKE_KINDS: Final = WordKind.INTAKE | WordKind.INTAKE_NOW
SIGNAL_KINDS: Final = (
    UNIT_KINDS
    | (WordKind.STRONG | WordKind.SLANG | WordKind.SHARED | WordKind.TOPIC | WordKind.MEDICINE)
    | (
        WordKind.SUPPLEMENT
        | WordKind.SUPPLEMENT_PLAIN
        | WordKind.ROUTE
        | WordKind.ROUTE_CLEAR
        | WordKind.DOSE
        | WordKind.URGENT
    )
    | WordKind.BODY
)
"""Kinds without one of which a sentence yields no signal."""
REFUSAL_KINDS: Final = (
    WordKind.NUMBER
    | FREQUENCY_KINDS
    | WordKind.EVERY
    | WordKind.WEEKDAY
    | WordKind.CHANGE
    | WordKind.DOSE_WORD
    | WordKind.ACT
    | WordKind.ADJUST
) | (WordKind.ROUTE | WordKind.ROUTE_CLEAR | WordKind.ROUTE_SHARED | WordKind.QUESTION | WordKind.ASK | WordKind.WHAT)
"""Kinds without one of which a sentence is not refused."""
