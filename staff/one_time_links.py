"""One-time links with which a person chooses a password: for a new account, or after losing what one had."""

from __future__ import annotations

import datetime as dt
import secrets

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from staff import models
from staff.sign_ins import hash_token

VALID_FOR = dt.timedelta(days=3)


def issue_link(session: Session, account: models.Account, now: dt.datetime) -> str:
    """The token of a new link, in place of any older one (writes); it can't be had again."""
    token = secrets.token_urlsafe(32)
    revoke_link(session, account.id)
    session.add(models.OneTimeLink(token_hash=hash_token(token), account=account, expires_at=now + VALID_FOR))
    return token


def find_link(session: Session, token: str, now: dt.datetime) -> models.Account | None:
    """Whose link it is; None when it was used, is too old or never was, or the account is closed."""
    row = session.scalar(
        select(models.OneTimeLink).where(
            models.OneTimeLink.token_hash == hash_token(token), models.OneTimeLink.expires_at > now
        )
    )
    return row.account if row is not None and row.account.is_active else None


def use_link(session: Session, token: str, now: dt.datetime) -> models.Account | None:
    """Whose link it is; it leads nowhere any more (writes)."""
    account = find_link(session, token, now)
    if account is not None:
        revoke_link(session, account.id)
    return account


def revoke_link(session: Session, account_id: str) -> None:
    """Take the account's link away (writes)."""
    session.execute(delete(models.OneTimeLink).where(models.OneTimeLink.account_id == account_id))
