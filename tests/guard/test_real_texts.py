"""Recall and false alarms on real sentences, health answers and substance names."""

from __future__ import annotations

import csv
import json
import os
from pathlib import Path

import pytest

from habitlog.guard import check

ROOT = Path(__file__).resolve().parents[2]
TEXTS = ROOT / os.environ.get("HABITLOG_REAL_DATA", "../shared/data") / "texts"
pytestmark = pytest.mark.skipif(not TEXTS.is_dir(), reason="real data not found; set HABITLOG_REAL_DATA")


def share(refused: list[bool]) -> float:
    return sum(refused) / len(refused)


def test_real_dose_sentences_are_refused() -> None:
    with (TEXTS / "psytar_sentences_a.tsv").open(encoding="utf-8") as lines:
        rows = [line.rstrip("\n").split("\t") for line in lines]
    assert share([check(row[0]).refused for row in rows if row[-1] == "1"]) >= 0.99


def test_clean_health_answers_are_seldom_refused() -> None:
    with (TEXTS / "health_texts_a.jsonl").open(encoding="utf-8") as lines:
        answers = [json.loads(line) for line in lines]
    clean = [answer["answer"] for answer in answers if not answer["has_dose_regex"]]
    assert share([check(text).refused for text in clean]) <= 0.02


def test_substance_names_are_known() -> None:
    with (TEXTS / "substance_names_a.csv").open(encoding="utf-8", newline="") as lines:
        names = [row["name"] for row in csv.DictReader(lines)]
    assert share([check(f"{name} 5 mg daily", structured=True).refused for name in names]) >= 0.99
    assert share([check(name).topic is not None for name in names]) >= 0.91
