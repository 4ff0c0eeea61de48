"""Experiments: a fair comparison of two habits on one measure, on drawn days."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Literal

from fastapi import Request
from starlette.responses import Response

from habitlog.accounts.person import Person
from habitlog.accounts.schema import AccountInput, parse_input
from habitlog.db import ReadTransaction
from habitlog.tracking.entry_json import format_utc
from habitlog.usecases.trends import experiments
from habitlog.usecases.trends.experiment_results import DrawnDay, ExperimentResult, compute_result
from habitlog.usecases.trends.experiment_sizes import SIZED_WEEKS, ExperimentSize, list_sizes
from habitlog.usecases.trends.experiments import DAY, Experiment, ExperimentInput
from habitlog.validation import Day
from habitlog.web.api.api_router import ApiRouter
from habitlog.web.api.entries import EntryId
from habitlog.web.api.responses import ApiResponse, render_json_response, run_idempotently
from habitlog.web.context import get_context
from habitlog.web.dependencies import TokenReader, TokenWriter
from habitlog.web.refused_texts import open_urgent_card_on_refusal
from habitlog.web.requests import RequestBody, read_json

if TYPE_CHECKING:
    from habitlog.stats.sign_flip import PairedEffect

router = ApiRouter("experiments")


class SaidBody(AccountInput):
    """What was done on a drawn day; null takes it back."""

    said: Literal["as_drawn", "other", "neither"] | None


def _describe_body(model: type[AccountInput]) -> dict[str, Any]:
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": model.model_json_schema()}}}}


@router.get("/experiments")
def list_experiments(request: Request, person: TokenReader) -> Response:
    """List the experiments of a person, the latest first. Results are there once an experiment is over."""
    with get_context(request).database.begin_read() as transaction:
        today = person.local_today(get_context(request).now())
        found = experiments.list_experiments(transaction, person)
        items = [_serialize(transaction, person, experiment, today) for experiment in found]
    return render_json_response(ApiResponse({"items": items}))


@router.get("/experiment-sizes")
def list_experiment_sizes(request: Request, person: TokenReader) -> Response:
    """List, for every metric, the smallest difference that 80 % of experiments of some lengths find.

    By how much neighbouring days differed in the 84 days up to yesterday (`spread`, from `neighbours` differences), and
    with as many complete pairs as were logged then; null where too little is logged.
    """
    from habitlog.stats.experiment_size import POWER  # noqa: PLC0415 - numpy is loaded by the first trend

    app_context = get_context(request)
    with app_context.database.begin_read() as transaction:
        sizes = list_sizes(transaction, person, person.local_today(app_context.now()))
    return render_json_response(ApiResponse({"items": [_serialize_size(size) for size in sizes], "power": POWER}))


@router.post("/experiments", status_code=201, openapi_extra=_describe_body(ExperimentInput))
def plan_experiment(request: Request, person: TokenWriter, body: RequestBody) -> Response:
    """Plan an experiment: `metric` is a daily metric, `lag_days` 1 takes its value of the day after a drawn day.

    The days are drawn from a seed; `commitment` is its SHA-256, and `seed` is null until the experiment is over. At
    most one is planned or running at a time.
    """
    app_context, raw = get_context(request), read_json(request, body)
    today = person.local_today(app_context.now())

    def plan(transaction: Any) -> ApiResponse:
        planned = experiments.plan_experiment(transaction, person, raw, app_context.now())
        location = {"Location": f"/api/v1/experiments/{planned.id}"}
        return ApiResponse(_serialize(transaction, person, planned, today), 201, location)

    with open_urgent_card_on_refusal(request, person):
        return run_idempotently(request, person, body, plan)


@router.get("/experiments/{experiment_id}")
def show_experiment(request: Request, person: TokenReader, experiment_id: EntryId) -> Response:
    """Show an experiment, its drawn days up to today, and its result once it is over."""
    with get_context(request).database.begin_read() as transaction:
        answer = _find_and_serialize(request, transaction, person, experiment_id)
    return render_json_response(ApiResponse(answer))


@router.put("/experiments/{experiment_id}/days/{day}", openapi_extra=_describe_body(SaidBody))
def say_of_day(request: Request, person: TokenWriter, experiment_id: EntryId, day: Day, body: RequestBody) -> Response:
    """Say what was done on a drawn day up to today, while the experiment runs."""
    app_context, said = get_context(request), parse_input(SaidBody, read_json(request, body)).said
    with app_context.database.begin_write() as transaction:
        experiments.say_of_day(transaction, person, experiment_id, day, said, app_context.now())
        answer = _find_and_serialize(request, transaction, person, experiment_id)
    return render_json_response(ApiResponse(answer))


@router.post("/experiments/{experiment_id}/stop")
def stop_experiment(request: Request, person: TokenWriter, experiment_id: EntryId) -> Response:
    """Stop a running experiment; its result is of the pairs before today."""
    app_context = get_context(request)
    with app_context.database.begin_write() as transaction:
        experiments.stop_experiment(transaction, person, experiment_id, app_context.now())
        answer = _find_and_serialize(request, transaction, person, experiment_id)
    return render_json_response(ApiResponse(answer))


@router.delete("/experiments/{experiment_id}", status_code=204)
def delete_experiment(request: Request, person: TokenWriter, experiment_id: EntryId) -> Response:
    """Delete an experiment that has not begun or is over."""
    app_context = get_context(request)
    with app_context.database.begin_write() as transaction:
        experiments.delete_experiment(transaction, person, experiment_id, app_context.now())
    return Response(status_code=204)


def _find_and_serialize(
    request: Request, transaction: ReadTransaction, person: Person, experiment_id: str
) -> dict[str, Any]:
    experiment = experiments.find_experiment(transaction, person, experiment_id)
    return _serialize(transaction, person, experiment, person.local_today(get_context(request).now()))


def _serialize(transaction: ReadTransaction, person: Person, experiment: Experiment, today: date) -> dict[str, Any]:
    is_over = experiment.is_over(today)
    shown = min(experiment.count_days_over(today) + 1, 7 * experiment.weeks)
    days = (experiment.first_day + count * DAY for count in range(shown))
    return {
        "id": experiment.id,
        "arm_a": experiment.arm_a,
        "arm_b": experiment.arm_b,
        "metric": experiment.metric.id,
        "lag_days": experiment.lag_days,
        "first_day": experiment.first_day,
        "last_day": experiment.last_day,
        "weeks": experiment.weeks,
        "pairs": experiment.pairs,
        "state": experiment.find_state(today),
        "planned_at": format_utc(experiment.planned_at),
        "stopped_on": experiment.stopped_on,
        "commitment": experiment.commitment,
        "seed": experiment.seed if is_over else None,
        "days": [
            {"day": day, "arm": arm, "habit": experiment.name_of(arm), "said": experiment.said.get(day)}
            for day in days
            if day <= today and (arm := experiment.arm_on(day))
        ],
        "result": _serialize_result(compute_result(transaction, person, experiment, today)) if is_over else None,
    }


def _serialize_result(result: ExperimentResult) -> dict[str, Any]:
    return {
        "verdict": result.verdict,
        **_serialize_effect(result.effect),
        "mean_a": result.means["a"],
        "mean_b": result.means["b"],
        "left_out": dict(result.left_out),
        "days_without_value": dict(result.days_without_value),
        "as_done": _serialize_effect(result.effect_as_done),
        "values": [
            {"difference": pair.difference, "days": [_serialize_day(day) for day in pair.days]} for pair in result.pairs
        ],
    }


def _serialize_effect(effect: PairedEffect | None) -> dict[str, Any]:
    if effect is None:
        return {"pairs": 0, "difference": None, "low": None, "high": None, "p": None}
    return effect._asdict()


def _serialize_day(day: DrawnDay) -> dict[str, Any]:
    return {"day": day.day, "arm": day.arm, "said": day.said, "value": day.value, "left_out": day.reason}


def _serialize_size(size: ExperimentSize) -> dict[str, Any]:
    return {
        "metric": size.metric.id,
        "spread": size.spread.spread if size.spread else None,
        "neighbours": size.spread.neighbours if size.spread else 0,
        "found": [
            {"weeks": weeks, "pairs": 7 * weeks // 2, "difference": size.found.get(weeks)} for weeks in SIZED_WEEKS
        ],
    }
