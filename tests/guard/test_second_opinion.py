"""The second opinion: what it was trained on, how large it is, and what rests on it."""

from __future__ import annotations

import json
import runpy
from importlib import resources

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.support.guard_corpus import FOLDER, Phrase, read
from tests.support.paths import ROOT

from habitlog.guard import check_text
from habitlog.guard.second_opinion import BUCKETS, load_opinion_model
from habitlog.text_folding import fold_text

CLOSED = ["closed.txt", "closed_third_writer.txt", "closed_diaries.txt", "closed_last_phrases.txt"]
TRAINER = ROOT / "tools" / "train_guard.py"
DATA = resources.files("habitlog.guard").joinpath("data")


def trained_files() -> list[str]:
    manifest = json.loads(DATA.joinpath("opinion.json").read_text(encoding="utf-8"))
    files: list[str] = manifest["trained_on"]
    return files


def test_manifest_names_what_the_trainer_reads_and_nothing_closed() -> None:
    assert trained_files() == list(runpy.run_path(str(TRAINER))["TRAINING_FILES"])
    assert not [name for name in trained_files() if name.startswith("closed")]
    assert {path.name for path in FOLDER.glob("closed*.txt")} == set(CLOSED)


@pytest.mark.parametrize("name", CLOSED)
def test_closed_phrases_are_in_no_training_file(name: str) -> None:
    trained = {fold_text(phrase.text) for file in trained_files() for phrase in read(file)}
    shared = [phrase.text for phrase in read(name) if fold_text(phrase.text) in trained]
    assert len(shared) <= 0.025 * len(read(name)), shared  # two writers wrote a few plain phrases alike


def test_weights_are_small() -> None:
    assert len(DATA.joinpath("opinion.bin").read_bytes()) == BUCKETS <= 100_000
    assert len(load_opinion_model().weights) == BUCKETS


def count_shares(phrases: list[Phrase]) -> tuple[float, float]:
    """Return the shares that are refused, and asked about."""
    decisions = [check_text(phrase.text) for phrase in phrases]
    refused = sum(decision.refused for decision in decisions)
    asked = sum(decision.doubt is not None and not decision.refused for decision in decisions)
    return refused / len(phrases), asked / len(phrases)


@pytest.mark.parametrize(
    ("name", "reach"), [("closed.txt", 0.94), ("closed_third_writer.txt", 0.75), ("closed_last_phrases.txt", 0.62)]
)
def test_doses_of_the_closed_half_are_reached(name: str, reach: float) -> None:
    assert sum(count_shares([phrase for phrase in read(name) if phrase.kind in "ABC"])) >= reach


@pytest.mark.parametrize(
    ("name", "refused", "asked"),
    [
        ("closed.txt", 0.005, 0.04),
        ("closed_third_writer.txt", 0.01, 0.05),
        ("closed_diaries.txt", 0, 0.01),
        ("closed_last_phrases.txt", 0, 0.01),
    ],
)
def test_harmless_phrases_of_the_closed_half_are_left_alone(name: str, refused: float, asked: float) -> None:
    found_refused, found_asked = count_shares([phrase for phrase in read(name) if phrase.kind in "FG"])
    assert found_refused <= refused
    assert found_asked <= asked


WORDS = sorted(
    {word for name in ("written.txt", "third_writer.txt") for phrase in read(name) for word in phrase.text.split()}
)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=12))
def test_accepted_words_are_not_asked_about_and_excuse_no_refusal(words: list[str]) -> None:
    text = " ".join(words)
    decision = check_text(text)
    assert not (decision.refused and decision.doubt)
    if decision.refused:
        assert check_text(text, accepted=frozenset(map(fold_text, words))).refused
    elif decision.doubt and decision.doubt.words:
        left = check_text(text, accepted=decision.doubt.words).doubt
        assert left is None or not left.words  # a sentence without a word of a medicine has none to remember
    if decision.doubt:
        assert all(0 <= start < end <= len(text) for start, end in decision.doubt.spans)
