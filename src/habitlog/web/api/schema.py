"""What OpenAPI says of bodies that are read by pillar and kind."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from pydantic.json_schema import models_json_schema

from habitlog.pillar import Pillar
from habitlog.pillars import PILLARS

REF = "#/components/schemas/{model}"


def entry_body(pillar: Pillar) -> dict[str, Any]:
    """Return the request body of a pillar: one of its kinds, told apart by `kind`."""
    names = {kind.key: REF.format(model=kind.record.__name__) for kind in pillar.kinds}
    schema: dict[str, Any] = {
        "oneOf": [{"$ref": ref} for ref in names.values()],
        "discriminator": {"propertyName": "kind", "mapping": names},
    }
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}


def document_records(app: FastAPI) -> None:
    """Add the records of every pillar to the generated OpenAPI document."""
    generate = app.openapi

    def with_records() -> dict[str, Any]:
        document = generate()
        records = [(kind.record, "validation") for pillar in PILLARS.values() for kind in pillar.kinds]
        _, found = models_json_schema(records, ref_template=REF)  # type: ignore[arg-type]  # the mode is a literal
        document.setdefault("components", {}).setdefault("schemas", {}).update(found["$defs"])
        return document

    app.openapi = with_records  # type: ignore[method-assign]  # FastAPI's documented way to extend the document
