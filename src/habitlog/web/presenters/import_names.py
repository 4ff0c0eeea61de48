"""The page on which a person says what each name in a file is, such as a habit: words, and the form as a mapping."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct

from habitlog.errors import Invalid
from habitlog.translation import find_message, gettext, ngettext
from habitlog.translation import gettext_noop as _
from habitlog.usecases.files.import_mappings import NAME_CHOICES, NameSummary
from habitlog.web.dates import short_day
from habitlog.web.presenters.error_text import describe_problems_by_field

_CHOICES = {
    "tag": _("a tag of the day"),
    "movement": _("other movement, without minutes"),
    "movement_minutes": _("other movement, counted in minutes"),
    "movement_hours": _("other movement, counted in hours"),
    "practice_minutes": _("a practice, counted in minutes"),
    "practice_hours": _("a practice, counted in hours"),
    "asleep_minutes": _("time asleep in the night before, in minutes"),
    "asleep_hours": _("time asleep in the night before, in hours"),
    "stress_level": _("stress from 0 to 10"),
    "nothing": _("leave it out"),
}


class NameField(Struct, frozen=True):
    """A name with what it can be; as long as nothing is said it is left out."""

    key: str
    name: str
    description: str
    options: tuple[tuple[str, str], ...]
    choice: str
    error: str


def build_name_fields(
    summaries: Sequence[NameSummary], said: Mapping[str, Any], error: Invalid | None = None
) -> list[NameField]:
    """Return the fields of the form, in the order of the file."""
    errors = describe_problems_by_field(error) if error else {}
    missing = errors.get("names", "")
    return [
        NameField(
            key=f"choice-{number}",
            name=each.name,
            description=_describe_summary(each),
            options=tuple(
                (key, find_message(_CHOICES[key]))
                for key, choice in NAME_CHOICES.items()
                if each.has_amounts or not choice.needs_amounts
            ),
            choice=said.get(each.name, "nothing"),
            error=errors.get(f"names.{each.name}", "") or ("" if said.get(each.name) else missing),
        )
        for number, each in enumerate(summaries)
    ]


def _describe_summary(summary: NameSummary) -> str:
    """Return on how many days something was done, since when, and in which unit it was counted."""
    if summary.first is None or summary.last is None:
        return gettext("on no day")
    parameters = {"first": short_day(summary.first, year=True), "last": short_day(summary.last, year=True)}
    if summary.count == 1:
        sentence = gettext("on %(day)s", day=parameters["first"])
    else:
        sentence = ngettext(
            "on %(num)s day, %(first)s to %(last)s",
            "on %(num)s days, %(first)s to %(last)s",
            summary.count,
            **parameters,
        )
    if summary.unit:
        return gettext("%(days)s, counted in %(unit)s", days=sentence, unit=summary.unit)
    return gettext("%(days)s, with a number", days=sentence) if summary.has_amounts else sentence


def read_names_form(form: Mapping[str, str], summaries: Sequence[NameSummary]) -> dict[str, Any]:
    """Return the mapping that a form says, as programs send it; names without a choice are not said."""
    return {
        "names": {
            each.name: choice for number, each in enumerate(summaries) if (choice := form.get(f"choice-{number}"))
        }
    }
