"""Every format in which a record leaves is offered, described, and read back."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

from fastapi import FastAPI
from fhir.resources.R4B.bundle import Bundle
from tests.support.clock import NOW, STOCKHOLM
from tests.support.paths import ROOT
from tests.support.people import ApiClient, Browser, ensure_account
from tests.support.records import log_full_record

from habitlog.cli import ExportChoice
from habitlog.usecases.files import import_files
from habitlog.usecases.files.export_formats import EXPORT_FORMATS

ReadBack = Callable[[FastAPI, bytes], int]


def count_imported_entries(app: FastAPI, data: bytes) -> int:
    """Import a file into an account of its own, and return how many entries came in."""
    eve = ensure_account(app, f"Eve{len(data)}", STOCKHOLM)
    report = import_files.import_now(app.state.context.database, eve, "file", data, STOCKHOLM, NOW).report
    assert report is not None
    assert report.refused == ()
    return sum(report.added.values())


def count_observations(_app: FastAPI, data: bytes) -> int:
    return len(Bundle.model_validate_json(data).entry or ()) - len(["the patient"])


def count_events(_app: FastAPI, data: bytes) -> int:
    return data.count(b"BEGIN:VEVENT\r\n")


READ_BACK: Mapping[str, tuple[ReadBack, Callable[[str], bool]]] = {
    "json": (count_imported_entries, lambda _kind: True),
    "csv": (count_imported_entries, lambda _kind: True),
    "hevy": (count_imported_entries, lambda kind: kind == "resistance"),
    "ical": (count_events, lambda kind: kind in {"resistance", "hiit", "other"}),
    "fhir": (count_observations, lambda kind: kind != "list"),
}
"""How each format is read, and of which kinds of entries it has one item each."""


def test_every_format_is_offered_and_described(ada: Browser) -> None:
    assert {*EXPORT_FORMATS, "account"} == {one.value for one in ExportChoice}
    page = ada.get("/data").text
    for key in EXPORT_FORMATS.keys() - {"json"}:
        assert f'href="/data/export?format={key}"' in page
        for document in ("api.md", "export.md"):
            assert f"format={key}" in (ROOT / "docs" / document).read_text(encoding="utf-8"), (key, document)
    assert ada.get("/data/export?format=pdf").status_code == 404


def test_every_format_is_read_back(app: FastAPI, ada: Browser, program: ApiClient) -> None:
    log_full_record(app, program, ensure_account(app, "Ada", STOCKHOLM))
    kinds = [entry["kind"] for entry in json.loads(ada.get("/data/export").content)["entries"]]
    assert READ_BACK.keys() == EXPORT_FORMATS.keys()
    for key, (read, is_in) in READ_BACK.items():
        answer = ada.get(f"/data/export?format={key}")
        assert answer.headers["content-type"] == EXPORT_FORMATS[key].media_type
        assert f'filename="{EXPORT_FORMATS[key].file_name}"' in answer.headers["content-disposition"]
        assert read(app, answer.content) == sum(map(is_in, kinds)), key
