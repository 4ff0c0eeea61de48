"""The draw of an experiment's days, recomputable with nothing but SHA-256."""

from __future__ import annotations

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from habitlog.stats.paired_draw import draw_arms, make_commitment

SEED = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"


def test_draw_follows_from_the_seed() -> None:
    digits = [hashlib.sha256(f"{SEED}:{pair}".encode()).hexdigest()[0] for pair in range(1, 6)]
    expected = [arm for digit in digits for arm in (("a", "b") if digit in "01234567" else ("b", "a"))]
    assert list(draw_arms(SEED, 5)) == expected
    assert make_commitment(SEED) == hashlib.sha256(SEED.encode()).hexdigest()


@given(st.text(max_size=20), st.integers(0, 60))
def test_every_pair_has_both_habits_and_longer_draws_begin_alike(seed: str, pairs: int) -> None:
    drawn = draw_arms(seed, pairs)
    assert len(drawn) == 2 * pairs
    assert all({*drawn[day : day + 2]} == {"a", "b"} for day in range(0, 2 * pairs, 2))
    assert draw_arms(seed, pairs + 3)[: 2 * pairs] == drawn


def test_both_orders_are_drawn_equally_often() -> None:
    firsts = draw_arms(SEED, 4000)[::2]
    assert 0.47 < firsts.count("a") / len(firsts) < 0.53
