"""The OpenAPI document describes what the service takes and answers: examples are sent, and answers compared."""

from __future__ import annotations

import re
from typing import Any

import pytest
from fastapi import FastAPI
from httpx2 import Response
from jsonschema import Draft202012Validator, FormatChecker
from tests.support.entries import GOOD
from tests.support.people import ApiClient

from habitlog.pillars import PILLARS
from habitlog.web.api.request_examples import BODY_EXAMPLES, ENTRY_EXAMPLES

BODILESS = {"stop_import", "take_import_back", "stop_experiment", "tag_day"}
"""The operations that change something and are sent no body."""
Operations = dict[str, tuple[str, str, dict[str, Any]]]


@pytest.fixture(scope="module")
def document(shared_app: FastAPI) -> dict[str, Any]:
    return shared_app.openapi()


@pytest.fixture(scope="module")
def operations(document: dict[str, Any]) -> Operations:
    """Return (method, path, operation) by operation id."""
    return {
        operation["operationId"]: (method, path, operation)
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    }


class Described:
    """Sends calls by operation id, and compares each answer with its schema and headers."""

    def __init__(self, program: ApiClient, document: dict[str, Any], operations: Operations) -> None:
        self.program, self.document, self.operations = program, document, operations
        self.called: set[str] = set()

    def call(self, name: str, body: Any = None, path: dict[str, str] | None = None, **more: Any) -> Any:
        method, address, operation = self.operations[name]
        for place, value in (path or {}).items():
            address = address.replace(f"{{{place}}}", value)
        if method == "patch":
            more["headers"] = {"Content-Type": "application/merge-patch+json"}
        answer = self.program.client.request(method, address, json=body, **more)
        self.called.add(name)
        assert answer.status_code < 400, (name, answer.text)
        self._compare(name, operation["responses"][str(answer.status_code)], answer)
        return answer.json() if answer.content else None

    def _compare(self, name: str, response: dict[str, Any], answer: Response) -> None:
        if "content" not in response:
            assert not answer.content
            return
        content = response["content"][answer.headers["content-type"].partition(";")[0]]
        schema = {**content["schema"], "components": self.document["components"]}
        errors = [
            error.message
            for error in Draft202012Validator(schema, format_checker=FormatChecker()).iter_errors(answer.json())
        ]
        assert not errors, (name, errors[:3])
        for header in set(response.get("headers", ())) - {"Preference-Applied"}:
            assert header in answer.headers, (name, header)


def test_answers_are_as_described(program: ApiClient, document: dict[str, Any], operations: Operations) -> None:
    described = Described(program, document, operations)
    for pillar, raw in GOOD:
        saved = described.call(f"create_{pillar}_entry", raw)["entry"]
        place = {"entry_id": saved["id"]}
        described.call(f"show_{pillar}_entry", path=place)
        described.call(f"replace_{pillar}_entry", saved, place)
        described.call(f"patch_{pillar}_entry", {"note": "Snoring again."}, place)
    for pillar in PILLARS:
        described.call(f"list_{pillar}_entries", params={"limit": 2})
    described.call("save_entries", BODY_EXAMPLES["save_entries"] | {"all_or_nothing": False})
    mark = {"day": "2026-03-01", "pillar": "sleep"}
    described.call("set_day_mark", BODY_EXAMPLES["set_day_mark"], mark)
    described.call("show_day", path={"day": "2026-03-01"})
    described.call("list_days", params={"from": "2026-03-01", "to": "2026-03-12"})
    described.call("delete_day_mark", path=mark)
    described.call("save_week_note", BODY_EXAMPLES["save_week_note"], {"day": "2026-03-12"})
    described.call("list_week_notes")
    described.call("delete_week_note", path={"day": "2026-03-12"})
    described.call("delete_sleep_entry", path={"entry_id": program.get("/sleep/entries").json()["items"][0]["id"]})
    described.call("show_changes")
    for metric in ("sleep.duration", "training.week_load", "sleep.regularity"):
        described.call("show_trend", path={"metric": metric})
    for name in ("list_pillars", "show_patterns", "list_snippets", "list_imports", "list_access_log"):
        described.call(name)
    described.call("show_snippet", path={"snippet": program.get("/snippets").json()["items"][0]["id"]})
    described.call("list_suggestions", path={"pillar": "training"}, params={"q": "bench"})
    described.call("list_experiment_sizes")
    place = {"experiment_id": described.call("plan_experiment", BODY_EXAMPLES["plan_experiment"])["id"]}
    described.call("delete_experiment", path=place)
    today = {"first_day": "2026-03-12"}
    place = {"experiment_id": described.call("plan_experiment", BODY_EXAMPLES["plan_experiment"] | today)["id"]}
    described.call("say_of_day", BODY_EXAMPLES["say_of_day"], place | {"day": "2026-03-12"})
    described.call("show_experiment", path=place)
    described.call("stop_experiment", path=place)
    described.call("list_experiments")
    invitation = described.call("create_invitation", BODY_EXAMPLES["create_invitation"])
    described.call("list_grants")
    described.call("show_grant", path={"grant_id": invitation["id"]})
    described.call("delete_grant", path={"grant_id": invitation["id"]})
    described.call("show_export_schema")


def test_examples_of_entries_are_taken(program: ApiClient) -> None:
    kinds = {kind.key: pillar.key for pillar in PILLARS.values() for kind in pillar.kinds}
    assert kinds.keys() == ENTRY_EXAMPLES.keys()
    for kind, example in ENTRY_EXAMPLES.items():
        assert program.post(f"/{kinds[kind]}/entries", example).status_code == 201, kind


def test_every_operation_has_a_plain_name_and_says_who_may_call(
    document: dict[str, Any], operations: Operations
) -> None:
    assert len(operations) == sum(len(methods) for methods in document["paths"].values())
    for name, (method, _, operation) in operations.items():
        assert re.fullmatch(r"[a-z]+(_[a-z]+)+", name)
        for status in operation["responses"].keys() & {"200", "201"}:
            assert operation["responses"][status]["content"], name
        assert ("requestBody" in operation) == (method in {"post", "put", "patch"} and name not in BODILESS), name
    assert document["security"] == [{"token": []}]
    assert [name for name, (_, _, one) in operations.items() if one.get("security") == []] == ["show_export_schema"]
