"""`python tools/train_guard.py`: train the second opinion of the guard on the open half of its committed corpus.

Writes `opinion.bin` (weights, a signed byte each) and `opinion.json` (scale, thresholds, what it was trained on) into
`src/habitlog/guard/data`, and prints how well it does on the phrases of each writer having seen those of the others.
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
from scipy.optimize import minimize
from scipy.sparse import csr_array

from habitlog.guard.normalization import normalize_spelling
from habitlog.guard.second_opinion import BUCKETS, FEATURES_OF_A_SENTENCE, list_buckets
from habitlog.guard.tokens import iterate_segments
from habitlog.text_folding import fold_text

ROOT = Path(__file__).resolve().parents[1]
CORPUS = ROOT / "tests" / "guard" / "corpus"
DATA = ROOT / "src" / "habitlog" / "guard" / "data"
WRITERS = {
    "the maintainers": ("written.txt", "trial.txt", *(f"fresh_{number}.txt" for number in range(1, 8))),
    "a first writer": ("blind_1.txt", "blind_2.txt"),
    "a second writer": ("blind_3.txt",),
    "a third writer": ("third_writer.txt", "third_writer_2.txt", "diaries.txt"),
    "a fourth writer": (*(f"fourth_writer_{number}.txt" for number in range(1, 7)), "short_notes.txt"),
}
TRAINING_FILES = tuple(name for files in WRITERS.values() for name in files)
"""The open half; no file whose name begins with `closed` is ever read here, which a test checks."""
FRAMES_FILE = Path(__file__).resolve().parent / "guard_frames.txt"
ROUNDS, PENALTY = 60, 1.0
FRAMES_OF_A_LINE = 6
WEIGHT_OF_FRAMES = 0.5
AGREES_FROM, ASKS_FROM, ASKS_UNNAMED_FROM = 0.2, 0.62, 0.95
_HEADING = re.compile(r"\[(\w+) (\w+)\]")
_ESCAPE = re.compile(r"\\u([0-9a-f]{4})")
_SLOT = re.compile(r"\{(\w+)\}")


class Phrase(Struct, frozen=True):
    """A phrase of the corpus, or one made from a frame."""

    kind: str
    text: str
    writer: str


class Example(Struct, frozen=True):
    """A sentence: its features, whether its text holds a dose or asks about one, and how much it counts."""

    buckets: NDArray[np.int64]
    is_dose: bool
    weight: float
    group: int


def read_phrases() -> Iterator[Phrase]:
    """Yield every phrase of the open half."""
    for writer, files in WRITERS.items():
        for name in files:
            yield from (Phrase(kind, text, writer) for kind, _, text in read_lines(CORPUS / name))


def read_lines(path: Path) -> Iterator[tuple[str, str, str]]:
    """Yield the two words of the heading, and every line of a file."""
    kind = language = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if heading := _HEADING.fullmatch(line.strip()):
            kind, language = heading.groups()
        elif line.strip() and not line.startswith("#"):
            yield kind, language, _ESCAPE.sub(lambda code: chr(int(code[1], 16)), line)


def make_frames() -> Iterator[Phrase]:
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
            yield Phrase(kind, _fill_frame(frame, language, slots, chooser), "frames")


def _fill_frame(frame: str, language: str, slots: dict[tuple[str, str], list[str]], chooser: random.Random) -> str:
    def choose(slot: re.Match[str]) -> str:
        return chooser.choice(slots.get((slot[1], language)) or slots[slot[1], "all"])

    return _SLOT.sub(choose, frame)


def build_examples(phrases: Sequence[Phrase], weight: float, first_group: int) -> Iterator[Example]:
    """Yield the sentences of phrases that the guard looks at."""
    for group, phrase in enumerate(phrases, first_group):
        if phrase.kind not in "ABCDEFG":
            continue
        folded = normalize_spelling(fold_text(phrase.text))
        for _, sentences in iterate_segments(folded):
            for sentence in sentences:
                buckets = np.array(list_buckets(sentence, folded), dtype=np.int64)
                yield Example(buckets, phrase.kind in "ABC", weight, group)


def count_features(examples: Sequence[Example]) -> csr_array:
    """Return a row for every sentence: how often it has each feature, of as many features in all for each."""
    ends = np.cumsum([0, *(len(one.buckets) for one in examples)])
    columns = np.concatenate([one.buckets for one in examples])
    shares = np.concatenate([np.full(len(one.buckets), FEATURES_OF_A_SENTENCE / len(one.buckets)) for one in examples])
    rows = csr_array((shares, columns, ends), shape=(len(examples), BUCKETS))
    rows.sum_duplicates()
    return rows


def train(examples: Sequence[Example]) -> tuple[NDArray[np.float64], float]:
    """Return weights and bias of a logistic regression, with a penalty on large weights."""
    rows = count_features(examples)
    is_dose = np.array([one.is_dose for one in examples], dtype=float)
    weight = np.array([one.weight for one in examples])

    def measure(guess: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        scores = rows @ guess[:-1] + guess[-1]
        errors = weight * (1 / (1 + np.exp(-np.clip(scores, -30, 30))) - is_dose)
        loss = (weight * (np.logaddexp(0, scores) - is_dose * scores)).sum() + PENALTY / 2 * (guess[:-1] ** 2).sum()
        return float(loss), np.append(rows.T @ errors + PENALTY * guess[:-1], errors.sum())

    found = minimize(measure, np.zeros(BUCKETS + 1), jac=True, method="L-BFGS-B", options={"maxiter": ROUNDS}).x
    return found[:-1], float(found[-1])


def quantize(weights: NDArray[np.float64]) -> tuple[NDArray[np.int8], float]:
    """Return weights as signed bytes, and the scale that turns them back."""
    scale = float(np.quantile(np.abs(weights[weights != 0]), 0.9995)) / 127
    return np.clip(np.round(weights / scale), -127, 127).astype(np.int8), scale


def score(example: Example, weights: NDArray[np.int8], scale: float, bias: float) -> float:
    """Return the probability of a dose."""
    mean = weights[example.buckets].astype(np.int64).mean()
    return float(1 / (1 + np.exp(-(bias + scale * FEATURES_OF_A_SENTENCE * mean))))


def cross_validate(phrases: Sequence[Phrase], examples: Sequence[Example]) -> None:
    """Print for every writer, unseen by the model, how many sentences are above a few thresholds.

    What a person sees is printed by `make guard-report`; there the rules have their say as well.
    """
    writer_by_group = {group: phrase.writer for group, phrase in enumerate(phrases)}
    for writer in WRITERS:
        own = [one for one in examples if writer_by_group.get(one.group) == writer]
        weights, bias = train([one for one in examples if writer_by_group.get(one.group) != writer])
        small, scale = quantize(weights)
        scored = [(score(one, small, scale, bias), one.is_dose) for one in own]
        for threshold in (0.3, 0.5, 0.7, 0.8, 0.85, 0.9):
            doses = [probability >= threshold for probability, is_dose in scored if is_dose]
            harmless = [probability >= threshold for probability, is_dose in scored if not is_dose]
            found = f"{np.mean(doses):.3f} of {len(doses)} with a dose"
            without = f"{np.mean(harmless):.3f} of {len(harmless)} without"
            sys.stdout.write(f"{writer}, from {threshold:.2f}: {found}, {without}\n")


def main() -> None:
    """Train and write the model."""
    phrases = list(read_phrases())
    made = list(make_frames())
    examples = list(build_examples(phrases, 1, 0))
    examples += build_examples(made, WEIGHT_OF_FRAMES, len(phrases))
    if "--quick" not in sys.argv:
        cross_validate(phrases, examples)
    weights, bias = train(examples)
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
        "asks_unnamed_from": ASKS_UNNAMED_FROM,
    }
    (DATA / "opinion.json").write_text(json.dumps(head, indent=2) + "\n", encoding="utf-8")
    sys.stdout.write(f"{len(examples)} sentences, {np.count_nonzero(small)} weights\n")


if __name__ == "__main__":
    main()
