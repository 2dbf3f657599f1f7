"""Browsers of staff: each with a cookie of its own, in one Kynnys with a database."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from dataclasses import dataclass
from html import unescape
from typing import Any

import httpx
from fastapi import FastAPI

from curation.link_visits import Visit as LinkVisit
from staff import models
from staff.sign_ins import begin_sign_in, find_current

# A Monday, 12.00 in Helsinki.
NOW = dt.datetime(2026, 11, 23, 10, 0, tzinfo=dt.UTC)


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> dt.datetime:
        return self.now

    def move(self, **time: float) -> None:
        """Let time pass: hours=1, days=3 …"""
        self.now += dt.timedelta(**time)


def find_hidden(page: str) -> dict[str, str]:
    """The hidden fields of a page that has one form, or the same ones in each."""
    return {
        name: unescape(value)
        for name, value in re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page)
    }


@dataclass
class Visitor:
    """A browser, signed in or not."""

    client: httpx.AsyncClient
    csrf_token: str
    account_id: str | None

    async def get(self, address: str, **options: Any) -> httpx.Response:
        """The page, without following where it leads."""
        return await self.client.get(address, **options)

    async def send(self, address: str, **fields: Any) -> httpx.Response:
        """Send a form as the page itself would."""
        return await self.client.post(address, data={"csrf": self.csrf_token, **fields})

    async def fill_in(self, page: str, **fields: str) -> httpx.Response:
        """Open the page and send its form, hidden fields as they came."""
        shown = await self.client.get(page)
        return await self.client.post(page.partition("?")[0], data={**find_hidden(shown.text), **fields})


class NoNetwork:
    """Stands in for whoever visits links: no site answers, and none is asked.

    Attributes:
        answers: what comes of a visit, by address. asked: the addresses that were visited.
    """

    def __init__(self) -> None:
        self.answers: dict[str, LinkVisit] = {}
        self.asked: list[str] = []

    async def visit(self, url: str, tries: list[bool] | None = None) -> LinkVisit:
        """What was set, else silence."""
        self.asked.append(url)
        return self.answers.get(url, LinkVisit("unreachable", None, url))

    async def close(self) -> None:
        """Nothing is open."""


class House:
    """A Kynnys with a database, and whoever visits its pages.

    Attributes:
        app: the front door with the pages of staff.
        clock: moved by hand.
    """

    def __init__(self, app: FastAPI, clock: Clock) -> None:
        self.app, self.clock = app, clock
        self.room = app.state.staff
        self.staff_app = next(route.app for route in app.routes if getattr(route, "name", "") == "staff")
        self.staff_app.state.link_inspector.visitor = NoNetwork()
        self._clients: list[httpx.AsyncClient] = []

    def open_browser(self) -> Visitor:
        """Return a browser in which nobody is signed in."""
        transport = httpx.ASGITransport(self.app)
        scheme = "https" if self.room.has_secure_cookies else "http"
        client = httpx.AsyncClient(transport=transport, base_url=f"{scheme}://front.door")
        self._clients.append(client)
        return Visitor(client, "", None)

    def visit(self, *roles: tuple[str, str], name: str = "Aino", language: str = "fi") -> Visitor:
        """Return a browser of a new account with these roles: pairs of role and organisation key."""
        visitor = self.open_browser()
        account_id = uuid.uuid4().hex

        def sign_in(session: Any) -> tuple[str, str]:
            account = models.Account(
                id=account_id, email=f"{account_id}@example.fi", name=name, language=language
            )
            account.memberships = [models.Membership(role=role, organization_key=key) for role, key in roles]
            session.add(account)
            token = begin_sign_in(session, account, self.clock()).token
            session.flush()
            current = find_current(session, token, self.clock())
            assert current is not None
            return token, current.csrf_token

        token, visitor.csrf_token = self.room.work(sign_in)
        visitor.account_id = account_id
        visitor.client.cookies.set(self.room.seals.get_cookie_name(), token)
        return visitor

    async def close(self) -> None:
        """Close all browsers."""
        for client in self._clients:
            await client.aclose()
