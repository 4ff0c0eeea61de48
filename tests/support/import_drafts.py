"""Drafts of importers, checked like entries that are typed."""

from __future__ import annotations

from habitlog.importers.base import ParsedFile
from habitlog.pillars import PILLARS
from habitlog.tracking.entry import parse_record


def check_drafts(parsed: ParsedFile) -> ParsedFile:
    """Return the parsed file; raises where a draft is no valid entry, or two have the same id."""
    for draft in parsed.drafts:
        kind = PILLARS[draft.pillar].find_kind(str(draft.fields["kind"]))
        assert kind is not None
        parse_record(kind.record, draft.fields)
    assert len({(draft.pillar, draft.id) for draft in parsed.drafts}) == len(parsed.drafts)
    return parsed
