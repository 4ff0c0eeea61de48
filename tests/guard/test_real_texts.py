"""Recall and false alarms on real sentences, health answers and substance names."""

from __future__ import annotations

import pytest
from tests.guard import real

from habitlog.guard import check_text

pytestmark = pytest.mark.skipif(not real.present(), reason="real data not found; set HABITLOG_REAL_DATA")


def share(refused: list[bool]) -> float:
    return sum(refused) / len(refused)


def test_real_dose_sentences_are_refused() -> None:
    assert share([check_text(text).refused for text in real.dose_sentences()]) >= 0.99


def test_clean_health_sentences_are_seldom_refused() -> None:
    assert share([check_text(text).refused for text in real.clean_sentences()]) <= 0.005


def test_clean_health_answers_are_seldom_refused() -> None:
    assert share([check_text(text).refused for text in real.clean_answers()]) <= 0.03


def test_substance_names_are_known() -> None:
    names = real.substance_names()
    assert share([check_text(f"{name} 5 mg daily", structured=True).refused for name in names]) >= 0.99
    assert share([check_text(name).topic_class is not None for name in names]) >= 0.91
