"""The OpenAPI document as groups of calls, for people to read."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from msgspec import Struct

HTTP_ERROR = 400


class CallParameter(Struct, frozen=True):
    """A parameter of a call: in its path, query or headers."""

    name: str
    place: str
    is_required: bool
    example: str
    description: str


class ApiCall(Struct, frozen=True):
    """A call: `body` is an example of what is sent as JSON, "" without one; `answers` are statuses with a schema."""

    name: str
    method: str
    path: str
    description: str
    parameters: tuple[CallParameter, ...]
    body: str
    answers: tuple[tuple[str, str], ...]
    problems: tuple[str, ...]


class CallGroup(Struct, frozen=True):
    """The calls with one tag."""

    name: str
    calls: tuple[ApiCall, ...]


def list_call_groups(document: Mapping[str, Any]) -> tuple[CallGroup, ...]:
    """Return the calls of an OpenAPI document by tag, in its order."""
    return _parse_groups(json.dumps(document))


@cache
def _parse_groups(document: str) -> tuple[CallGroup, ...]:
    groups: dict[str, list[ApiCall]] = {}
    for path, operations in json.loads(document)["paths"].items():
        for method, operation in operations.items():
            groups.setdefault(operation["tags"][0], []).append(_build_call(method, path, operation))
    return tuple(CallGroup(name, tuple(calls)) for name, calls in groups.items())


def _build_call(method: str, path: str, operation: Mapping[str, Any]) -> ApiCall:
    responses = operation["responses"]
    return ApiCall(
        name=operation["operationId"],
        method=method.upper(),
        path=path,
        description=operation.get("description") or operation.get("summary", ""),
        parameters=tuple(_build_parameter(one) for one in operation.get("parameters", ())),
        body=_find_example(operation.get("requestBody", {})),
        answers=tuple(
            (status, ", ".join(_iter_schema_names(response)))
            for status, response in sorted(responses.items())
            if int(status) < HTTP_ERROR
        ),
        problems=tuple(status for status in sorted(responses) if int(status) >= HTTP_ERROR),
    )


def _build_parameter(parameter: Mapping[str, Any]) -> CallParameter:
    return CallParameter(
        parameter["name"],
        parameter["in"],
        parameter.get("required", False),
        str(parameter.get("example", "")),
        parameter.get("description", ""),
    )


def _find_example(body: Mapping[str, Any]) -> str:
    for media in body.get("content", {}).values():
        examples = (
            [media["example"]] if "example" in media else [one["value"] for one in media.get("examples", {}).values()]
        )
        if examples:
            return "\n".join(json.dumps(example, indent=2) for example in examples)
    return ""


def _iter_schema_names(response: Mapping[str, Any]) -> Iterator[str]:
    for media in response.get("content", {}).values():
        schema = media.get("schema", {})
        for option in schema.get("anyOf", [schema]):
            if "$ref" in option:
                yield option["$ref"].rpartition("/")[2]
