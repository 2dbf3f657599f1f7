"""Who is signed in: made after a sign-in, found by the browser's token, ended by the person or in time."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from dataclasses import dataclass

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from staff import models
from staff.roles import Actor, Role

# OWASP Session Management Cheat Sheet: idle time-outs of 15-30 minutes for what is valuable, an
# absolute one of a working day. https://cheatsheetseries.owasp.org/cheatsheets/Session_Management_Cheat_Sheet.html
IDLE_TIME_OUT = dt.timedelta(minutes=30)
ABSOLUTE_TIME_OUT = dt.timedelta(hours=10)
# Written at most once in this time: reading a page must not cost a write each time.
NOTED_EVERY = dt.timedelta(minutes=1)


@dataclass(frozen=True)
class Begun:
    """What a new sign-in gives: the token that only the browser keeps."""

    token: str
    actor: Actor


@dataclass(frozen=True)
class Current:
    """Whoever a token belongs to, and what their forms must carry."""

    actor: Actor
    csrf_token: str


def begin_sign_in(session: Session, account: models.Account, now: dt.datetime) -> Begun:
    """Sign the account in (writes): after password and code, or after the city's own sign-in."""
    token = secrets.token_urlsafe(32)
    timed_out = or_(
        models.SignIn.created_at < now - ABSOLUTE_TIME_OUT, models.SignIn.used_at < now - IDLE_TIME_OUT
    )
    session.execute(delete(models.SignIn).where(timed_out))
    account.last_sign_in_at = now
    session.add(
        models.SignIn(
            token_hash=hash_token(token),
            account=account,
            csrf_token=secrets.token_urlsafe(32),
            created_at=now,
            used_at=now,
        )
    )
    return Begun(token, to_actor(account))


def find_current(session: Session, token: str, now: dt.datetime) -> Current | None:
    """Whose token it is; None when nobody's any more: ended, timed out, or the account is closed."""
    row = session.get(models.SignIn, hash_token(token))
    if row is None or not row.account.is_active:
        return None
    if now - row.used_at > IDLE_TIME_OUT or now - row.created_at > ABSOLUTE_TIME_OUT:
        session.delete(row)
        return None
    if now - row.used_at > NOTED_EVERY:
        row.used_at = now
    return Current(to_actor(row.account), row.csrf_token)


def end_sign_in(session: Session, token: str) -> None:
    """Forget the token (writes)."""
    session.execute(delete(models.SignIn).where(models.SignIn.token_hash == hash_token(token)))


def end_all_sign_ins(session: Session, account_id: str) -> None:
    """Sign the account out of every browser (writes): a lost phone, a role taken away."""
    session.execute(delete(models.SignIn).where(models.SignIn.account_id == account_id))


def end_other_sign_ins(session: Session, account_id: str, token: str) -> None:
    """Sign the account out of every browser but the one with this token (writes)."""
    others = models.SignIn.token_hash != hash_token(token)
    session.execute(delete(models.SignIn).where(models.SignIn.account_id == account_id, others))


def end_one_sign_in(session: Session, account_id: str, token_hash: str) -> None:
    """Sign the account out of one browser, named by the hash of its token (writes)."""
    one = models.SignIn.token_hash == token_hash
    session.execute(delete(models.SignIn).where(models.SignIn.account_id == account_id, one))


def list_sign_ins(session: Session, account_id: str, now: dt.datetime) -> list[models.SignIn]:
    """Where the account is signed in, last used first."""
    return list(
        session.scalars(
            select(models.SignIn)
            .where(
                models.SignIn.account_id == account_id,
                models.SignIn.created_at >= now - ABSOLUTE_TIME_OUT,
                models.SignIn.used_at >= now - IDLE_TIME_OUT,
            )
            .order_by(models.SignIn.used_at.desc())
        )
    )


def hash_token(token: str) -> str:
    """The hash under which a token is kept."""
    return hashlib.sha256(token.encode()).hexdigest()


def to_actor(account: models.Account) -> Actor:
    """The account as somebody at work."""
    return Actor(
        account_id=account.id,
        name=account.name,
        email=account.email,
        language=account.language,
        memberships=frozenset((Role(one.role), one.organization_key) for one in account.memberships),
    )
