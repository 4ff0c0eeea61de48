"""How far an import is, in words."""

from __future__ import annotations

from msgspec import Struct

from habitlog.translation import gettext
from habitlog.usecases.files.import_progress import ImportProgress

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


def build_progress(work: str, progress: ImportProgress | None) -> ProgressView:
    """Return how far an import is; without a `progress` another process works on it."""
    if progress is None:
        return ProgressView(describe_work(work), 0, 0, can_be_stopped=False)
    stage, done, total = progress.stage, progress.done, progress.total
    return ProgressView(_describe_stage(stage, done, total), done, total, can_be_stopped=stage != "removing")


def _describe_stage(stage: str, done: int, total: int) -> str:
    counts = {"done": done, "total": total}
    megabytes = {"done": f"{done / _MEGABYTE:.1f}", "total": f"{total / _MEGABYTE:.1f}"}
    match stage:
        case "reading":
            return gettext("Reading: %(done)s of %(total)s MB.", **megabytes)
        case "checking":
            return gettext("Checking: %(done)s of %(total)s entries.", **counts)
        case "comparing":
            return gettext("Comparing with your log.")
        case "writing":
            return gettext("Importing: %(done)s of %(total)s entries.", **counts)
        case "removing":
            return gettext("Removing what was written.")
    return gettext("Waiting for another import to end.")
