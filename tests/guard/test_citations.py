"""Class I: what habitlog ships is read by people, and holds no dose; titles of works may name substances."""

from __future__ import annotations

import pytest

from habitlog.education.references import load_references
from habitlog.guard.detection import detect_findings

TITLES = sorted(str(reference.title) for reference in load_references().values())


@pytest.mark.parametrize("title", TITLES)
def test_reference_titles_contain_no_dose(title: str) -> None:
    assert not detect_findings(title).topic_classes & {"B", "C", "H"}
    assert not detect_findings(title).amount_spans
