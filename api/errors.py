"""Errors of the front door and the one shape in which all of them leave it.

ApiError
├── MessageUnreadableError   400  the body is no JSON from which a message can be had
├── MessageTooLargeError     413  nor is its beginning
├── MessageInvalidError      422  JSON, but not a message
├── ChoiceExpiredError       422  a choice that was not offered in this conversation, or long ago
├── RateLimitedError         429
├── NotFoundError            404
├── MessageNotKeptError      409  it may not be kept, or could not be
├── DeletionIncompleteError  503
└── HelpRequestError              a help request that was not taken
    ├── HelpRequestUnreadableError   400  no JSON object
    ├── ReferenceUnknownApiError     404
    ├── HelpRequestNoInboxError      409  nobody would read it now
    ├── HelpRequestKeyReusedError    409  the idempotency key belongs to something else
    ├── HelpRequestClosedError       409  withdrawn or closed: nothing can be added
    ├── HelpRequestTooLargeError     413
    ├── HelpRequestInvalidError      422  with what to mend, field by field
    ├── HelpRequestRateLimitedError  429
    └── HelpRequestNotStoredError    503  database or keys can't be had
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from api.texts import Texts

if TYPE_CHECKING:
    from api.help_requests.form import FieldError


class ApiError(Exception):
    """Something the caller is told by its `code`; the message comes from the texts (`error.<code>`)."""

    status = 500
    code = "internal"

    def __init__(self, code: str | None = None, headers: Mapping[str, str] | None = None) -> None:
        self.code = code or type(self).code
        self.headers = dict(headers or {})
        super().__init__(self.code)


class MessageUnreadableError(ApiError):
    """The body is no JSON from which a message can be had."""

    status, code = 400, "message_unreadable"


class MessageTooLargeError(ApiError):
    """The body is larger than what is read, and no message could be had from its beginning."""

    status, code = 413, "message_too_large"


class MessageInvalidError(ApiError):
    """JSON, but not a message: wrong types, or neither text nor choice."""

    status, code = 422, "message_invalid"


class ChoiceExpiredError(ApiError):
    """A choice that was not offered in this conversation, or too long ago."""

    status, code = 422, "choice_expired"


class MessageNotKeptError(ApiError):
    """A message may not be kept, or could not be; which of the two is not told."""

    status, code = 409, "message_not_kept"


class RateLimitedError(ApiError):
    """More messages in a minute than one conversation or one address may send."""

    status, code = 429, "rate_limited"


class NotFoundError(ApiError):
    """Nothing under this id."""

    status, code = 404, "not_found"


class DeletionIncompleteError(ApiError):
    """The assistant did not confirm that it forgot the conversation; asking again is safe."""

    status, code = 503, "deletion_incomplete"


class HelpRequestError(ApiError):
    """A help request was not taken; nothing was stored."""


class HelpRequestUnreadableError(HelpRequestError):
    """The body is no JSON object."""

    status, code = 400, "help_request_unreadable"


class ReferenceUnknownApiError(HelpRequestError):
    """No request has this reference, or it was erased."""

    status, code = 404, "help_request_reference_unknown"


class HelpRequestNoInboxError(HelpRequestError):
    """No active inbox covers the matter."""

    status, code = 409, "help_request_no_inbox"


class HelpRequestKeyReusedError(HelpRequestError):
    """The idempotency key came with another body, or too long ago."""

    status, code = 409, "help_request_key_reused"


class HelpRequestClosedError(HelpRequestError):
    """The request is withdrawn or closed."""

    status, code = 409, "help_request_closed"


class HelpRequestTooLargeError(HelpRequestError):
    """The body is larger than what is read."""

    status, code = 413, "help_request_too_large"


class HelpRequestInvalidError(HelpRequestError):
    """Fields need mending; `fields` says which and why."""

    status, code = 422, "help_request_invalid"

    def __init__(self, fields: Sequence[FieldError]) -> None:
        self.fields = tuple(fields)
        super().__init__()


class HelpRequestRateLimitedError(HelpRequestError):
    """More from one address in an hour than is taken."""

    status, code = 429, "help_request_rate_limited"


class HelpRequestNotStoredError(HelpRequestError):
    """Database or keys can't be had; sending again with the same key is safe."""

    status, code = 503, "help_request_not_stored"


CODES = {
    400: "invalid_request",
    404: "not_found",
    405: "method_not_allowed",
    413: "message_too_large",
    422: "invalid_request",
}


def to_error_body(code: str, message: str, parts: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    """Return the error as JSON; `parts` only where there are some."""
    body: dict[str, Any] = {"error": {"code": code, "message": message}}
    if parts:
        body["parts"] = parts
    return body


def handle_errors(app: FastAPI, texts: Texts) -> None:
    """Make every error of `app` leave in the one shape."""

    def respond(
        request: Request, status: int, code: str, headers: Mapping[str, str] | None = None
    ) -> JSONResponse:
        language = texts.choose_language(request.query_params.get("language"))
        message = texts.render(f"error.{code}", language) or code
        return JSONResponse(to_error_body(code, message), status_code=status, headers=dict(headers or {}))

    async def on_api_error(request: Request, error: Exception) -> JSONResponse:
        known = error if isinstance(error, ApiError) else ApiError()
        return respond(request, known.status, known.code, known.headers)

    async def on_http_error(request: Request, error: Exception) -> JSONResponse:
        known = error if isinstance(error, HTTPException) else HTTPException(500)
        code = CODES.get(known.status_code, "internal" if known.status_code >= 500 else "invalid_request")
        return respond(request, known.status_code, code, known.headers)

    async def on_invalid_request(request: Request, error: Exception) -> JSONResponse:
        # The details repeat what was sent, which may be anything: they stay here.
        return respond(request, 422, "invalid_request")

    app.add_exception_handler(ApiError, on_api_error)
    app.add_exception_handler(HTTPException, on_http_error)
    app.add_exception_handler(RequestValidationError, on_invalid_request)
