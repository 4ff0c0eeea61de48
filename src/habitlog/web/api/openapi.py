"""The OpenAPI document: paths by pillar, what is sent and answered, headers, the token, and problems of every call."""

from __future__ import annotations

import re
from copy import deepcopy
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from pydantic.json_schema import models_json_schema

from habitlog.pillars import PILLARS
from habitlog.tracking import Pillar
from habitlog.web.api.answer_schemas import ANSWERS, ENTRY_ANSWERS, build_answer_schemas, name_pillar_schema, refer_to
from habitlog.web.api.request_examples import BODY_EXAMPLES, ENTRY_EXAMPLES, PARAMETER_EXAMPLES
from habitlog.web.errors import PROBLEM_MEDIA_TYPE, build_problem
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
PROBLEM_EXAMPLES = {
    400: "malformed",
    401: "not-signed-in",
    403: "forbidden",
    404: "not-found",
    409: "conflict",
    412: "version-changed",
    413: "too-large",
    415: "wrong-media-type",
    422: "invalid",
    429: "too-many-requests",
    500: "internal",
    503: "busy",
    507: "storage-full",
}
"""A type of problem for each status; a status may have others too."""
HEADERS = {
    "ETag": "The version of the entry, or of the whole answer.",
    "Location": "The address of what was created.",
    "Preference-Applied": "return=minimal, where that was preferred.",
}
REQUEST_HEADERS = {
    "Idempotency-Key": (
        "A name of this request; the same again gets the first answer.",
        r"^[!-~ ]{1,200}$",
    ),
    "If-Match": ("The version that is changed, or *.", ""),
    "Prefer": ("return=minimal leaves out education.", ""),
}
HEADERS_OF_OPERATIONS = {
    "create_entry": ("Idempotency-Key", "Prefer"),
    "replace_entry": ("Idempotency-Key", "If-Match", "Prefer"),
    "patch_entry": ("Idempotency-Key", "If-Match", "Prefer"),
    "delete_entry": ("If-Match",),
    "plan_experiment": ("Idempotency-Key",),
    "save_entries": ("Prefer",),
}


def add_entry_schemas(app: FastAPI) -> None:
    """Complete the OpenAPI document that FastAPI makes, which knows neither bodies nor answers."""
    generate = app.openapi

    def describe() -> dict[str, Any]:
        document = generate()
        if "Night" not in document.setdefault("components", {}).setdefault("schemas", {}):
            _name_operations(document)
            _add_schemas(document)
            _split_paths_by_pillar(document)
            _describe_other_answers(document)
            _add_problems(document)
            _add_token(document)
        return document

    app.openapi = describe  # type: ignore[method-assign]  # FastAPI's documented way to extend the document


def _name_operations(document: dict[str, Any]) -> None:
    """Name every operation by its handler alone, so that names stay when an address grows."""
    for operations in document["paths"].values():
        for operation in operations.values():
            operation["operationId"] = re.sub(r"_api_v1_.*", "", operation["operationId"])
            for parameter in operation.get("parameters", ()):
                if parameter["name"] in PARAMETER_EXAMPLES:
                    parameter["example"] = PARAMETER_EXAMPLES[parameter["name"]]
            body = operation.get("requestBody", {}).get("content", {}).get("application/json")
            if body and operation["operationId"] in BODY_EXAMPLES:
                body["example"] = BODY_EXAMPLES[operation["operationId"]]


def _add_schemas(document: dict[str, Any]) -> None:
    records = [(kind.record, "validation") for pillar in PILLARS.values() for kind in pillar.kinds]
    _, schemas = models_json_schema(records, ref_template=SCHEMA_REF)  # type: ignore[arg-type]  # the mode is a literal
    document["components"]["schemas"].update(schemas["$defs"])
    document["components"]["schemas"].update(build_answer_schemas(schemas["$defs"]))
    for record, _ in records:
        # The person's own zone is taken where none is sent.
        required = document["components"]["schemas"][record.__name__]["required"]
        required.remove("zone")


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
        handler = operation["operationId"]
        operation["operationId"] = handler.replace("entr", f"{pillar.key}_entr")
        operation["tags"] = [pillar.key]
        operation["parameters"] = [parameter for parameter in operation["parameters"] if parameter["name"] != "pillar"]
        _add_request_headers(operation, handler)
        if method in {"post", "put"}:
            operation["requestBody"] = _request_body_schema(pillar)
        if method == "patch":
            schema = {"schema": {"type": "object"}, "example": {"note": "After a long day."}}
            operation["requestBody"] = {"required": True, "content": {MERGE_PATCH_MEDIA_TYPE: schema}}
        if method == "put":
            operation["responses"]["201"] = {"description": "The entry is new."}
        if handler in ENTRY_ANSWERS:
            schema = refer_to(name_pillar_schema(pillar, ENTRY_ANSWERS[handler]))
            for status in [status for status in operation["responses"] if status in {"200", "201"}]:
                headers = ("ETag", *(["Location"] if status == "201" else []))
                _describe_answer(operation["responses"][status], schema, headers)
    return own


