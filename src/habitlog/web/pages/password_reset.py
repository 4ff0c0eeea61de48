"""Replacing a lost password: asking for a mail with a code, and choosing a new password with one."""

from __future__ import annotations

from fastapi import Request
from starlette.responses import Response

from habitlog.errors import Invalid, RateLimited
from habitlog.usecases.identity import password_reset
from habitlog.web.client_address import find_client_address
from habitlog.web.context import get_context
from habitlog.web.dependencies import FormBody
from habitlog.web.handler_queues import PASSWORDS, PageRouter, runs_in
from habitlog.web.presenters.error_text import describe_error, describe_problems_by_field
from habitlog.web.responses import render_page

router = PageRouter(prefix="/password-reset")


@router.get("")
def show_reset_request(request: Request) -> Response:
    """Ask for the address to mail a code to, or say who can make one."""
    return _render_request(request)


@router.post("")
def request_reset(request: Request, form: FormBody) -> Response:
    """Let a code be mailed; the answer is the same whether the address has an account."""
    app_context = get_context(request)
    if app_context.config.mail_server() is None:
        return _render_request(request)
    try:
        password_reset.request_reset(
            app_context.database,
            app_context.config.load_secret_key(),
            dict(form).get("email", ""),
            find_client_address(request),
            app_context.now(),
        )
    except RateLimited as error:
        return _render_request(request, error)
    return render_page(request, "password_reset/requested.html", {})


def _render_request(request: Request, error: RateLimited | None = None) -> Response:
    values = {
        "has_mail": get_context(request).config.mail_server() is not None,
        "error": describe_error(error) if error else "",
    }
    headers = {"Retry-After": str(error.retry_after)} if error else {}
    return render_page(request, "password_reset/request.html", values, error.status if error else 200, headers)


@router.get("/new")
def show_new_password_form(request: Request) -> Response:
    """Ask for the code and a new password; a link with a code fills it in by script."""
    return _render_new_password(request, "", {})


@router.post("/new")
@runs_in(PASSWORDS)
def reset_password(request: Request, form: FormBody) -> Response:
    """Set the new password."""
    app_context, submitted = get_context(request), dict(form)
    code = submitted.get("code", "")
    try:
        password_reset.reset_password(
            app_context.database,
            code,
            submitted.get("password", ""),
            find_client_address(request),
            app_context.now(),
        )
    except Invalid as error:
        return _render_new_password(request, code[:200], describe_problems_by_field(error), status=error.status)
    except RateLimited as error:
        answer = _render_new_password(request, code[:200], {"form": describe_error(error)}, status=error.status)
        answer.headers["Retry-After"] = str(error.retry_after)
        return answer
    return render_page(request, "password_reset/done.html", {})


def _render_new_password(request: Request, code: str, errors: dict[str, str], status: int = 200) -> Response:
    return render_page(request, "password_reset/new.html", {"code": code, "errors": errors}, status)
