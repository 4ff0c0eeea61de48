"""Experiments: planning one, what is drawn for each day, what was done, and the result when it is over."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from fastapi import Request
from starlette.responses import Response

from habitlog.errors import ClinicianTopic, Conflict, FieldProblem, Invalid
from habitlog.translation import gettext
from habitlog.usecases.trends import experiment_results, experiment_sizes, experiments
from habitlog.usecases.trends.experiments import Said
from habitlog.validation import parse_day
from habitlog.web.context import get_context
from habitlog.web.dependencies import CurrentVisitor, ExperimentId, FormBody, FormSender, Visitor
from habitlog.web.handler_queues import PageRouter
from habitlog.web.presenters.error_text import describe_error, describe_problems_by_field, describe_refused_name
from habitlog.web.presenters.experiment_results import present_result
from habitlog.web.presenters.experiments import (
    list_offered_metrics,
    list_said_buttons,
    present_experiment,
    present_sizes,
)
from habitlog.web.refused_texts import open_urgent_card_on_refusal
from habitlog.web.responses import redirect, render_page

router = PageRouter(prefix="/experiments")
WEEK_CHOICES = (4, 8, 12, 16, 26)
DEFAULT_WEEKS = 12
_WHOLE_NUMBERS = ("weeks", "lag_days")


@router.get("")
def list_experiments(request: Request, visitor: CurrentVisitor) -> Response:
    """List the experiments of a person, and say how they work."""
    app_context, person = get_context(request), visitor.person
    today = person.local_today(app_context.now())
    with app_context.database.begin_read() as transaction:
        found = experiments.list_experiments(transaction, person)
    views = [present_experiment(experiment, today) for experiment in found]
    values = {
        "open_experiment": next((view for view in views if view.state in {"planned", "running"}), None),
        "past_experiments": [view for view in views if view.state in {"stopped", "ended"}],
    }
    return render_page(request, "experiments/index.html", values)


@router.get("/new")
def show_experiment_form(request: Request, visitor: CurrentVisitor) -> Response:
    """Show the form of a new experiment, with what experiments would find."""
    return _render_form(request, visitor)


@router.post("/new")
def plan_experiment(request: Request, visitor: FormSender, form: FormBody) -> Response:
    """Plan an experiment, and show it."""
    app_context, submitted = get_context(request), dict(form)
    names = experiments.ExperimentInput.model_fields
    raw: dict[str, Any] = {name: value for name, value in submitted.items() if name in names and value}
    for name in _WHOLE_NUMBERS:
        if raw.get(name, "").isdecimal():
            raw[name] = int(raw[name])
    try:
        with (
            open_urgent_card_on_refusal(request, visitor.person),
            app_context.database.begin_write() as transaction,
        ):
            planned = experiments.plan_experiment(transaction, visitor.person, raw, app_context.now())
    except Invalid as error:
        return _render_form(request, visitor, submitted, describe_problems_by_field(error), status=error.status)
    except ClinicianTopic as error:
        errors, card = describe_refused_name(error)
        return _render_form(request, visitor, submitted, errors, status=error.status, card=card)
    except Conflict as error:
        return _render_form(request, visitor, submitted, message=describe_error(error), status=error.status)
    return redirect(f"/experiments/{planned.id}")


@router.get("/{experiment_id}")
def show_experiment(request: Request, visitor: CurrentVisitor, experiment_id: ExperimentId) -> Response:
    """Show an experiment: what is drawn for today while it runs, its result when it is over."""
    app_context, person = get_context(request), visitor.person
    today = person.local_today(app_context.now())
    with app_context.database.begin_read() as transaction:
        experiment = experiments.find_experiment(transaction, person, experiment_id)
        is_over = experiment.is_over(today)
        result = experiment_results.compute_result(transaction, person, experiment, today) if is_over else None
    values = {
        "experiment": present_experiment(experiment, today),
        "said_buttons": list_said_buttons(),
        "result": present_result(result, person.style) if result else None,
        "seed": experiment.seed if is_over else "",
    }
    return render_page(request, "experiments/show.html", values)


@router.post("/{experiment_id}/days")
def say_of_day(request: Request, visitor: FormSender, experiment_id: ExperimentId, form: FormBody) -> Response:
    """Say what was done on a drawn day, today unless another one is named, or take it back."""
    app_context, submitted = get_context(request), dict(form)
    said = submitted.get("said", "")
    if said not in {"as_drawn", "other", "neither", ""}:
        raise Invalid([FieldProblem("said", "choice_unknown", {"choices": ["as_drawn", "other", "neither"]})])
    today = visitor.person.local_today(app_context.now())
    try:
        day = parse_day(submitted.get("day") or today)
    except ValueError:
        raise Invalid([FieldProblem("day", "date_format")]) from None
    with app_context.database.begin_write() as transaction:
        experiments.say_of_day(
            transaction, visitor.person, experiment_id, day, cast("Said | None", said or None), app_context.now()
        )
    return redirect(f"/experiments/{experiment_id}")


@router.post("/{experiment_id}/stop")
def stop_experiment(request: Request, visitor: FormSender, experiment_id: ExperimentId) -> Response:
    """Stop a running experiment, and show its result."""
    app_context = get_context(request)
    with app_context.database.begin_write() as transaction:
        experiments.stop_experiment(transaction, visitor.person, experiment_id, app_context.now())
    return redirect(f"/experiments/{experiment_id}")


@router.post("/{experiment_id}/delete")
def delete_experiment(request: Request, visitor: FormSender, experiment_id: ExperimentId) -> Response:
    """Delete an experiment that has not begun or is over."""
    app_context = get_context(request)
    with app_context.database.begin_write() as transaction:
        experiments.delete_experiment(transaction, visitor.person, experiment_id, app_context.now())
    return redirect("/experiments")


def _render_form(
    request: Request,
    visitor: Visitor,
    submitted: Mapping[str, str] | None = None,
    errors: Mapping[str, str] | None = None,
    message: str = "",
    status: int = 200,
    card: object = None,
) -> Response:
    app_context, person = get_context(request), visitor.person
    today = person.local_today(app_context.now())
    with app_context.database.begin_read() as transaction:
        found = experiments.list_experiments(transaction, person)
        sizes = experiment_sizes.list_sizes(transaction, person, today)
    open_ids = [experiment.id for experiment in found if not experiment.is_over(today)]
    metrics = experiments.list_metrics(person)
    defaults = {
        "arm_a": "",
        "arm_b": gettext("as usual"),
        "metric": metrics[0].id if metrics else "",
        "weeks": str(DEFAULT_WEEKS),
        "first_day": (today + experiments.DAY).isoformat(),
        "lag_days": "",
    }
    values = {
        "values": defaults | dict(submitted or {}),
        "errors": errors or {},
        "message": message,
        "card": card,
        "open_id": open_ids[0] if open_ids else "",
        "offered_metrics": list_offered_metrics(metrics),
        "week_choices": WEEK_CHOICES,
        "sizes": present_sizes(sizes, person.style),
    }
    return render_page(request, "experiments/new.html", values, status)
