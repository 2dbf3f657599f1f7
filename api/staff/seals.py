"""What the browser keeps for us and can't change: signed, for one purpose, for a limited time."""

from __future__ import annotations

import datetime as dt
from typing import Any

from fastapi import Request
from fastapi.responses import Response
from itsdangerous import BadData, URLSafeSerializer


class Seals:
    """Seals content for a purpose; what was sealed for another one, or too long ago, can't be opened.

    Args:
        secret_key: that of the front door.
        has_secure_cookies: the pages are reached over HTTPS only.
    """

    def __init__(self, secret_key: str, has_secure_cookies: bool) -> None:
        self._secret_key = secret_key
        self._is_secure = has_secure_cookies

    def seal(self, purpose: str, content: dict[str, Any], expires_at: dt.datetime) -> str:
        """The content in letters that fit into a field or a cookie; anybody can read them."""
        return str(self._signer(purpose).dumps({**content, "until": expires_at.timestamp()}))

    def open(self, purpose: str, sealed: object, now: dt.datetime) -> dict[str, Any] | None:
        """The content; None when we did not seal it for this purpose, or its time is over."""
        if not isinstance(sealed, str):
            return None
        try:
            content = self._signer(purpose).loads(sealed)
        except BadData:
            return None
        return content if isinstance(content, dict) and content.get("until", 0) > now.timestamp() else None

    def get_cookie_name(self, purpose: str = "") -> str:
        """The cookie's name; browsers hold the prefix to HTTPS and this very host."""
        name = f"kynnys-staff-{purpose}" if purpose else "kynnys-staff"
        return f"__Host-{name}" if self._is_secure else name

    def set_cookie(
        self, response: Response, value: str, purpose: str = "", seconds: int | None = None
    ) -> None:
        """Let the browser keep the value; without `seconds` until it is closed.

        Lax, not strict: a link in a mail, and the way back from the city's sign-in, come from other sites.
        """
        response.set_cookie(
            self.get_cookie_name(purpose),
            value,
            max_age=seconds,
            path="/",
            secure=self._is_secure,
            httponly=True,
            samesite="lax",
        )

    def delete_cookie(self, response: Response, purpose: str = "") -> None:
        """Let the browser forget the value."""
        response.delete_cookie(
            self.get_cookie_name(purpose), path="/", secure=self._is_secure, httponly=True, samesite="lax"
        )

    def read_cookie(self, request: Request, purpose: str, now: dt.datetime) -> dict[str, Any] | None:
        """The sealed content of a cookie; None when there is none, or it can't be opened."""
        return self.open(purpose, request.cookies.get(self.get_cookie_name(purpose)), now)

    def _signer(self, purpose: str) -> URLSafeSerializer:
        return URLSafeSerializer(self._secret_key, salt=f"kynnys-staff-{purpose}")
