"""What can differ between two clients without a coach being told: each thing by its name, made to a scene of twins."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

from tests.support.clock import NOW
from tests.support.coaches import pass_two_factor
from tests.support.entries import FOOD, NAP
from tests.support.html import find_form, submit_form
from tests.support.people import PASSWORD, ApiClient, ensure_account
from tests.support.records import add_experiment
from tests.support.sharing import SharingPair
from tests.support.twins import DAY, FIRST_WEEK, MONDAY, SINCE, THIN_WEEKS, WEEK, ZONE, Scene, night, strength_session

from habitlog.guard import UrgentKind
from habitlog.pillars import PILLARS
from habitlog.storage import experiments
from habitlog.storage.daily_metrics import rebuild_daily_metrics
from habitlog.usecases import education, notifications
from habitlog.usecases.account_lifecycle import deletion
from habitlog.usecases.entries import day_tags, week_notes
from habitlog.usecases.remembered_words import remember_words
from habitlog.usecases.sharing import grants
from habitlog.usecases.sharing import invitations as inviting
from habitlog.usecases.urgent_cards import open_urgent_card

Difference = Callable[[Scene], Any]
LATER = NOW - timedelta(minutes=3)
BEFORE, RUNNING = SINCE - 30 * DAY, MONDAY + WEEK


def _days(first: date, count: int) -> Iterator[date]:
    return (first + n * DAY for n in range(count))


def food(scene: Scene) -> None:
    lists = [{**FOOD, "day": str(day), "items": FOOD["items"][: 1 + day.day % 4]} for day in _days(MONDAY - WEEK, 14)]
    scene.put(*(("diet", one) for one in lists))


def stress(scene: Scene) -> None:
    levels = ({"kind": "level", "day": str(day), "stress_now": day.day % 11} for day in _days(MONDAY - WEEK, 18))
    scene.put(*(("stress", one) for one in levels), *(("stress", practice(day, 9)) for day in _days(FIRST_WEEK, 7)))


def practice(day: date, minutes: int, **other: str) -> dict[str, Any]:
    return {"kind": "practice", "practice": "music", "day": str(day), "minutes": minutes, **other}


def marks_elsewhere(scene: Scene) -> None:
    _mark(scene, "stress", MONDAY - 4 * WEEK, "none")
    _mark(scene, "diet", MONDAY - 4 * WEEK, "skipped")


def _mark(scene: Scene, pillar: str, day: date, mark: str) -> None:
    answer = scene.program().put(f"/days/{day}/marks/{pillar}", {"mark": mark})
    assert answer.status_code == 200, answer.text


def days(first: date, count: int) -> Difference:
    """Return the difference of nights and sessions on days that no grant opens."""

    def make(scene: Scene) -> None:
        scene.put(*(("sleep", night(day, 120 + 31 * day.day % 400)) for day in _days(first, count)))
        scene.put(*(("training", strength_session(day, 200 + day.day, 9)) for day in _days(first, count)))

    return make


def rest_in_the_running_week(scene: Scene) -> None:
    _mark(scene, "stress", RUNNING + DAY, "none")


def skipped_where_nothing_is(scene: Scene) -> None:
    _mark(scene, "training", MONDAY - 6 * WEEK + 2 * DAY, "skipped")
    _mark(scene, "sleep", THIN_WEEKS["sleep"] + 5 * DAY, "skipped")


def values_of_a_thin_week(scene: Scene) -> None:
    scene.edit("training", *scene.days("training", THIN_WEEKS["training"]), session_min=300, effort=10)
    for day in scene.days("sleep", THIN_WEEKS["sleep"]):
        scene.edit("sleep", day, asleep_min=90, quality=1, bed_at=f"{day}T02:00", out_at=f"{day}T04:00")


def days_of_a_thin_week(scene: Scene) -> None:
    for pillar, monday in THIN_WEEKS.items():
        scene.delete(pillar, scene.days(pillar, monday)[0])
        day = monday + 6 * DAY
        scene.put((pillar, night(day, 333) if pillar == "sleep" else strength_session(day, 77)))


def effort_told_on_two_days(scene: Scene) -> None:
    """Session load is told on two days of a week with five sessions: a week too thin for one number alone."""
    for day in scene.days("training", MONDAY - 2 * WEEK)[:2]:
        scene.edit("training", day, effort=lambda old: 10 - old["effort"])


def notes(scene: Scene) -> None:
    for pillar in ("sleep", "training"):
        scene.edit(pillar, *scene.days(pillar), now=LATER, note="Long and private.")


def names_of_exercises(scene: Scene) -> None:
    def called_otherwise(old: dict[str, Any]) -> list[dict[str, Any]]:
        return [{**one, "exercise": f"Squat {old['day']}"} for one in old["sets"]]

    scene.edit("training", *scene.days("training"), sets=called_otherwise)


def what_sets_say_of_themselves(scene: Scene) -> None:
    def longer(old: dict[str, Any]) -> list[dict[str, Any]]:
        warm = {"exercise": "Rowing", "set_type": "warmup", "reps": 10, "load_kg": 20}
        return [warm, *({**one, "rir": 1, "rpe": 9, "rest_s": 90} for one in old["sets"])]

    scene.edit("training", *scene.days("training", MONDAY), sets=longer)


def tags_of_days(scene: Scene) -> None:
    with scene.app.state.context.database.begin_write() as transaction:
        tag, _ = day_tags.save_tag(transaction, scene.client, str(uuid4()), {"name": "new job"}, NOW)
        for day in _days(MONDAY - WEEK, 16):
            day_tags.tag_day(transaction, scene.client, tag.id, min(day, NOW.date()), NOW, is_tagged=True)


def line_of_a_week(scene: Scene) -> None:
    with scene.app.state.context.database.begin_write() as transaction:
        week_notes.save_week_note(transaction, scene.client, MONDAY, "A calm week", NOW, is_not_a_medicine=False)


def the_nights_context(scene: Scene) -> None:
    scene.edit("sleep", *scene.days("sleep", MONDAY)[:3], day_kind="work", alarm=True)
    scene.edit("sleep", *scene.days("sleep", MONDAY)[3:], day_kind="free", alarm=False)


def naps(scene: Scene) -> None:
    scene.put(("sleep", {**NAP, "start_at": f"{MONDAY}T13:00", "end_at": f"{MONDAY}T13:40"}))


def times_of_sessions(scene: Scene) -> None:
    for day in scene.days("training", MONDAY):
        scene.edit("training", day, now=LATER, started_at=f"{day}T07:10")


def one_session_as_two(scene: Scene) -> None:
    day = scene.days("training", MONDAY - WEEK)[1]
    scene.edit("training", day, session_min=lambda old: old["session_min"] - 10)
    warm = [{"exercise": "Bike", "set_type": "warmup", "reps": 1}]
    scene.put(("training", {**scene.kept["training", day], "session_min": 10, "sets": warm}))


def edited_there_and_back(scene: Scene) -> None:
    day = scene.days("sleep", MONDAY)[0]
    for asleep in (300, scene.kept["sleep", day]["asleep_min"]):
        scene.edit("sleep", day, now=LATER, asleep_min=asleep)


def deleted_and_undone(scene: Scene) -> None:
    browser, address = scene.browser(), f"/training/{scene.ids['training', scene.days('training', MONDAY)[0]]}"
    page = browser.get(f"{address}/edit").text
    assert submit_form(browser, find_form(page, f"{address}/delete")).status_code == 303
    assert browser.post(f"{address}/undo", {}).status_code == 303


def under_another_id(scene: Scene) -> None:
    day = scene.days("sleep", MONDAY)[2]
    raw = scene.delete("sleep", day)
    scene.put(("sleep", raw))


def reckoned_again(scene: Scene) -> None:
    with scene.app.state.context.database.begin_write() as transaction:
        rebuild_daily_metrics(transaction, scene.client.id, PILLARS.values())


def own_names(scene: Scene) -> None:
    whittling = practice(MONDAY, 12, practice="other", practice_text="Whittling", note="In the shed.")
    bouldering = {"kind": "other", "activity": "Bouldering", "day": str(RUNNING), "session_min": 61}
    scene.put(("stress", whittling), ("training", bouldering))


def snippets(scene: Scene) -> None:
    library = scene.app.state.context.library
    with scene.app.state.context.database.begin_write() as transaction:
        for number, snippet in enumerate(library.snippets[:9]):
            choice: Any = "dismissed" if number % 2 else "saved"
            education.toggle_snippet_choice(transaction, scene.client, snippet, choice, NOW)


def an_urgent_card(scene: Scene) -> None:
    with scene.app.state.context.database.begin_write() as transaction:
        for day in (MONDAY, RUNNING):
            open_urgent_card(transaction, scene.client, UrgentKind.SELF_HARM, day, NOW)


def an_experiment(scene: Scene) -> None:
    with scene.app.state.context.database.begin_write() as transaction:
        experiment = add_experiment(transaction, scene.client, MONDAY)
        experiments.set_said_days(transaction, scene.client.id, experiment, [(MONDAY, "as_drawn")])


def remembered_word(scene: Scene) -> None:
    with scene.app.state.context.database.begin_write() as transaction:
        remember_words(transaction, scene.client, ["sema"], NOW)


def settings(**changes: str) -> Difference:
    """Return the difference of what is set by the page of settings."""

    def make(scene: Scene) -> None:
        known = {"name": scene.client.name, "zone": "Europe/Stockholm", "day_start": "0"}
        answer = scene.browser().post("/settings", known | changes)
        assert answer.headers["location"] == "/settings?done=saved", answer.text

    return make


def a_password(scene: Scene) -> None:
    told = {"current": PASSWORD, "new": "another sentence of plain words"}
    assert scene.browser().post("/settings/password", told).status_code == 303
    again = {"current": told["new"], "new": PASSWORD}
    assert scene.browser().post("/settings/password", again).status_code == 303


def a_second_step(scene: Scene) -> None:
    pass_two_factor(scene.app, scene.client)


def sessions_and_tokens(scene: Scene) -> None:
    for scope in ("read", "write", "export"):
        scene.program(scope)
    program: ApiClient = scene.program()
    told = practice(RUNNING, 4)
    assert program.post("/stress/entries", told, Idempotency_Key=str(uuid4())).status_code == 201
    scene.browser().get("/")


def another_coach(scene: Scene) -> None:
    """All pillars and all days for somebody else, who looks, is shown more, is ended, and tries again."""
    two = scene.sharing_pair("Eve")
    grant = two.create_active_grant(NOW, pillars=[*PILLARS], history_from="2024-01-01", label="Somebody else")
    two.read_shared_scope(NOW)
    two.change(grant, 2, NOW, PASSWORD, until="2026-12-31")
    two.revoke(grant, NOW)
    scene.sharing_pair("Fay").create_active_grant(NOW, pillars=["stress"], until="2026-03-12")


def invitations(scene: Scene) -> None:
    two = scene.sharing_pair("Eve")
    two.create_code(NOW, label="Open")
    two.create_code(NOW, label="Taken back", pillars=["diet"])
    with scene.app.state.context.database.begin_write() as transaction:
        [back] = [
            one
            for one in inviting.list_open_invitations(transaction, scene.client, NOW)
            if one.client_label == "Taken back"
        ]
        inviting.withdraw_invitation(transaction, scene.client, back.id, NOW)
    declined = scene.sharing_pair("Gus").create_pending_grant(NOW)
    with scene.app.state.context.database.begin_write() as transaction:
        grants.decline_grant(transaction, scene.client, declined, NOW)


def notices_seen(scene: Scene) -> None:
    with scene.app.state.context.database.begin_write() as transaction:
        new = notifications.list_notifications(transaction, scene.client, only_new=True)
        notifications.mark_notifications_seen(transaction, scene.client, [one.id for one in new], NOW)


def clients_of_their_own(scene: Scene) -> None:
    own = SharingPair(scene.app.state.context.database, scene.person(f"Hal{uuid4().hex}"), scene.client)
    scene.put(("sleep", night(MONDAY, 500)), who=own.client)
    own.create_active_grant(NOW, history_from=str(SINCE), label="Hal")
    own.read_shared_scope(NOW)


def what_another_client_keeps(scene: Scene) -> None:
    """Ivy shows stress to this coach; what she keeps beside it, and in the running week, is hers."""
    days = [*_days(MONDAY - WEEK, 14)]
    nights = [("sleep", night(day, 300 + day.day)) for day in days]
    level = {"kind": "level", "day": str(RUNNING + 3 * DAY), "stress_now": 10}
    scene.put(*nights, ("stress", level), who=ensure_account(scene.app, f"Ivy{scene.coach.name}", ZONE))


def somebody_nobody_shares_with(scene: Scene) -> None:
    jon = scene.person(f"Jon{uuid4().hex}")
    scene.put(("sleep", night(MONDAY, 500)), who=jon)
    with scene.app.state.context.database.begin_write() as transaction:
        deletion.disable_account(transaction, jon, NOW)


def what_the_coach_keeps(scene: Scene) -> None:
    coach, days = scene.person(scene.coach.name), [*_days(MONDAY, 7)]
    scene.put(
        *(("sleep", night(day, 481)) for day in days),
        *(("training", strength_session(day, 44)) for day in days),
        who=coach,
    )


DIFFERENCES: dict[str, Difference] = {
    one.__name__: one
    for one in (
        food, stress, marks_elsewhere, rest_in_the_running_week, skipped_where_nothing_is, values_of_a_thin_week,
        days_of_a_thin_week, effort_told_on_two_days, notes, names_of_exercises, what_sets_say_of_themselves,
        the_nights_context, naps, times_of_sessions, one_session_as_two, edited_there_and_back, deleted_and_undone,
        under_another_id, reckoned_again, own_names, snippets, an_urgent_card, remembered_word, a_password,
        a_second_step, sessions_and_tokens, another_coach, invitations, notices_seen, clients_of_their_own,
        what_another_client_keeps, an_experiment,
        somebody_nobody_shares_with, what_the_coach_keeps, tags_of_days, line_of_a_week,
    )
} | {
    "days_long_before": days(BEFORE, 8),
    "days_before_the_first_one": days(SINCE - 2 * DAY, 2),
    "days_of_the_first_week_which_is_not_whole": days(SINCE, 5),
    "days_of_the_running_week": days(RUNNING, 4),
    "name": settings(name="Augusta"),
    "style": settings(weight_unit="lb", clock="12", decimal_mark="comma"),
    "patterns": settings(patterns="on"),
    "day_start": settings(day_start="4"),
    "zone_with_the_same_clock": settings(zone="Africa/Lagos"),
    "zone_with_the_same_date": settings(zone="America/New_York"),
}  # fmt: skip
"""By name; a test makes each by itself."""


def a_value(scene: Scene) -> None:
    scene.edit("sleep", scene.days("sleep", MONDAY)[-1], asleep_min=lambda old: old["asleep_min"] - 45)


def a_session_more(scene: Scene) -> None:
    scene.put(("training", strength_session(MONDAY, 30, 3)))


def a_fourth_day_in_a_thin_week(scene: Scene) -> None:
    scene.put(("training", strength_session(THIN_WEEKS["training"] + 5 * DAY, 35, 4)))


def a_pillar_stopped(scene: Scene) -> None:
    assert scene.browser().post(f"/sharing/grants/{scene.grant}/stop", {"pillar": "sleep"}).status_code == 303


GRANTED_ONES: dict[str, Difference] = {
    one.__name__: one for one in (a_value, a_session_more, a_fourth_day_in_a_thin_week, a_pillar_stopped)
}
"""What a coach is told: without these the table above could be of things that are never looked at."""
