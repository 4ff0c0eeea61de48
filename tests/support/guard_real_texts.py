"""Texts of other people that are no part of this repository; `HABITLOG_REAL_DATA` names their folder."""

from __future__ import annotations

import csv
import json
import os
import re
from typing import Any

from tests.support.paths import ROOT

USUAL = "../shared/data"
TEXTS = ROOT / os.environ.get("HABITLOG_REAL_DATA", USUAL) / "texts"
_END = re.compile(r"(?<=[.!?])\s+")


def present() -> bool:
    """Whether the texts are there."""
    return TEXTS.is_dir()


def dose_sentences() -> list[str]:
    """Sentences of patients' reviews (PsyTAR) that carry a dose."""
    with (TEXTS / "psytar_sentences_a.tsv").open(encoding="utf-8") as lines:
        rows = [line.rstrip("\n").split("\t") for line in lines]
    return [row[0] for row in rows if row[-1] == "1"]


def clean_answers() -> list[str]:
    """Answers to health questions (MedQuAD) without a dose."""
    with (TEXTS / "health_texts_a.jsonl").open(encoding="utf-8") as lines:
        answers: list[dict[str, Any]] = [json.loads(line) for line in lines]
    return [str(answer["answer"]) for answer in answers if not answer["has_dose_regex"]]


def clean_sentences() -> list[str]:
    """The sentences of those answers."""
    return [sentence for answer in clean_answers() for sentence in _END.split(answer) if sentence.strip()]


def substance_names() -> list[str]:
    """Names of substances."""
    with (TEXTS / "substance_names_a.csv").open(encoding="utf-8", newline="") as lines:
        return [row["name"] for row in csv.DictReader(lines)]
