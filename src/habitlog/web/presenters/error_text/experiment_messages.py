"""The messages of what can be wrong with an experiment."""

from __future__ import annotations

from collections.abc import Mapping

from habitlog.translation import gettext_noop as _

EXPERIMENT_MESSAGES: Mapping[str, str] = {
    "experiment_arms_equal": _("Two different habits are compared. These are the same."),
    "experiment_day_drawn_before": _("A stopped experiment has drawn this day. A new one can begin after it."),
    "experiment_day_not_drawn": _("This day is not among the drawn days so far."),
    "experiment_habit_fasting": _(
        "Drawn days can follow each other, and habitlog plans no fasting beyond a day. A clinician can talk it "
        "through with you; the page “Clinician” says more."
    ),
    "experiment_habit_training_ill": _(
        "habitlog plans no training while ill. A clinician can say when to train again; the page “Clinician” says more."
    ),
    "experiment_is_over": _("This experiment is over. What was said of its days stays as it is."),
    "experiment_not_over": _("One experiment at a time: another one is planned or running."),
    "experiment_not_running": _("This experiment is not running."),
    "experiment_starts_in_past": _("The first day is today at the earliest."),
    "experiment_starts_too_late": _("The first day is at most %(most)s days ahead."),
    "experiment_still_runs": _("This experiment is running. It can be deleted once it is stopped."),
    "experiment_weeks": _("From %(least)s to %(most)s weeks, an even number: then the days make whole pairs."),
    "experiments_too_many": _("At most %(most)s experiments are kept. Delete one that is over to plan another."),
}
