"""Reading the body of a request: JSON and forms, within a limit of size."""

from __future__ import annotations

import json
from typing import Annotated, Any, NoReturn
from urllib.parse import parse_qsl

from fastapi import Depends, Request

from habitlog.errors import Malformed, TooLarge, WrongMediaType

MAX_BODY_BYTES = 16 * 1024 * 1024
MAX_FORM_FIELDS = 4000


async def read_body(request: Request) -> bytes:
    """Return the body; raises `TooLarge` after 16 MB, whatever Content-Length says."""
    chunks, size = [], 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > MAX_BODY_BYTES:
            raise TooLarge("At most 16 MB fit into one request.")
        chunks.append(chunk)
    return b"".join(chunks)


RequestBody = Annotated[bytes, Depends(read_body)]


def read_json(request: Request, body: bytes) -> dict[str, Any]:
    """Return the JSON object of a body.

    Raises `WrongMediaType`, and `Malformed` for broken text, NaN, duplicate names, deep nesting or another JSON value.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise WrongMediaType("This address reads application/json.")
    try:
        parsed = json.loads(
            body.decode("utf-8"), object_pairs_hook=_reject_duplicate_keys, parse_constant=_reject_non_finite_number
        )
    except UnicodeDecodeError:
        raise Malformed("The body is not valid UTF-8.") from None
    except RecursionError:
        raise Malformed("The body is nested too deeply.") from None
    except ValueError as error:
        where = f" at line {error.lineno}, column {error.colno}" if isinstance(error, json.JSONDecodeError) else ""
        raise Malformed(f"The body is not valid JSON{where}.") from None
    if not isinstance(parsed, dict):
        raise Malformed("A JSON object is expected here.")
    return parsed


def _reject_duplicate_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values = dict(pairs)
    if len(values) != len(pairs):
        raise Malformed("A name comes twice in one object of the body.")
    return values


def _reject_non_finite_number(_name: str) -> NoReturn:
    raise Malformed("NaN and Infinity are not numbers in JSON.")


def read_form(request: Request, body: bytes) -> list[tuple[str, str]]:
    """Return the (name, value) pairs of a posted form, line ends as "\\n"; raises `WrongMediaType` or `Malformed`."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/x-www-form-urlencoded":
        raise WrongMediaType("This address reads forms of the type application/x-www-form-urlencoded.")
    try:
        pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=MAX_FORM_FIELDS)
    except (UnicodeDecodeError, ValueError):
        raise Malformed("The form could not be read.") from None
    return [(name, value.replace("\r\n", "\n")) for name, value in pairs]
