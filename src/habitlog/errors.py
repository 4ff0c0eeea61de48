"""The errors of habitlog: each has an HTTP status, a problem type, a code and parameters, and no text.

`web.presenters.error_text` makes the text of every code. Exceptions to this are read by people who run or write for
habitlog, in English: `StartRefused` (the operator's console), `ContentError` and `RuleError` of `education` (authors of
the library), log lines, and the `ValueError`s of `stats` (faults of the program).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any, ClassVar

from msgspec import Struct
from msgspec import field as struct_field


class HabitlogError(Exception):
    """An error that a person or a program can understand and act on.

    `code` names the text, `parameters` fill it: strings, whole numbers, floats, dates, times, `timedelta`s, or
    sequences of strings. They never hold what was sent.
    """

    status: ClassVar[int] = 500
    problem_type: ClassVar[str] = "internal"
    problem_members: ClassVar[tuple[str, ...]] = ()
    """The parameters that an RFC 9457 problem document carries as members of its own."""

    def __init__(self, code: str, /, **parameters: Any) -> None:
        super().__init__(code)
        self.code = code
        self.parameters: dict[str, Any] = parameters


class FieldProblem(Struct, frozen=True):
    """One thing that is wrong with one field; `field` is a dotted path such as `sets.2.reps`."""

    field: str
    code: str
    parameters: Mapping[str, Any] = struct_field(default_factory=dict)


class Malformed(HabitlogError):
    """The request or file cannot be read at all."""

    status = 400
    problem_type = "malformed"


class NotSignedIn(HabitlogError):
    """No valid session or token came with the request."""

    status = 401
    problem_type = "not-signed-in"


class Forbidden(HabitlogError):
    """The caller is known, but this call is outside what the token or the form allows."""

    status = 403
    problem_type = "forbidden"


class AccountPendingDeletion(HabitlogError):
    """The account waits for its deletion; only the page about that is open until the deletion is cancelled."""

    status = 403
    problem_type = "account-leaving"


class TwoFactorRequired(HabitlogError):
    """The session needs a recent second step; `is_enrolled` says whether the person has one at all."""

    status = 403
    problem_type = "second-step-needed"

    def __init__(self, code: str, /, *, is_enrolled: bool, **parameters: Any) -> None:
        super().__init__(code, **parameters)
        self.is_enrolled = is_enrolled


class NotFound(HabitlogError):
    """There is no such thing, or the caller may not see it: one answer for both."""

    status = 404
    problem_type = "not-found"

    def __init__(self, code: str = "nothing_here", /, **parameters: Any) -> None:
        super().__init__(code, **parameters)


class Conflict(HabitlogError):
    """The request contradicts what is already stored."""

    status = 409
    problem_type = "conflict"
    problem_members = ("entry", "href")


class PreconditionFailed(HabitlogError):
    """`If-Match` names a version that is no longer the current one."""

    status = 412
    problem_type = "version-changed"
    problem_members = ("version",)


class TooLarge(HabitlogError):
    """The body is longer than the server reads."""

    status = 413
    problem_type = "too-large"


class WrongMediaType(HabitlogError):
    """The body is of a type this address does not read."""

    status = 415
    problem_type = "wrong-media-type"


class Invalid(HabitlogError):
    """One or more fields are not valid; `problems` says which and why, never with the value that was sent."""

    status = 422
    problem_type = "invalid"

    def __init__(self, problems: Sequence[FieldProblem]) -> None:
        self.problems = list(problems)
        if fields := list(dict.fromkeys(problem.field for problem in problems if problem.field)):
            super().__init__("fields_invalid", fields=fields)
        else:
            super().__init__("request_invalid")


class ClinicianTopic(HabitlogError):
    """A text holds what habitlog leaves to a clinician; nothing of it was saved.

    `field` names the text, never its words. `topic_class` is the guard's letter, `referral` the kind of the card to
    show, `suggestion` the text without its amounts where something is left of it, `urgent_kind` what an urgent card is
    about, `question` what the text asks, which can go on the visit sheet.
    """

    status = 422
    problem_type = "clinician-topic"

    def __init__(
        self,
        field: str,
        topic_class: str,
        referral: str,
        suggestion: str | None,
        urgent_kind: str | None = None,
        question: str | None = None,
    ) -> None:
        super().__init__("clinician_topic", referral=referral)
        self.field = field
        self.question = question
        self.topic_class = topic_class
        self.referral = referral
        self.urgent_kind = urgent_kind
        self.suggestion = suggestion


class DoubtedText(Struct, frozen=True):
    """A text that may hold a dose: its field, and where (start, end) the words stand that have to be asked about."""

    field: str
    text: str
    spans: tuple[tuple[int, int], ...]
    suggestion: str | None = None


class ClinicianTopicUnsure(HabitlogError):
    """A text may hold what habitlog leaves to a clinician; it is saved when its person says that it does not.

    `topic_class` is the guard's letter for it, `referral` the kind of the card that goes with the texts otherwise, or
    None. The words of `texts` are shown to their person alone, and logged nowhere.
    """

    status = 409
    problem_type = "clinician-topic-unsure"

    def __init__(
        self, topic_class: str, texts: Sequence[DoubtedText], words: AbstractSet[str], referral: str | None
    ) -> None:
        super().__init__("clinician_topic_unsure")
        self.topic_class = topic_class
        self.texts = tuple(texts)
        self.words = frozenset(words)
        self.referral = referral

    @property
    def suggestion(self) -> str | None:
        """The note without what is asked about, where it alone is asked about and something is left of it."""
        only = self.texts[0] if len(self.texts) == 1 else None
        return only.suggestion if only and only.field == "note" else None


class IdempotencyMismatch(HabitlogError):
    """An Idempotency-Key came back with another request than the first time."""

    status = 422
    problem_type = "idempotency-key-reused"


class RateLimited(HabitlogError):
    """A counter is full; the caller may try again after `retry_after` seconds."""

    status = 429
    problem_type = "too-many-tries"

    def __init__(self, retry_after: int) -> None:
        super().__init__("rate_limited", minutes=-(-retry_after // 60))
        self.retry_after = retry_after


class TooManyRequests(HabitlogError):
    """The programs of a person sent more requests than `most` in a minute; it is over in `retry_after` seconds."""

    status = 429
    problem_type = "too-many-requests"

    def __init__(self, retry_after: int, most: int) -> None:
        super().__init__("too_many_requests", most=most, seconds=retry_after)
        self.retry_after = retry_after


class BatchRefused(HabitlogError):
    """Entries that were sent to be saved all or none; `items` says in JSON what is wrong with which."""

    status = 422
    problem_type = "batch-refused"

    def __init__(self, items: Sequence[Mapping[str, Any]]) -> None:
        super().__init__("batch_refused")
        self.items = tuple(items)


class Busy(HabitlogError):
    """The database could not take the request in time; the same request can be sent again."""

    status = 503
    problem_type = "busy"


class StorageFull(HabitlogError):
    """There is no room to save anything; reading still works."""

    status = 507
    problem_type = "storage-full"


class StartRefused(HabitlogError):
    """The program cannot start or write a file; `reason` is an English sentence for the operator's console."""

    problem_type = "start-refused"

    def __init__(self, reason: str) -> None:
        super().__init__("start_refused", reason=reason)
        self.reason = reason

    def __str__(self) -> str:
        return self.reason
