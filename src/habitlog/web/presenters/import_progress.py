"""How far an import is, in words."""

from __future__ import annotations

from msgspec import Struct

from habitlog.translation import gettext
from habitlog.usecases.files.import_progress import ProgressCounts

_MEGABYTE = 1_000_000


class ProgressView(Struct, frozen=True):
    """What the page of a running import shows; no `total` where it is not known how much there is."""

    sentence: str
    done: int
    total: int
    can_be_stopped: bool


def describe_work(work: str) -> str:
    """Return what is being done with a file."""
    return {
        "read": gettext("The file is being read."),
        "save": gettext("The file is being imported."),
        "remove": gettext("What was written of the file is being removed."),
        "undo": gettext("The import is being undone."),
    }[work]


def build_progress(work: str, progress: ProgressCounts | None) -> ProgressView:
    """Return how far an import is; without a `progress` another process has just begun with it."""
    if progress is None:
        return ProgressView(describe_work(work), 0, 0, can_be_stopped=False)
    stage, done, total = progress
    is_read = stage == "reading" and done >= total
    sentence = _describe_stage(stage, done, total)
    return ProgressView(sentence, done, 0 if is_read else total, can_be_stopped=stage != "removing")


def _describe_stage(stage: str, done: int, total: int) -> str:
    counts = {"done": done, "total": total}
    if stage == "reading":
        megabytes = {"done": f"{done / _MEGABYTE:.1f}", "total": f"{total / _MEGABYTE:.1f}"}
        if done >= total:
            return gettext("%(total)s MB are read. Their contents are being checked.", **megabytes)
        return gettext("Reading: %(done)s of %(total)s MB.", **megabytes)
    return {
        "checking": gettext("Checking: %(done)s of %(total)s entries.", **counts),
        "comparing": gettext("Comparing with your log."),
        "writing": gettext("Importing: %(done)s of %(total)s entries.", **counts),
        "removing": gettext("Removing what was written."),
    }.get(stage) or gettext("Waiting for another import to end.")
