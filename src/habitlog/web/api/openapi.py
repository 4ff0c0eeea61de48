"""The OpenAPI description of entries: paths by pillar, request bodies by kind; and of the problems of every call."""

from __future__ import annotations

from copy import deepcopy
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from pydantic.json_schema import models_json_schema

from habitlog.pillars import PILLARS
from habitlog.tracking import Pillar
from habitlog.web.errors import PROBLEM_MEDIA_TYPE
from habitlog.web.requests import MERGE_PATCH_MEDIA_TYPE

SCHEMA_REF = "#/components/schemas/{model}"
PROBLEM_STATUSES = (401, 403, 404, 422, 429, 500, 503)
PROBLEM_STATUSES_OF_CHANGES = (*PROBLEM_STATUSES, 409, 412, 507)
PROBLEM_STATUSES_OF_BODIES = (*PROBLEM_STATUSES_OF_CHANGES, 400, 413, 415)
PROBLEM_SCHEMA = {
    "title": "Problem",
    "description": "An RFC 9457 problem document; some types have further members.",
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "message"],
                "properties": {"field": {"type": "string"}, "message": {"type": "string"}},
            },
        },
    },
}


def add_entry_schemas(app: FastAPI) -> None:
    """Describe the paths of entries for each pillar in the OpenAPI document, with the records of their bodies."""
    generate = app.openapi

    def with_records() -> dict[str, Any]:
        document = generate()
        if "Night" not in document.setdefault("components", {}).setdefault("schemas", {}):
            _add_record_schemas(document)
            _split_paths_by_pillar(document)
            _add_problems(document)
        return document

    app.openapi = with_records  # type: ignore[method-assign]  # FastAPI's documented way to extend the document


def _add_record_schemas(document: dict[str, Any]) -> None:
    records = [(kind.record, "validation") for pillar in PILLARS.values() for kind in pillar.kinds]
    _, schemas = models_json_schema(records, ref_template=SCHEMA_REF)  # type: ignore[arg-type]  # the mode is a literal
    document["components"]["schemas"].update(schemas["$defs"])


def _split_paths_by_pillar(document: dict[str, Any]) -> None:
    paths: dict[str, Any] = {}
    for path, operations in document["paths"].items():
        if "{pillar}/entries" not in path:
            paths[path] = operations
            continue
        for pillar in PILLARS.values():
            paths[path.replace("{pillar}", pillar.key)] = _pillar_operations(pillar, operations)
    document["paths"] = paths


def _pillar_operations(pillar: Pillar, operations: dict[str, Any]) -> dict[str, Any]:
    own: dict[str, Any] = deepcopy(operations)
    for method, operation in own.items():
        operation["operationId"] = f"{method}_{operation['operationId']}_{pillar.key}"
        operation["tags"] = [pillar.key]
        operation["parameters"] = [parameter for parameter in operation["parameters"] if parameter["name"] != "pillar"]
        if method in {"post", "put"}:
            operation["requestBody"] = _request_body_schema(pillar)
        if method == "patch":
            content = {MERGE_PATCH_MEDIA_TYPE: {"schema": {"type": "object", "minProperties": 1}}}
            operation["requestBody"] = {"required": True, "content": content}
    return own


def _request_body_schema(pillar: Pillar) -> dict[str, Any]:
    names = {kind.key: SCHEMA_REF.format(model=kind.record.__name__) for kind in pillar.kinds}
    schema = {
        "oneOf": [{"$ref": ref} for ref in names.values()],
        "discriminator": {"propertyName": "kind", "mapping": names},
    }
    return {"required": True, "content": {"application/json": {"schema": schema}}}


def _add_problems(document: dict[str, Any]) -> None:
    """Describe the problem documents of every operation, in place of the validation error FastAPI assumes."""
    components = document["components"]
    for replaced in ("HTTPValidationError", "ValidationError"):
        components["schemas"].pop(replaced, None)
    components["schemas"]["Problem"] = PROBLEM_SCHEMA
    components["responses"] = {
        f"Problem{status}": _problem_response(status) for status in sorted(PROBLEM_STATUSES_OF_BODIES)
    }
    for operations in document["paths"].values():
        for method, operation in operations.items():
            for status in _list_problem_statuses(method):
                operation["responses"][str(status)] = {"$ref": f"#/components/responses/Problem{status}"}


def _list_problem_statuses(method: str) -> tuple[int, ...]:
    if method in {"post", "put", "patch"}:
        return PROBLEM_STATUSES_OF_BODIES
    return PROBLEM_STATUSES_OF_CHANGES if method == "delete" else PROBLEM_STATUSES


def _problem_response(status: int) -> dict[str, Any]:
    response: dict[str, Any] = {
        "description": HTTPStatus(status).phrase,
        "content": {PROBLEM_MEDIA_TYPE: {"schema": {"$ref": SCHEMA_REF.format(model="Problem")}}},
    }
    if status in {429, 503}:
        response["headers"] = {"Retry-After": {"schema": {"type": "integer"}, "description": "Seconds."}}
    return response
