"""The few named errors of habitlog: each carries a status, a problem type and a sentence for people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar


class HabitlogError(Exception):
    """Something a person or a program can understand and act on.

    `detail` is a whole sentence. `extra` holds members of the RFC 9457 problem beyond the standard ones.
    """

    status: ClassVar[int] = 500
    problem_type: ClassVar[str] = "internal"
    title: ClassVar[str] = "Something went wrong"

    def __init__(self, detail: str, **extra: Any) -> None:
        super().__init__(detail)
        self.detail = detail
        self.extra: dict[str, Any] = extra


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """One thing that is wrong with one field; `field` is a dotted path such as `sets.2.reps`.

    `bound` is the number that `message` names, in the unit that is kept, so that a page can write it in another.
    """

    field: str
    message: str
    bound: float | None = None

    def to_json(self) -> dict[str, str]:
        """Return the member of a problem document's `errors` list."""
        return {"field": self.field, "message": self.message}


class Malformed(HabitlogError):
    """The request cannot be read at all."""

    status = 400
    problem_type = "malformed"
    title = "This could not be read"


class NotSignedIn(HabitlogError):
    """No valid session or token came with the request."""

    status = 401
    problem_type = "not-signed-in"
    title = "Please sign in"


class Forbidden(HabitlogError):
    """The caller is known, but this call is outside what the token or the form allows."""

    status = 403
    problem_type = "forbidden"
    title = "Not allowed"


class AccountPendingDeletion(HabitlogError):
    """The account is marked to be deleted: until it is kept, the page that says so is all there is."""

    status = 403
    problem_type = "account-leaving"
    title = "This account is to be deleted"


class TwoFactorRequired(HabitlogError):
    """A page asks for a session that passed a second step lately; `set_up` says whether the person has one at all."""

    status = 403
    problem_type = "second-step-needed"
    title = "One more step"

    def __init__(self, detail: str, *, is_enrolled: bool) -> None:
        super().__init__(detail)
        self.is_enrolled = is_enrolled


class NotFound(HabitlogError):
    """There is no such thing, or it is not the caller's to see; the two are not told apart."""

    status = 404
    problem_type = "not-found"
    title = "Nothing here"

    def __init__(self, detail: str = "There is nothing at this address.", **extra: Any) -> None:
        super().__init__(detail, **extra)


class Conflict(HabitlogError):
    """What is asked for contradicts what is already there."""

    status = 409
    problem_type = "conflict"
    title = "Something is already there"


class PreconditionFailed(HabitlogError):
    """`If-Match` names a version that is no longer the current one."""

    status = 412
    problem_type = "version-changed"
    title = "This changed in the meantime"


class TooLarge(HabitlogError):
    """The body is longer than the server reads."""

    status = 413
    problem_type = "too-large"
    title = "Too much at once"


class WrongMediaType(HabitlogError):
    """The body is of a type this address does not read."""

    status = 415
    problem_type = "wrong-media-type"
    title = "Wrong content type"


class Invalid(HabitlogError):
    """One or more fields do not hold; `problems` says which and why, never with the value that was sent."""

    status = 422
    problem_type = "invalid"
    title = "Something does not fit yet"

    def __init__(self, problems: list[FieldProblem], detail: str = "") -> None:
        self.problems = problems
        where = ", ".join(dict.fromkeys(p.field for p in problems if p.field))
        super().__init__(
            detail or (f"Please look at: {where}." if where else "Please look at what was sent."),
            errors=[p.to_json() for p in problems],
        )


class ClinicianTopic(HabitlogError):
    """A text holds what habitlog leaves to a clinician; nothing of it was saved.

    `field` names the text, never its words; `extra` carries the class, the referral card and a suggestion.
    """

    status = 422
    problem_type = "clinician-topic"
    title = "This one is for a clinician"

    def __init__(self, field: str, topic: str, referral: dict[str, str], suggestion: str | None) -> None:
        self.field = field
        super().__init__(
            referral["text"],
            errors=[{"field": field, "message": "This was not saved as written."}],
            **{"class": topic, "referral": referral, "suggestion": suggestion},
        )


class IdempotencyMismatch(HabitlogError):
    """An Idempotency-Key came back with another request than the first time."""

    status = 422
    problem_type = "idempotency-key-reused"
    title = "This Idempotency-Key was used before"


class RateLimited(HabitlogError):
    """A counter is full; the caller may come back after `retry_after` seconds."""

    status = 429
    problem_type = "too-many-tries"
    title = "Too many tries"

    def __init__(self, detail: str, retry_after: int) -> None:
        super().__init__(detail)
        self.retry_after = retry_after


class Busy(HabitlogError):
    """The database could not take the request in time; the same request can be sent again."""

    status = 503
    problem_type = "busy"
    title = "Busy just now"


class StorageFull(HabitlogError):
    """There is no room to save anything; reading still works."""

    status = 507
    problem_type = "storage-full"
    title = "No room left"


class StartRefused(HabitlogError):
    """The program will not start: the sentence says why and what can be done."""

    problem_type = "start-refused"
    title = "habitlog did not start"
