"""The kinds of words that the guard distinguishes, one bit each."""

from __future__ import annotations

from typing import Final


class WordKind:
    """The bits of the kinds of a word or phrase; it may have several kinds."""

    SUBSTANCE_NAME: Final = 1 << 0
    SLANG: Final = 1 << 1
    AMBIGUOUS_SLANG: Final = 1 << 2
    TOPIC: Final = 1 << 3
    MEDICINE: Final = 1 << 4
    SUPPLEMENT: Final = 1 << 5
    SUPPLEMENT_PLAIN: Final = 1 << 6
    FOOD: Final = 1 << 7
    UNIT_MICRO: Final = 1 << 8
    UNIT_MG: Final = 1 << 9
    UNIT_MEASURE: Final = 1 << 10
    UNIT_COUNT: Final = 1 << 11
    UNIT_COUNT_SHARED: Final = 1 << 12
    NUMBER: Final = 1 << 13
    FREQUENCY: Final = 1 << 14
    CODE: Final = 1 << 15
    ROUTE_CLEAR: Final = 1 << 16
    ROUTE: Final = 1 << 17
    REGIMEN: Final = 1 << 18
    INTAKE: Final = 1 << 19
    INTAKE_PRESENT: Final = 1 << 20
    FIRST_PERSON: Final = 1 << 21
    QUESTION: Final = 1 << 22
    INTAKE_QUESTION: Final = 1 << 23
    CONTEXT_BREAK: Final = 1 << 24
    SOURCE: Final = 1 << 25
    UNIT_INNOCENT: Final = 1 << 26
    TIME: Final = 1 << 27
    DOSE: Final = 1 << 30
    PROFESSIONAL: Final = 1 << 31
    PAST_INTAKE: Final = 1 << 32
    TIME_OF_DAY: Final = 1 << 33
    EVERY: Final = 1 << 34
    PERIOD: Final = 1 << 35
    BODY: Final = 1 << 36
    PERMISSION_QUESTION: Final = 1 << 37
    ACTION_VERB: Final = 1 << 38
    ADJUST_VERB: Final = 1 << 39
    WHICH_QUESTION: Final = 1 << 40
    DOSE_WORD: Final = 1 << 41
    CHANGE: Final = 1 << 42
    EXCESS: Final = 1 << 43
    WEEKDAY: Final = 1 << 44
    TRAINING_SLANG: Final = 1 << 45
    TRAINING: Final = 1 << 46
    EVERYDAY_SLANG: Final = 1 << 48
    TYPING_ERROR: Final = 1 << 47
    """Beside SUBSTANCE_NAME: the word is a name only by a typing error."""


UNIT_KINDS: Final = (
    WordKind.UNIT_MICRO | WordKind.UNIT_MG | WordKind.UNIT_MEASURE | WordKind.UNIT_COUNT | WordKind.UNIT_COUNT_SHARED
)
COUNT_UNIT_KINDS: Final = WordKind.UNIT_COUNT | WordKind.UNIT_COUNT_SHARED
NAME_KINDS: Final = WordKind.SUBSTANCE_NAME | WordKind.SLANG
NAME_OR_TOPIC_KINDS: Final = NAME_KINDS | WordKind.TOPIC
SUPPLEMENT_KINDS: Final = WordKind.SUPPLEMENT | WordKind.SUPPLEMENT_PLAIN
FREQUENCY_KINDS: Final = WordKind.FREQUENCY | WordKind.CODE
INTAKE_KINDS: Final = WordKind.INTAKE | WordKind.INTAKE_PRESENT
SIGNAL_KINDS: Final = (
    UNIT_KINDS
    | (WordKind.SUBSTANCE_NAME | WordKind.SLANG | WordKind.AMBIGUOUS_SLANG | WordKind.TOPIC | WordKind.MEDICINE)
    | (WordKind.SUPPLEMENT | WordKind.SUPPLEMENT_PLAIN | WordKind.ROUTE | WordKind.ROUTE_CLEAR | WordKind.DOSE)
    | WordKind.BODY
)
"""A sentence without a word of these kinds has no findings of the rules."""
REFUSAL_KINDS: Final = (
    WordKind.NUMBER
    | FREQUENCY_KINDS
    | WordKind.EVERY
    | WordKind.WEEKDAY
    | WordKind.CHANGE
    | WordKind.DOSE_WORD
    | WordKind.ACTION_VERB
    | WordKind.ADJUST_VERB
    | WordKind.DOSE
    | WordKind.UNIT_MICRO
    | WordKind.UNIT_MG
) | (
    WordKind.ROUTE
    | WordKind.ROUTE_CLEAR
    | WordKind.REGIMEN
    | WordKind.QUESTION
    | WordKind.PERMISSION_QUESTION
    | WordKind.WHICH_QUESTION
)
"""A sentence without a word of these kinds is never refused, nor asked about."""
