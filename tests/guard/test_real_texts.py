"""Recall and false alarms on real sentences, health answers and substance names."""

from __future__ import annotations

import pytest
from tests.guard import real

from habitlog.guard import check_text

pytestmark = pytest.mark.skipif(not real.present(), reason="real data not found; set HABITLOG_REAL_DATA")


def refused_share(refused: list[bool]) -> float:
    return sum(refused) / len(refused)


def test_guard_refuses_real_dose_sentences() -> None:
    assert refused_share([check_text(text).refused for text in real.dose_sentences()]) >= 0.99


def test_guard_rarely_refuses_health_sentences() -> None:
    assert refused_share([check_text(text).refused for text in real.clean_sentences()]) <= 0.005


def test_guard_rarely_refuses_health_answers() -> None:
    assert refused_share([check_text(text).refused for text in real.clean_answers()]) <= 0.03


def test_guard_knows_real_substance_names() -> None:
    names = real.substance_names()
    assert refused_share([check_text(f"{name} 5 mg daily", structured=True).refused for name in names]) >= 0.99
    assert refused_share([check_text(name).topic_class is not None for name in names]) >= 0.91
