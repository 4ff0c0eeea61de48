"""Texts that scripts show: a template puts them into `data-texts` of the element that a script works on, as JSON.

A script fills in what stands as `{name}`. A text with a number has its plural forms by number, as
`list_plural_forms` returns them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import TypeAlias

from habitlog.translation import gettext, ngettext

PluralForms: TypeAlias = dict[str, str]
ScriptTexts: TypeAlias = dict[str, str | PluralForms]

PLURAL_FORM_NUMBERS = 200
"""Rules of plurals look at a small number, or at the last two digits: a script takes 100 to 199 for larger ones."""


def list_plural_forms(write: Callable[[int], str]) -> PluralForms:
    """Return the most common text of the numbers as "other", and those that differ from it by number."""
    texts = [write(number) for number in range(PLURAL_FORM_NUMBERS)]
    other = Counter(texts).most_common(1)[0][0]
    return {"other": other} | {str(number): text for number, text in enumerate(texts) if text != other}


def build_night_texts() -> ScriptTexts:
    """Return the texts of the drawing and the summary of a night that is typed."""
    return {
        "hours": gettext("%(hours)s h %(minutes)s min", hours="{hours}", minutes="{minutes}"),
        "minutes": gettext("%(minutes)s min", minutes="{minutes}"),
        "am": gettext("%(time)s am", time="{time}"),
        "pm": gettext("%(time)s pm", time="{time}"),
        "both": gettext(
            "%(asleep)s asleep, %(in_bed)s in bed. That is %(percent)s %% of the time in bed.",
            asleep="{asleep}",
            in_bed="{in_bed}",
            percent="{percent}",
        ),
        "asleep": gettext("%(asleep)s asleep.", asleep="{asleep}"),
        "in_bed": gettext("%(in_bed)s in bed.", in_bed="{in_bed}"),
        "bed_at": gettext("in bed %(time)s", time="{time}"),
        "bed_at_usually": gettext("in bed usually %(time)s", time="{time}"),
        "out_at": gettext("up %(time)s", time="{time}"),
        "out_at_usually": gettext("up usually %(time)s", time="{time}"),
        "sleep": gettext("asleep %(first)s to %(last)s", first="{first}", last="{last}"),
        "sleep_less": gettext(
            "asleep %(first)s to %(last)s, less %(minutes)s min", first="{first}", last="{last}", minutes="{minutes}"
        ),
    }


def build_set_table_texts() -> ScriptTexts:
    """Return the texts of the table of sets."""
    return {
        "change": gettext("Change"),
        "done": gettext("Done"),
        "unnamed": gettext("exercise without a name"),
        "warmup_number": gettext("warm up"),
        "warmup": gettext("warm-up"),
        "set": gettext("set %(number)s", number="{number}"),
        "no_amount": gettext("Repetitions, seconds or a distance make it a set."),
        "set_deleted": gettext("%(set)s removed.", set="{set}"),
        "undo": gettext("Undo"),
        "clock": gettext("Session clock %(minutes)s min.", minutes="{minutes}"),
        "rest_over": gettext("The rest is over."),
        "unticked": list_plural_forms(
            lambda number: ngettext(
                "%(num)s set has numbers and no tick.", "%(num)s sets have numbers and no tick.", number, num="{num}"
            )
        ),
        "dashed": list_plural_forms(
            lambda number: ngettext(
                "%(num)s dashed set is from last time and not ticked.",
                "%(num)s dashed sets are from last time and not ticked.",
                number,
                num="{num}",
            )
        ),
        "count": list_plural_forms(
            lambda number: ngettext("%(num)s work set so far.", "%(num)s work sets so far.", number, num="{num}")
        ),
        "count_moved": list_plural_forms(
            lambda number: ngettext(
                "%(num)s work set so far, %(load)s %(unit)s in total.",
                "%(num)s work sets so far, %(load)s %(unit)s in total.",
                number,
                num="{num}",
                load="{load}",
                unit="{unit}",
            )
        ),
    }


def build_food_list_texts() -> ScriptTexts:
    """Return the texts of a list whose tiles are saved as they are tapped."""
    return {
        "count": gettext("%(chosen)s of %(total)s groups.", chosen="{chosen}", total="{total}"),
        "saving": gettext("Saving"),
        "saved": gettext("Saved"),
        "saved_without_note": gettext("Saved, the note not yet"),
        "waiting": gettext("Not saved yet, trying again"),
        "refused": gettext("Not saved"),
        "signed_out": gettext("Your session has ended, so the last taps are not saved."),
        "compare": gettext("Look at both"),
        "send": gettext("Send again"),
    }


def build_outbox_texts() -> ScriptTexts:
    """Return the texts of what waits for the network."""
    return {
        "offline": gettext("No network. This page is as it was on %(time)s.", time="{time}"),
        "waiting": list_plural_forms(
            lambda number: ngettext(
                "%(num)s entry waits for the network.", "%(num)s entries wait for the network.", number, num="{num}"
            )
        ),
        "sending": list_plural_forms(
            lambda number: ngettext("Sending %(num)s entry.", "Sending %(num)s entries.", number, num="{num}")
        ),
        "sign_in": list_plural_forms(
            lambda number: ngettext(
                "%(num)s entry waits on this device. Sign in, and it is sent.",
                "%(num)s entries wait on this device. Sign in, and they are sent.",
                number,
                num="{num}",
            )
        ),
        "sent": list_plural_forms(
            lambda number: ngettext("%(num)s entry was sent.", "%(num)s entries were sent.", number, num="{num}")
        ),
        "refused": list_plural_forms(
            lambda number: ngettext(
                "%(num)s entry was sent and not saved as it is.",
                "%(num)s entries were sent and not saved as they are.",
                number,
                num="{num}",
            )
        ),
        "sign_out": list_plural_forms(
            lambda number: ngettext(
                "%(num)s entry waits on this device and is not sent yet. Signing out deletes it.",
                "%(num)s entries wait on this device and are not sent yet. Signing out deletes them.",
                number,
                num="{num}",
            )
        ),
        "look": gettext("Look at it"),
        "show": gettext("Show the day"),
        "to_sign_in": gettext("Sign in"),
        "day": gettext("Day"),
    }


def build_trend_texts() -> ScriptTexts:
    """Return the texts of pointing at a chart."""
    return {
        "label": gettext("Days of the chart: the arrow keys read them one by one"),
        "stretch": list_plural_forms(
            lambda number: ngettext(
                "%(first)s to %(last)s, %(num)s day. Escape cancels.",
                "%(first)s to %(last)s, %(num)s days. Escape cancels.",
                number,
                first="{first}",
                last="{last}",
                num="{num}",
            )
        ),
    }


def build_timer_texts() -> ScriptTexts:
    """Return the texts of a timer."""
    return _build_timer_control_texts() | _build_timer_place_texts() | _build_timer_result_texts()


def _build_timer_control_texts() -> ScriptTexts:
    return {
        "pause": gettext("Pause"),
        "go_on": gettext("Continue"),
        "running": gettext("Running."),
        "paused": gettext("Paused. This time is not counted."),
        "paused_left": gettext("Paused. %(time)s left", time="{time}"),
        "going_on": gettext("Running again"),
        "number_misfit": gettext("Enter a number from %(low)s to %(high)s.", low="{low}", high="{high}"),
        "whole_number_misfit": gettext("Enter a whole number from %(low)s to %(high)s.", low="{low}", high="{high}"),
    }


def _build_timer_place_texts() -> ScriptTexts:
    block = {"block": "{block}", "blocks": "{blocks}"}
    in_round = {"round": "{round}", "rounds": "{rounds}"}
    return {
        "time_left": gettext("Time left"),
        "block_done": gettext("Block done"),
        "lead": gettext("Starts in"),
        "work": gettext("Work"),
        "rest": gettext("Rest"),
        "breathe_in": gettext("in"),
        "breathe_out": gettext("out"),
        "held": gettext("Block %(block)s of %(blocks)s is done. Continue starts the next one.", **block),
        "round_left": gettext("Round %(round)s of %(rounds)s, %(time)s left in total", time="{time}", **in_round),
        "block_round": gettext("Block %(block)s of %(blocks)s, round %(round)s of %(rounds)s", **block, **in_round),
        "block_round_left": gettext(
            "Block %(block)s of %(blocks)s, round %(round)s of %(rounds)s, %(time)s left in this block",
            time="{time}",
            **block,
            **in_round,
        ),
        "left": gettext("%(time)s left", time="{time}"),
        "starts": gettext("Starts in %(time)s", time="{time}"),
        "block_starts": gettext("Block %(block)s of %(blocks)s starts in %(time)s", time="{time}", **block),
        "round_work": gettext("Round %(round)s of %(rounds)s, work", **in_round),
        "round_rest": gettext("Round %(round)s of %(rounds)s, rest", **in_round),
        "minutes": _list_minutes(),
        "seconds": list_plural_forms(lambda number: ngettext("%(num)s second", "%(num)s seconds", number, num="{num}")),
        "minutes_seconds": gettext("%(minutes)s %(seconds)s", minutes="{minutes}", seconds="{seconds}"),
    }


def _list_minutes() -> PluralForms:
    return list_plural_forms(lambda number: ngettext("%(num)s minute", "%(num)s minutes", number, num="{num}"))


def _build_timer_result_texts() -> ScriptTexts:
    return {
        "no_round": gettext("No round was completed."),
        "all_rounds": list_plural_forms(
            lambda number: ngettext("%(num)s round completed", "%(num)s rounds completed", number, num="{num}")
        ),
        "some_rounds": gettext("%(rounds)s of %(all)s rounds completed", rounds="{rounds}", all="{all}"),
        "in_blocks": gettext("in %(blocks)s blocks", blocks="{blocks}"),
        "in_all": gettext("%(minutes)s in total", minutes="{minutes}"),
        "from": gettext("from %(time)s", time="{time}"),
        "list": gettext("%(list)s.", list="{list}"),
        "uneven": gettext("Rounds and blocks are left empty: in the form, all blocks have the same length."),
        "unsaved": gettext("Nothing is saved yet."),
        "nothing": gettext("Nothing to fill in yet."),
        "ended": gettext("Ended. %(result)s", result="{result}"),
        "am": gettext("%(time)s am", time="{time}"),
        "pm": gettext("%(time)s pm", time="{time}"),
    }


SCRIPT_TEXTS: Mapping[str, Callable[[], ScriptTexts]] = {
    "night_texts": build_night_texts,
    "set_table_texts": build_set_table_texts,
    "food_list_texts": build_food_list_texts,
    "outbox_texts": build_outbox_texts,
    "trend_texts": build_trend_texts,
    "timer_texts": build_timer_texts,
}
"""By the name that templates call."""
