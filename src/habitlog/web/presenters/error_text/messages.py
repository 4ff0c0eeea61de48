"""The message of every error code; `%(name)s` is a parameter of the error, or a name derived from one.

Derived are `pillar_name`, `kind_name` and `metric_name` from the keys `pillar`, `kind` and `metric`, and `first_event`
and `second_event` from the times of a night and the names of their fields.
"""

from __future__ import annotations

from collections.abc import Mapping

from habitlog.translation import gettext_noop as _
from habitlog.web.presenters.error_text.experiment_messages import EXPERIMENT_MESSAGES
from habitlog.web.presenters.error_text.import_messages import IMPORT_MESSAGES

ACCOUNT_MESSAGES: Mapping[str, str] = {
    "account_pending_deletion": _("Nothing was done. Keep the account to use everything else again."),
    "account_unknown": _("There is no account with the address %(email)s."),
    "addresses_differ": _("The two addresses differ, so nothing was deleted."),
    "deletion_already_requested": _("This account is already set to be deleted."),
    "email_format": _("Enter an email address, like ada@example.org."),
    "email_password_mismatch": _("Email or password is wrong."),
    "email_taken": _("There is already an account with this address."),
    "form_key_wrong": _("This form is from another sign-in. Reload the page to get a new one."),
    "password_character_unsafe": _("This password has a character that may not be typed the same way again."),
    "password_easy_to_guess": _("This one is easy to guess. Four or five unrelated words do better."),
    "password_too_long": _("At most %(most)s characters."),
    "password_too_short": _("At least %(least)s characters. A short sentence does well."),
    "password_wrong": _("This is not the current password."),
    "rate_limited": _("Too many tries. Try again in %(minutes)s min."),
    "session_ended_form_kept": _("Your session has ended. Sign in, then send what you typed."),
    "session_needed": _("Nothing of this form was saved. Sign in, then fill it in again."),
    "sign_up_closed": _("This server is not open for new accounts. The person who runs it can add one."),
    "token_format": _("A token is needed: Authorization: Bearer hbl_..."),
    "token_needed": _("A valid token is needed: Authorization: Bearer hbl_..."),
    "token_refused": _("This token does not work. It may have expired or been revoked."),
    "token_scope_wrong": _("This token is for %(scope)s; this call needs one for %(needed)s."),
    "two_factor_already_on": _("Two-step sign-in is already on."),
    "two_factor_code_refused": _(
        "This code is wrong, or more than ten minutes have passed. Another code may work, or starting again."
    ),
    "two_factor_code_wrong": _(
        "This code is wrong. A code from the app works once, for half a minute; a recovery code works once."
    ),
    "two_factor_enrolment_expired": _("The setup of two-step sign-in has ended. Start it again."),
    "two_factor_not_enrolled": _(
        "To see what another person shares with you, you need two-step sign-in: your password and six digits from "
        "an app on your phone. You set it up once, in a few minutes."
    ),
    "two_factor_too_long_ago": _("These pages ask for your password and code again after %(hours)s hours."),
}
SHARING_MESSAGES: Mapping[str, str] = {
    "already_shares": _("The person who gave you this code already shares with you. They can change what is shared."),
    "consent_text_changed": _("The text to agree to has changed. Reload the page to read the current one."),
    "grant_changed_elsewhere": _("This was changed in the meantime. Reload the page to see it as it is now."),
    "grant_starts_in_future": _("The first day is in the future."),
    "grant_ends_in_past": _("The last day is in the past."),
    "grant_too_long": _("Sharing lasts at most %(most)s days. It can be made longer later."),
    "grant_pillar_unknown": _("The pillars are %(choices)s."),
    "invitation_code_needed": _("A code is needed, from the person who wants to share with you."),
    "invitation_code_unknown": _("This code does not work. It may be mistyped, already used, or too old."),
    "pillar_needed": _("Choose at least one pillar to share."),
    "too_many_invitations": _(
        "At most %(most_open)s invitations can be open at a time, and at most %(most_a_day)s can be made a day."
    ),
}
REQUEST_MESSAGES: Mapping[str, str] = {
    "body_name_repeated": _("A name occurs twice in one object of the body."),
    "body_nested_too_deeply": _("The body is nested too deeply."),
    "body_not_an_object": _("A JSON object is expected here."),
    "body_not_finite": _("NaN and Infinity are not numbers in JSON."),
    "body_not_json": _("The body is not valid JSON."),
    "body_not_json_at": _("The body is not valid JSON at line %(line)s, column %(column)s."),
    "body_not_utf8": _("The body is not valid UTF-8."),
    "body_too_large": _("At most %(most_mb)s MB fit into one request."),
    "content_type_upload_expected": _("This address reads files as multipart/form-data."),
    "field_read_only": _("The server sets this field. It can be left out, or sent as it was read."),
    "session_unknown": _("There is no such session, or it has ended."),
    "reset_code_wrong": _("This code does not work, or no longer: each works once, for a short time."),
    "one_file_needed": _("Send exactly one file."),
    "content_type_form_expected": _("This address reads forms of the type application/x-www-form-urlencoded."),
    "content_type_json_expected": _("This address reads application/json."),
    "cursor_invalid": _("This is not a cursor that habitlog gave."),
    "batch_refused": _("Some of the entries cannot be saved as they are, so none was."),
    "batch_id_repeated": _("Another entry of the batch has this id."),
    "cursor_of_another_account": _("This cursor is from another account. Without a cursor the answer is everything."),
    "database_busy": _("The database is busy. Please try again."),
    "database_unreachable": _("The database could not be reached. Please try again."),
    "disk_full": _("The disk is full. Nothing of this request was saved."),
    "form_unreadable": _("The form could not be read."),
    "idempotency_key_format": _("%(least)s to %(most)s printable ASCII characters are allowed here."),
    "idempotency_key_reused": _("The first request with this key was another one. A new request takes a new key."),
    "internal": _(
        "This is a fault of habitlog, not yours. What you were saving is either saved completely or not at all."
    ),
    "fields_invalid": _("Please look at: %(fields)s."),
    "method_not_allowed": _("This address does not support this method."),
    "nothing_here": _("There is nothing at this address. It may be mistyped, or what was here was deleted."),
    "parameter_repeated": _("This may be given once."),
    "parameter_unknown": _("This call takes %(known)s."),
    "parameters_not_expected": _("This call takes nothing here."),
    "request_invalid": _("Please look at what was sent."),
    "start_refused": "%(reason)s",
    "too_many_requests": _("More than %(most)s requests in a minute. Try again in %(seconds)s s."),
    "too_many_waiting": _("Too many requests are waiting. Please try again in a moment."),
    "write_lock_timeout": _("Too many people are saving right now. Please try again in a moment."),
}
VALUE_MESSAGES: Mapping[str, str] = {
    "character_not_allowed": _("This text has a character that cannot be saved."),
    "choice_unknown": _("Choose one of these: %(choices)s."),
    "date_does_not_exist": _("There is no such date."),
    "date_format": _("Enter a date, like 2026-03-12."),
    "date_or_time_does_not_exist": _("There is no such date or time."),
    "field_unknown": _("habitlog does not know this field."),
    "list_expected": _("A list is expected."),
    "literal_unknown": _("Choose one of these: %(alternatives)s."),
    "local_time_skipped": _(
        "On %(day)s the clocks in %(zone)s went forward, and %(clock)s did not happen. "
        "The clock showed an hour later or earlier."
    ),
    "margin_in_minutes": _("Enter minutes, like 15."),
    "margin_no_number": _("Enter a number without its unit, like 0.5."),
    "margin_not_above_zero": _("A margin is above 0. An empty field is none."),
    "margin_without_trend": _("This metric has one value for a whole period, and so no verdict."),
    "number_expected": _("A number is expected, in the digits 0 to 9."),
    "number_not_in_steps": _("This goes in steps of %(step)s."),
    "number_out_of_range": _("This number is far outside the possible range."),
    "number_too_large": _("At most %(most)s."),
    "number_too_small": _("At least %(least)s."),
    "object_expected": _("An object with named fields is expected."),
    "text_expected": _("Text is expected."),
    "text_not_one_line": _("This text can have one line."),
    "text_too_long": _("At most %(most)s characters."),
    "timestamp_format": _(
        "Enter a clock time, like %(example)s; with its day, like 2026-03-12T22:45, with or without an offset."
    ),
    "too_few_items": _("At least %(least)s is needed."),
    "too_many_items": _("At most %(most)s of these are allowed, and there are more."),
    "value_invalid": _("This is not allowed here."),
    "value_needed": _("This is needed."),
    "whole_number_expected": _("A whole number is expected, in the digits 0 to 9."),
    "year_out_of_range": _("The year can be between %(first)s and %(last)s."),
    "yes_or_no_expected": _("Yes or no is expected."),
    "zone_format": _("Enter a time zone, like Europe/Stockholm."),
}
ENTRY_MESSAGES: Mapping[str, str] = {
    "day_in_future": _("This day has not come yet."),
    "day_tag_name_taken": _("You have a tag of this name already."),
    "day_tags_too_many": _("There is room for %(most)s tags. Remove one to add another."),
    "day_needed": _("Enter a day, like 2026-03-12."),
    "entry_beside_mark": _("%(pillar_name)s on %(day)s already has an entry, so the day cannot be marked."),
    "entry_changed_elsewhere": _("This entry was changed elsewhere since you opened the page. Nothing was saved yet."),
    "entry_exists": _("There is an entry with this id already."),
    "entry_gone": _("This entry no longer exists."),
    "entry_gone_form_kept": _(
        "This entry was deleted elsewhere. What you typed is below; logging it makes a new entry."
    ),
    "entry_id_taken": _("This id already belongs to an entry of %(pillar)s."),
    "entry_once_a_day": _("There is already one on %(day)s. You can change it."),
    "entry_once_a_day_unless_further": _(
        "There is already one on %(day)s. You can change it, or say that this is a further one (%(column)s)."
    ),
    "further_entry_of_day": _("There is already one for this day. If this is a further one, say yes here."),
    "times_overlap": _(
        "The %(kind_name)s of %(day)s, %(first)s to %(last)s, covers a part of this time. "
        "Please correct one of the two."
    ),
    "undo_time_taken": _(
        "By now there is a %(kind_name)s of %(day)s, %(first)s to %(last)s, at a part of the same time, so the "
        "deletion was not undone. Within the hour it can still be undone, once that one is changed or deleted."
    ),
    "entry_once_a_day_in_form": _("There is already one for this day, and a day has one of these."),
    "one_day_at_a_time": _("%(pillar)s is marked one day at a time."),
    "cell_format": _("A cell is a date and a pillar, like 2026-03-12.sleep."),
    "not_saved_as_written": _("This was not saved."),
    "not_saved_yet": _("Nothing is saved until you choose."),
    "clinician_topic_unsure": _(
        "Some words may be a medicine or an amount of one. Nothing is saved until the person who logs has answered."
    ),
    "guard_answer_unknown": _("The answer to send is \u201cnot-a-medicine\u201d."),
    "shown_pillar_needed": _("Keep at least one."),
    "pillar_switched_off": _(
        "%(pillar_name)s is switched off, so your pages leave it out. What you logged of it is kept, and Settings "
        "bring it back."
    ),
    "measure_switched_off": _(
        "%(metric_name)s is switched off, so your pages leave it out. What you logged is kept, and Settings "
        "bring it back."
    ),
    "pillar_unknown": _("There is no pillar of this name. There are %(choices)s."),
    "pillar_without_suggestions": _("This pillar has no names to suggest."),
    "undo_day_taken": _(
        "This day has another %(kind_name)s by now, so the deletion was not undone. "
        "Within the hour it can still be undone, once that one is deleted."
    ),
    "undo_id_taken": _("Another entry was saved in its place, so the deletion was not undone."),
    "undo_nothing_left": _("There is nothing to undo here. A deletion can be undone for an hour."),
    "version_changed": _("The current version is %(version)s."),
    "food_group_of_long_list": _(
        "This group is not one of the 19 of this list (core19). It belongs to the list of all 29 groups (full29)."
    ),
    "food_group_unknown": _("There is no such food group."),
    "highest_heart_rate_below_average": _("The highest heart rate is lower than the average one."),
    "practice_name_needed": _("A few words on the practice are needed."),
    "practice_name_not_expected": _("These words go with “Something else” (other), and another practice was chosen."),
    "rpe_and_reserve_contradict": _(
        "RPE and reps left contradict each other: RPE 10 leaves 0, RPE 9 leaves 1, RPE 8 leaves 2."
    ),
    "set_without_amount": _("Repetitions, seconds or a distance make it a set."),
    "start_on_another_day": _("The start is on another date than the entry's day, %(day)s."),
    "stress_pair_incomplete": _("Before and after come as a pair, or not at all."),
}
SLEEP_MESSAGES: Mapping[str, str] = {
    "asleep_longer_than_in_bed": _("That is longer than the %(in_bed)s in bed."),
    "awake_longer_than_in_bed": _("%(awake)s min awake is longer than the %(in_bed)s in bed."),
    "awake_longer_than_sleep_period": _(
        "%(awake)s min awake is longer than the %(period)s from falling asleep %(onset)s to waking for good %(woken)s."
    ),
    "bed_and_rise_or_minutes_needed": _("The times you got into bed and got up are needed, or how long you slept."),
    "bed_equals_rise": _("Getting into bed and getting up are at the same time. One of the two times is wrong."),
    "day_contradicts_times": _("A night belongs to the day of getting up, and these times put it on another day."),
    "minutes_asleep_redundant": _("The times above already give the minutes asleep."),
    "nap_ends_before_start": _("Waking up %(end)s is not after falling asleep %(start)s. A nap ends after it starts."),
    "nap_too_long": _(
        "%(start)s to %(end)s is %(length)s. A nap can last up to 8 hours; a longer sleep is a night, or another main "
        "sleep of its day."
    ),
    "time_in_bed_too_long": _(
        "%(first_event)s and %(second_event)s are %(gap)s apart. That makes %(in_bed)s in bed; "
        "up to 24 hours are possible."
    ),
    "times_in_wrong_order": _("%(first_event)s comes after %(second_event)s. One of the two times is wrong."),
    "try_too_long_after_bed": _("%(first_event)s and %(second_event)s are %(gap)s apart. Up to 8 hours are possible."),
    "wake_minutes_needed": _("The minutes awake in the night are needed, all together."),
    "wake_minutes_without_wakings": _("With no time awake, the minutes are 0."),
    "woken_before_bed": _("Waking for good %(woken)s is not after getting into bed %(began)s."),
    "woken_before_onset": _(
        "Waking for good %(woken)s is not after falling asleep, %(latency)s min from %(tried)s, at %(onset)s."
    ),
    "woken_before_try": _("Waking for good %(woken)s is not after trying to sleep %(began)s."),
}
TREND_MESSAGES: Mapping[str, str] = {
    "day_still_to_come": _("This day is in the future."),
    "day_unknown": _("There is no such day."),
    "metric_name_needed": _("Enter the %(name)s, with at most %(most)s characters."),
    "metric_of_page_unknown": _("There is no measure of this name. The page Trends lists all of them."),
    "metric_unknown": _("There is no metric of this name. GET /api/v1/pillars lists them."),
    "metric_without_chart": _("%(metric_name)s has one value for a window and no chart."),
    "nothing_to_compute": _("There is nothing to compute from in this range."),
    "question_too_long": _("At most %(most)s characters fit on the sheet."),
    "last_day_before_first": _("The last day is before the first."),
    "left_out_too_many": _("At most %(most)s days can be left out at once."),
    "range_of_days_too_long": _("At most %(most)s days fit into one answer."),
    "range_reversed": _("The first day comes after the last one here."),
    "range_too_long": _("At most %(most_years)s years fit into one trend."),
    "range_unknown": _("The ranges are 4 weeks, 12 weeks, a year and all."),
    "snippet_unknown": _("There is no such text in the library."),
    "too_many_questions": _("At most %(most)s questions of your own fit on the sheet."),
    "week_differs_from_address": _("This is not the Monday of the week in the address."),
    "week_does_not_exist": _("There is no such week. There is no such date."),
    "week_format": _("There is no such week. Enter a date, like 2026-03-12."),
    "week_in_future": _("This week has not begun yet."),
    "week_of_year_out_of_range": _("There is no such week. The year can be between %(first)s and %(last)s."),
    "year_in_future": _("This year has not begun yet."),
    "year_unknown": _("There is no such year. Enter a year, like 2026."),
}
MESSAGES: Mapping[str, str] = {
    **ACCOUNT_MESSAGES,
    **SHARING_MESSAGES,
    **REQUEST_MESSAGES,
    **VALUE_MESSAGES,
    **ENTRY_MESSAGES,
    **SLEEP_MESSAGES,
    **TREND_MESSAGES,
    **EXPERIMENT_MESSAGES,
    **IMPORT_MESSAGES,
}
TITLES: Mapping[str, str] = {
    "internal": _("Something went wrong"),
    "malformed": _("This could not be read"),
    "not-signed-in": _("Please sign in"),
    "forbidden": _("Not allowed"),
    "account-leaving": _("This account is to be deleted"),
    "second-step-needed": _("Two-step sign-in needed"),
    "not-found": _("Nothing found here"),
    "conflict": _("Already there"),
    "version-changed": _("Changed in the meantime"),
    "too-large": _("Too much at once"),
    "wrong-media-type": _("Wrong content type"),
    "invalid": _("Please check this"),
    "clinician-topic": _("A question for a clinician"),
    "clinician-topic-unsure": _("Is this about a medicine?"),
    "batch-refused": _("None of the entries was saved"),
    "idempotency-key-reused": _("This Idempotency-Key was used before"),
    "too-many-requests": _("Too many requests"),
    "too-many-tries": _("Too many tries"),
    "busy": _("Busy right now"),
    "storage-full": _("Disk full"),
    "start-refused": _("habitlog did not start"),
}
"""By problem type."""
EVENTS_AT_START: Mapping[str, str] = {
    "bed_at": _("Getting into bed %(time)s"),
    "try_at": _("Trying to sleep %(time)s"),
    "final_wake_at": _("Waking for good %(time)s"),
    "out_at": _("Getting up %(time)s"),
}
"""The times of a night as the first words of a message."""
EVENTS_INSIDE: Mapping[str, str] = {
    "bed_at": _("getting into bed %(time)s"),
    "try_at": _("trying to sleep %(time)s"),
    "final_wake_at": _("waking for good %(time)s"),
    "out_at": _("getting up %(time)s"),
}
"""The times of a night inside a message."""
