"""How hard a text is to read: the Flesch-Kincaid grade (kincaid1975), with an own count of syllables."""

from __future__ import annotations

import re

_WORD = re.compile(r"[A-Za-z][A-Za-z'’-]*")
_SENTENCE_END = re.compile(r"[.!?]+(?=\s|$)")
_VOWELS = re.compile(r"[aeiouy]+")
_MUTE_ENDING = re.compile(r"(?<=[^aeiouyl])e$|(?<=[aeiouy]l)e$|(?<=[^aeioutdy])ed$|(?<=[^aeiouyscxzgh])es$")
_SEPARATE_VOWELS = re.compile(r"i(?:a|o(?!u)|um)|eo|ua|uou|ying")
_SINGLE_VOWEL_SOUND = re.compile(r"[tscg]i(?:a|o)")


def count_syllables(word: str) -> int:
    """Return the estimated number of spoken syllables of an English word, at least 1."""
    plain = re.sub(r"[^a-z]", "", word.lower())
    stem = _MUTE_ENDING.sub("", plain)
    apart = len(_SEPARATE_VOWELS.findall(stem)) - len(_SINGLE_VOWEL_SOUND.findall(stem))
    return max(1, len(_VOWELS.findall(stem)) + max(0, apart))


def compute_reading_grade(text: str) -> float:
    """Return the grade, 0.39 words per sentence + 11.8 syllables per word - 15.59; 0 without words.

    Hyphenated words count each of their parts, numbers in digits count nothing.
    """
    words = _WORD.findall(text.replace("-", " "))
    if not words:
        return 0.0
    sentences = max(1, len(_SENTENCE_END.findall(text)))
    spoken = sum(count_syllables(word) for word in words)
    return 0.39 * len(words) / sentences + 11.8 * spoken / len(words) - 15.59