def _add_request_headers(operation: dict[str, Any], handler: str) -> None:
    for name in HEADERS_OF_OPERATIONS.get(handler, ()):
        description, pattern = REQUEST_HEADERS[name]
        schema = {"type": "string", "pattern": pattern} if pattern else {"type": "string"}
        header = {"name": name, "in": "header", "required": False, "schema": schema, "description": description}
        operation.setdefault("parameters", []).append(header)


def _describe_answer(response: dict[str, Any], schema: dict[str, Any], headers: tuple[str, ...]) -> None:
    response["content"] = {"application/json": {"schema": schema}}
    if headers:
        response["headers"] = {name: {"schema": {"type": "string"}, "description": HEADERS[name]} for name in headers}


def _describe_other_answers(document: dict[str, Any]) -> None:
    for operations in document["paths"].values():
        for operation in operations.values():
            name = operation["operationId"]
            if name == "export_record":
                others = ("application/zip", "text/calendar", "text/csv", "application/fhir+json")
                content = {"application/json": {"schema": {"type": "object"}}, **{kind: {} for kind in others}}
                operation["responses"]["200"]["content"] = content
            if name not in ANSWERS:
                continue
            responses = operation["responses"]
            status = "201" if "201" in responses else "200"
            _describe_answer(responses[status], ANSWERS[name], ("Location",) if status == "201" else ())
            if name == "show_export_schema":
                responses[status]["content"] = {"application/schema+json": responses[status]["content"].popitem()[1]}
            if name == "import_file":
                responses["201"] = {"description": "The file was imported."}
                responses["202"] = {"description": "The file is imported in the background."}
                for accepted in ("201", "202"):
                    _describe_answer(responses[accepted], ANSWERS[name], ("Location",))
            _add_request_headers(operation, name)


def _request_body_schema(pillar: Pillar) -> dict[str, Any]:
    names = {kind.key: SCHEMA_REF.format(model=kind.record.__name__) for kind in pillar.kinds}
    schema = {
        "oneOf": [{"$ref": ref} for ref in names.values()],
        "discriminator": {"propertyName": "kind", "mapping": names},
    }
    examples = {kind.key: {"value": ENTRY_EXAMPLES[kind.key]} for kind in pillar.kinds if kind.key in ENTRY_EXAMPLES}
    return {"required": True, "content": {"application/json": {"schema": schema, "examples": examples}}}


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
    phrase = HTTPStatus(status).phrase
    example = build_problem(status, PROBLEM_EXAMPLES[status], phrase, f"{phrase}.")
    if status == HTTPStatus.UNPROCESSABLE_ENTITY:
        example["errors"] = [{"field": "stress_now", "message": "At most 10."}]
    response: dict[str, Any] = {
        "description": phrase,
        "content": {PROBLEM_MEDIA_TYPE: {"schema": refer_to("Problem"), "example": example}},
    }
    if status in {429, 503}:
        response["headers"] = {"Retry-After": {"schema": {"type": "integer"}, "description": "Seconds."}}
    if status == HTTPStatus.UNAUTHORIZED:
        response["headers"] = {"WWW-Authenticate": {"schema": {"type": "string"}, "description": "Bearer."}}
    return response


def _add_token(document: dict[str, Any]) -> None:
    """Describe the token that every call but one needs."""
    scheme = {"type": "http", "scheme": "bearer", "description": "A token from the page Data, like hbl_..."}
    document["components"]["securitySchemes"] = {"token": scheme}
    document["security"] = [{"token": []}]
    document["paths"]["/api/v1/schema/export"]["get"]["security"] = []
