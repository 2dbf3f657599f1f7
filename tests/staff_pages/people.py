"""People with passwords and phones, who sign in as one does."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import httpx
import pyotp
from sqlalchemy import select
from sqlalchemy.orm import Session

from staff import models
from staff.accounts import create_account
from staff.one_time_codes import seal_secret
from staff.passwords import hash_password
from tests.staff_pages.visitors import House, Visitor

PASSWORD = "kolme vihreää omenaa"


@dataclass
class Person:
    """Somebody with an account: the password, and the secret in the phone."""

    house: House
    account_id: str
    email: str
    secret: str

    def read_phone(self) -> str:
        """The code that the phone shows now."""
        return pyotp.TOTP(self.secret).at(self.house.clock())

    async def sign_in(self, visitor: Visitor, way: str = "/staff/sign-in") -> httpx.Response:
        """Sign in as one does; the answer is that to the code."""
        await visitor.fill_in(way, email=self.email, password=PASSWORD)
        answer = await visitor.fill_in("/staff/sign-in/code", code=self.read_phone())
        visitor.account_id = self.account_id
        return answer

    async def come_in(self) -> Visitor:
        """A browser in which the person is signed in, ready to send forms."""
        visitor = self.house.open_browser()
        assert (await self.sign_in(visitor)).status_code == 303
        found = re.search(r'name="csrf" value="([^"]+)"', (await visitor.get("/staff/")).text)
        assert found
        visitor.csrf_token = found[1]
        return visitor


def settle(house: House, email: str, *roles: tuple[str, str], name: str = "Maija Mallikas") -> Person:
    """Give a new person an account, a password, a phone and roles."""
    secret = pyotp.random_base32()

    def make(session: Session) -> str:
        account = create_account(session, house.clock(), None, email, name, "fi")
        account.password_hash = hash_password(PASSWORD)
        account.totp_secret = seal_secret(house.room.keyring, account.id, secret)
        account.memberships = [models.Membership(role=role, organization_key=key) for role, key in roles]
        return account.id

    return Person(house, house.room.work(make), email, secret)


def read_account(house: House, account_id: str) -> models.Account:
    """The account as the database has it now."""
    return house.room.work(lambda session: session.get_one(models.Account, account_id))


def list_roles(house: House, account_id: str) -> set[tuple[str, str]]:
    """The roles that the account holds."""
    return {(one.role, one.organization_key) for one in read_account(house, account_id).memberships}


def list_actions(house: House, account_id: str) -> list[str]:
    """What was done to the account, oldest first."""
    wanted = (
        select(models.Change.action)
        .where(models.Change.subject_kind == "account", models.Change.subject_id == account_id)
        .order_by(models.Change.id)
    )
    done: Any = house.room.work(lambda session: list(session.scalars(wanted)))
    return [str(action) for action in done]
