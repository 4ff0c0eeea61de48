"""`python tools/train_guard.py`: train the second opinion of the guard on the open half of its committed corpus.

Writes `opinion.bin` (weights, a signed byte each) and `opinion.json` (scale, thresholds, what it was trained on) into
`src/habitlog/guard/data`, and prints how well five models do, each on the fifth of the phrases it has not seen.
"""

from __future__ import annotations

import json
import random
import re
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from habitlog.guard.normalization import normalize_spelling
from habitlog.guard.second_opinion import BUCKETS, list_buckets
from habitlog.guard.tokens import iterate_segments
from habitlog.text_folding import fold_text

ROOT = Path(__file__).resolve().parents[1]
CORPUS = ROOT / "tests" / "guard" / "corpus"
DATA = ROOT / "src" / "habitlog" / "guard" / "data"
TRAINING_FILES = (
    "written.txt",
    "trial.txt",
    *(f"fresh_{number}.txt" for number in range(1, 8)),
    *(f"blind_{number}.txt" for number in range(1, 4)),
    "third_writer.txt",
    "third_writer_2.txt",
    "diaries.txt",
)
"""The open half; no file whose name begins with `closed` is ever read here, which a test checks."""
FRAMES_FILE = Path(__file__).resolve().parent / "guard_frames.txt"
FOLDS, ROUNDS, PENALTY, RATE = 5, 14, 2e-5, 0.35
FRAMES_OF_A_LINE = 6
WEIGHT_OF_FRAMES = 0.5
AGREES_FROM, ASKS_FROM = 0.3, 0.5
_HEADING = re.compile(r"\[(\w+) (\w+)\]")
_ESCAPE = re.compile(r"\\u([0-9a-f]{4})")
_SLOT = re.compile(r"\{(\w+)\}")


class Example(Struct, frozen=True):
    """A sentence: its features, whether its text holds a dose or asks about one, and how much it counts."""

    buckets: NDArray[np.int64]
    is_dose: bool
    weight: float
    group: int


def read_phrases(path: Path) -> Iterator[tuple[str, str]]:
    """Yield the class and text of every phrase of a file."""
    return ((kind, text) for kind, _, text in read_lines(path))


def read_lines(path: Path) -> Iterator[tuple[str, str, str]]:
    """Yield the two words of the heading, and every line of a file."""
    kind = language = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if heading := _HEADING.fullmatch(line.strip()):
            kind, language = heading.groups()
        elif line.strip() and not line.startswith("#"):
            yield kind, language, _ESCAPE.sub(lambda code: chr(int(code[1], 16)), line)


def make_frames() -> Iterator[tuple[str, str]]:
    """Yield phrases made from frames: names, amounts and loads put into sentences; the same ones each time."""
    chooser = random.Random(17)  # noqa: S311
    slots: dict[tuple[str, str], list[str]] = {}
    frames: list[tuple[str, str, str]] = []
    for kind, language, line in read_lines(FRAMES_FILE):
        if kind == "slot":
            name, _, values = line.partition(":")
            slots[name.strip(), "all"] = re.split(r",\s+", values.strip())
        else:
            frames.append((kind, language, line))
    for name, language, line in read_lines(CORPUS / "fillings.txt"):
        slots.setdefault((name, language), []).extend(value.strip() for value in line.split(","))
    frames += read_lines(CORPUS / "patterns.txt")
    for kind, language, frame in frames:
        for _ in range(FRAMES_OF_A_LINE):
            yield kind, _fill_frame(frame, language, slots, chooser)


def _fill_frame(frame: str, language: str, slots: dict[tuple[str, str], list[str]], chooser: random.Random) -> str:
    def choose(slot: re.Match[str]) -> str:
        return chooser.choice(slots.get((slot[1], language)) or slots[slot[1], "all"])

    return _SLOT.sub(choose, frame)


