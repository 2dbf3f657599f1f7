"""What happens around every request: security headers, a log line without persons, and a last catch."""

import time
from collections.abc import MutableMapping
from typing import Any

from fastapi.responses import JSONResponse
from starlette.datastructures import MutableHeaders
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import to_error_body
from api.logs import describe_error, get_logger
from api.texts import Texts

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
# Source: https://cheatsheetseries.owasp.org/cheatsheets/HTTP_Headers_Cheat_Sheet.html (seen 2026-11-21).
SECURITY_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # The next site must not learn that somebody came from a page about help.
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), interest-cohort=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
HSTS = "max-age=31536000; includeSubDomains"
WIDGET, STAFF = "/widget/", "/staff"
# Smaller than one packet of a network there is nothing to gain.
SMALLEST_COMPRESSED = 1400
# The highest takes a fifth to a half longer, for less than a hundredth: nobody should wait for that.
COMPRESSION_LEVEL = 6


class SecurityHeaders:
    """Sets the headers on every response; one that a response sets itself stays."""

    def __init__(self, app: ASGIApp, is_production: bool) -> None:
        self._app = app
        self._is_production = is_production

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        is_widget = scope["path"].startswith(WIDGET)

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in SECURITY_HEADERS.items():
                    headers.setdefault(name, value)
                # The widget is meant to be loaded by other sites' pages.
                headers.setdefault(
                    "Cross-Origin-Resource-Policy", "cross-origin" if is_widget else "same-origin"
                )
                if not is_widget:
                    # On a shared device nothing of a conversation may stay behind.
                    headers.setdefault("Cache-Control", "no-store")
                if self._is_production:
                    headers.setdefault("Strict-Transport-Security", HSTS)
            await send(message)

        await self._app(scope, receive, send_with_headers)


class Compression:
    """Compresses what visitors get; not the pages of staff.

    Those hold a key against forged forms beside words that somebody else may have put there: from the size of
    both compressed together the key could be guessed (the attack called BREACH).
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._compressing = GZipMiddleware(app, SMALLEST_COMPRESSED, COMPRESSION_LEVEL)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        is_staff = scope["type"] == "http" and scope["path"].startswith(STAFF)
        await (self._app if is_staff else self._compressing)(scope, receive, send)


class RequestLog:
    """Logs method, route, status and time of each request: no address, no question, no id, no words.

    It also makes an error of any exception that nothing else caught, so that no server logs its message.
    """

    def __init__(self, app: ASGIApp, texts: Texts) -> None:
        self._app = app
        self._texts = texts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = time.perf_counter()
        status = 0

        async def send_and_note(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, send_and_note)
        except Exception as error:
            get_logger().error("request_failed", route=_route(scope), **describe_error(error))
            if status == 0:
                message = self._texts.render("error.internal", "en") or "internal"
                response = JSONResponse(to_error_body("internal", message), status_code=500)
                await response(scope, receive, send_and_note)
        milliseconds = round((time.perf_counter() - begun) * 1000, 1)
        get_logger().info(
            "request", method=scope["method"], route=_route(scope), status=status, milliseconds=milliseconds
        )


def _route(scope: MutableMapping[str, Any]) -> str:
    """Return the route's pattern; the path itself may hold a conversation's id or anything else."""
    return str(getattr(scope.get("route"), "path", "unknown"))
