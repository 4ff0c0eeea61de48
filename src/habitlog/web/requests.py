"""Reading the body of a request: JSON and forms, within a limit of size."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Annotated, Any, NoReturn
from urllib.parse import parse_qsl
from uuid import UUID

from fastapi import Depends, Request

from habitlog.errors import Malformed, NotFound, TooLarge, WrongMediaType

MAX_BODY_BYTES = 16 * 1024 * 1024
MAX_FORM_FIELDS = 4000
MERGE_PATCH_MEDIA_TYPE = "application/merge-patch+json"


async def read_body(request: Request) -> bytes:
    """Return the body; raises `TooLarge` after 16 MB, whatever Content-Length says."""
    chunks, size = [], 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > MAX_BODY_BYTES:
            raise TooLarge("body_too_large", most_mb=MAX_BODY_BYTES // 2**20)
        chunks.append(chunk)
    return b"".join(chunks)


RequestBody = Annotated[bytes, Depends(read_body)]


def read_json(request: Request, body: bytes, *more_media_types: str) -> dict[str, Any]:
    """Return the JSON object of a body of the type application/json, or one of `more_media_types`.

    Raises `WrongMediaType`, and `Malformed` for broken text, NaN, duplicate names, deep nesting or another JSON value.
    """
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type not in {"application/json", *more_media_types}:
        raise WrongMediaType("content_type_json_expected")
    try:
        parsed = json.loads(
            body.decode("utf-8"), object_pairs_hook=_reject_duplicate_keys, parse_constant=_reject_non_finite_number
        )
    except UnicodeDecodeError:
        raise Malformed("body_not_utf8") from None
    except RecursionError:
        raise Malformed("body_nested_too_deeply") from None
    except ValueError as error:
        if isinstance(error, json.JSONDecodeError):
            raise Malformed("body_not_json_at", line=error.lineno, column=error.colno) from None
        raise Malformed("body_not_json") from None
    if not isinstance(parsed, dict):
        raise Malformed("body_not_an_object")
    return parsed


def _reject_duplicate_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    values = dict(pairs)
    if len(values) != len(pairs):
        raise Malformed("body_name_repeated")
    return values


def _reject_non_finite_number(_name: str) -> NoReturn:
    raise Malformed("body_not_finite")


def read_form(request: Request, body: bytes) -> list[tuple[str, str]]:
    """Return the (name, value) pairs of a posted form, line ends as "\\n"; raises `WrongMediaType` or `Malformed`."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/x-www-form-urlencoded":
        raise WrongMediaType("content_type_form_expected")
    try:
        pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=MAX_FORM_FIELDS)
    except (UnicodeDecodeError, ValueError):
        raise Malformed("form_unreadable") from None
    return [(name, value.replace("\r\n", "\n")) for name, value in pairs]


def list_form_values(form: Iterable[tuple[str, str]], name: str) -> list[str]:
    """Return the values of every field of this name, in the order of the form."""
    return [value for field, value in form if field == name]


def parse_id(text: str) -> str:
    """Return a UUID as ids are stored, in lower case with hyphens; raises `NotFound` for a text that is none."""
    try:
        return str(UUID(text))
    except ValueError:
        raise NotFound from None