def build_examples(phrases: Sequence[tuple[str, str]], weight: float, first_group: int) -> Iterator[Example]:
    """Yield the sentences of phrases that the guard looks at."""
    for group, (kind, text) in enumerate(phrases, first_group):
        if kind not in "ABCDEFG":
            continue
        folded = normalize_spelling(fold_text(text))
        for _, sentences in iterate_segments(folded):
            for sentence in sentences:
                buckets = np.array(sorted(set(list_buckets(sentence, folded))), dtype=np.int64)
                yield Example(buckets, kind in "ABC", weight, group)


def train(examples: Sequence[Example], seed: int) -> tuple[NDArray[np.float64], float]:
    """Return weights and bias of a logistic regression, by Adagrad with a penalty on large weights."""
    order = np.random.default_rng(seed)
    weights, squares = np.zeros(BUCKETS), np.full(BUCKETS, 1e-2)
    bias, bias_squares = 0.0, 1e-2
    for _ in range(ROUNDS):
        for at in order.permutation(len(examples)):
            example = examples[at]
            score = bias + weights[example.buckets].sum()
            error = (1 / (1 + np.exp(-np.clip(score, -30, 30))) - example.is_dose) * example.weight
            gradient = error + PENALTY * weights[example.buckets]
            squares[example.buckets] += gradient**2
            weights[example.buckets] -= RATE * gradient / np.sqrt(squares[example.buckets]) / 4
            bias_squares += error**2
            bias -= RATE * error / np.sqrt(bias_squares) / 4
    return weights, float(bias)


def quantize(weights: NDArray[np.float64]) -> tuple[NDArray[np.int8], float]:
    """Return weights as signed bytes, and the scale that turns them back."""
    scale = float(np.quantile(np.abs(weights[weights != 0]), 0.9995)) / 127
    return np.clip(np.round(weights / scale), -127, 127).astype(np.int8), scale


def score(example: Example, weights: NDArray[np.int8], scale: float, bias: float) -> float:
    """Return the probability of a dose."""
    return float(1 / (1 + np.exp(-(bias + scale * weights[example.buckets].astype(np.int64).sum()))))


def cross_validate(examples: Sequence[Example]) -> None:
    """Print, for a few thresholds, how many sentences of unseen phrases are above it."""
    scored: list[tuple[float, bool]] = []
    for fold in range(FOLDS):
        weights, bias = train([one for one in examples if one.group % FOLDS != fold], fold)
        small, scale = quantize(weights)
        held_out = [one for one in examples if one.group % FOLDS == fold and one.weight == 1]
        scored += [(score(one, small, scale, bias), one.is_dose) for one in held_out]
    for threshold in (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.9, 0.95):
        doses = [probability >= threshold for probability, is_dose in scored if is_dose]
        harmless = [probability >= threshold for probability, is_dose in scored if not is_dose]
        found = f"{np.mean(doses):.3f} of {len(doses)} with a dose"
        sys.stdout.write(f"from {threshold:.2f}: {found}, {np.mean(harmless):.3f} of {len(harmless)} without\n")


def main() -> None:
    """Train and write the model."""
    phrases = [phrase for name in TRAINING_FILES for phrase in read_phrases(CORPUS / name)]
    made = list(make_frames())
    examples = list(build_examples(phrases, 1, 0))
    examples += build_examples(made, WEIGHT_OF_FRAMES, len(phrases))
    if "--quick" not in sys.argv:
        cross_validate(examples)
    weights, bias = train(examples, 0)
    small, scale = quantize(weights)
    (DATA / "opinion.bin").write_bytes(small.tobytes())
    head = {
        "trained_on": list(TRAINING_FILES),
        "phrases": len(phrases),
        "made_from_frames": len(made),
        "date": f"{date.today()}",  # noqa: DTZ011
        "scale": scale,
        "bias": bias,
        "agrees_from": AGREES_FROM,
        "asks_from": ASKS_FROM,
    }
    (DATA / "opinion.json").write_text(json.dumps(head, indent=2) + "\n", encoding="utf-8")
    sys.stdout.write(f"{len(examples)} sentences, {np.count_nonzero(small)} weights\n")


if __name__ == "__main__":
    main()
