"""Failed sign-ins make one wait, longer each time; a colleague's own browser is not held up by strangers.

Counted alike for addresses that nobody has: neither the answer nor its time tells who has an account.
Source: https://owasp.org/www-community/Slow_Down_Online_Guessing_Attacks_with_Device_Cookies
"""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any, cast

from sqlalchemy import CursorResult, delete, or_, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from staff import models
from staff.accounts import normalize_email

FREE_ATTEMPTS = 5
WAITS = tuple(dt.timedelta(minutes=minutes) for minutes in (1, 2, 4, 8, 15))
FORGOTTEN_AFTER = dt.timedelta(days=1)


def find_key(email: str, browser: str | None) -> str:
    """Under what attempts are counted.

    Args:
        browser: id of a browser in which this very person was signed in before; None for any other.
    """
    return hashlib.sha256(f"{normalize_email(email)}\n{browser or ''}".encode()).hexdigest()


def claim_attempt(session: Session, key: str, now: dt.datetime) -> bool:
    """Count an attempt before it is looked at (writes); False when it must wait.

    Counted first, many attempts at once are not more than one after another.
    """
    session.execute(delete(models.Attempts).where(models.Attempts.last_at < now - FORGOTTEN_AFTER))
    insert: Any = (postgresql if session.get_bind().dialect.name == "postgresql" else sqlite).insert
    session.execute(insert(models.Attempts).values(key=key, count=0, last_at=now).on_conflict_do_nothing())
    claimed = session.execute(
        update(models.Attempts)
        .where(
            models.Attempts.key == key,
            or_(models.Attempts.waits_until.is_(None), models.Attempts.waits_until <= now),
        )
        .values(count=models.Attempts.count + 1, last_at=now)
        .execution_options(synchronize_session=False)
    )
    if cast("CursorResult[object]", claimed).rowcount != 1:
        return False
    row = session.get_one(models.Attempts, key, populate_existing=True)
    row.waits_until = now + _find_wait(row.count) if row.count >= FREE_ATTEMPTS else None
    return True


def release_attempt(session: Session, key: str) -> None:
    """Take back an attempt that turned out right, while the next step is still to come (writes)."""
    row = session.get(models.Attempts, key)
    if row is not None:
        row.count, row.waits_until = max(0, row.count - 1), None


def forget_attempts(session: Session, key: str) -> None:
    """Begin anew: the person is in (writes)."""
    session.execute(delete(models.Attempts).where(models.Attempts.key == key))


def _find_wait(count: int) -> dt.timedelta:
    return WAITS[min(count - FREE_ATTEMPTS, len(WAITS) - 1)]
