"""Notes of other apps, as a note of an entry can hold them."""

from __future__ import annotations

import re

from habitlog.importers.base import ImportFindings

_MAX_LENGTH = 2000
_CONTROL_CHARACTER = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


def build_note_fields(text: str, findings: ImportFindings) -> dict[str, object]:
    """Return the field of a note, nothing for an empty one; one that cannot be kept is counted."""
    note = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if len(note) > _MAX_LENGTH or _CONTROL_CHARACTER.search(note):
        findings.unsupported["note too long, or with characters that cannot be kept"] += 1
        return {}
    return {"note": note} if note else {}
