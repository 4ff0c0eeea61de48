"""The OpenAPI description of entries: paths by pillar, and request bodies by kind."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from fastapi import FastAPI
from pydantic.json_schema import models_json_schema

from habitlog.pillars import PILLARS
from habitlog.tracking import Pillar

SCHEMA_REF = "#/components/schemas/{model}"


def add_entry_schemas(app: FastAPI) -> None:
    """Describe the paths of entries for each pillar in the OpenAPI document, with the records of their bodies."""
    generate = app.openapi

    def with_records() -> dict[str, Any]:
        document = generate()
        if "Night" not in document.setdefault("components", {}).setdefault("schemas", {}):
            _add_record_schemas(document)
            _split_paths_by_pillar(document)
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
    return own


def _request_body_schema(pillar: Pillar) -> dict[str, Any]:
    names = {kind.key: SCHEMA_REF.format(model=kind.record.__name__) for kind in pillar.kinds}
    schema = {
        "oneOf": [{"$ref": ref} for ref in names.values()],
        "discriminator": {"propertyName": "kind", "mapping": names},
    }
    return {"required": True, "content": {"application/json": {"schema": schema}}}
