"""Social jetlag and chronotype against the published values of the R package mctq."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.support.cases import for_each_case

from habitlog.stats.series import Values
from habitlog.stats.social_jetlag import SocialJetlag, compute_chronotype, compute_social_jetlag, compute_weekly_sleep


def at(*times: str) -> Values:
    pairs = (time.split(":") for time in times)
    return np.array([60.0 * int(h) + float(m) for h, m in pairs])


@for_each_case(
    ("work", "free", "hours"),
    [
        ("03:30", "05:00", 1.5),
        ("04:30", "23:30", -5),
        ("02:05", "23:05", -3),
        ("04:05", "04:05", 0),
        ("19:15", "02:30", 7.25),
        ("01:15", "03:25", 2 + 1 / 6),
    ],
)
def test_social_jetlag_matches_mctq_pairs(work: str, free: str, hours: float) -> None:
    found = compute_social_jetlag(at(work), at(free))
    assert found.work_midpoint == pytest.approx(at(work)[0])
    assert found.free_midpoint == pytest.approx(at(free)[0])
    assert found.relative == pytest.approx(hours * 60, abs=1e-6)
    assert found.absolute == pytest.approx(abs(hours) * 60, abs=1e-6)


def test_social_jetlag_averages_midpoints_circularly() -> None:
    found = compute_social_jetlag(at("23:30", "00:30", "00:00"), at("01:00", "03:00"))
    assert found.relative == pytest.approx(120)


def test_social_jetlag_of_opposite_midpoints() -> None:
    assert compute_social_jetlag(at("00:00"), at("12:00")).relative == pytest.approx(720)


@given(st.integers(0, 1439), st.integers(-719, 719))
def test_social_jetlag_uses_shorter_arc(work: int, way: int) -> None:
    found = compute_social_jetlag(np.array([float(work)]), np.array([float((work + way) % 1440)]))
    assert found.relative == pytest.approx(way, abs=1e-6)
    assert found.absolute == pytest.approx(abs(way), abs=1e-6)


def test_social_jetlag_without_mean_is_none() -> None:
    around = at("00:00", "06:00", "12:00", "18:00")
    assert compute_social_jetlag(around, around) == SocialJetlag(None, None, None, None)
    assert compute_social_jetlag(np.array([]), around) == SocialJetlag(None, None, None, None)
    found = compute_social_jetlag(at("03:00"), np.array([]))
    assert found.work_midpoint == pytest.approx(180)
    assert found[1:] == (None, None, None)


@pytest.mark.parametrize(
    ("midpoint", "work", "free", "week", "corrected"),
    [
        ("04:00", 6, 7, 6.29, "03:38.7"),
        ("01:00", 5.5, 9, 6.75, "23:52.5"),
        ("03:45", 9, 5, 8.5, "03:45"),
    ],
)
def test_chronotype_matches_mctq(midpoint: str, work: float, free: float, week: float, corrected: str) -> None:
    found = compute_chronotype(at(midpoint)[0], work * 60, free * 60, week * 60, alarm_on_free=False)
    assert found == pytest.approx(at(corrected)[0])


def test_chronotype_is_none_with_alarm_on_free_days() -> None:
    assert compute_chronotype(240, 360, 420, 377.4, alarm_on_free=True) is None


def test_chronotype_of_mctq_sample_row_four() -> None:
    """Work 01:45 to 06:30, free 02:45 to 12:00, five work days."""
    found = compute_social_jetlag(at("04:07.5"), at("07:22.5"))
    assert found.relative == pytest.approx(195)
    week = compute_weekly_sleep(4.75 * 60, 9.25 * 60, 5, 2)
    assert week == pytest.approx(6.0357 * 60, abs=0.003)
    corrected = compute_chronotype(442.5, 4.75 * 60, 9.25 * 60, week, alarm_on_free=False)
    assert corrected == pytest.approx(346 + 4 / 60, abs=1 / 120)


@given(st.floats(1, 900), st.floats(1, 900), st.integers(0, 7))
def test_weekly_sleep_lies_between_work_and_free(work: float, free: float, n_work: int) -> None:
    week = compute_weekly_sleep(work, free, n_work, 7 - n_work)
    assert min(work, free) - 1e-9 <= week <= max(work, free) + 1e-9
    assert compute_weekly_sleep(work, free, 7, 0) == pytest.approx(work)
