"""Codes on paper for the day the phone is lost: each works once, only hashes are kept."""

from __future__ import annotations

import hashlib
import secrets
from typing import cast

from sqlalchemy import CursorResult, delete, func, select
from sqlalchemy.orm import Session

from staff import models

COUNT = 10
# 16 signs of 32 are 80 bits: nobody finds a code from its hash. No 0, 1, I or O, which look like others.
ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
GROUPS, GROUP = 4, 4


def draw_codes(session: Session, account_id: str) -> list[str]:
    """New codes in place of the old ones (writes); they can't be had again."""
    codes = [
        "-".join("".join(secrets.choice(ALPHABET) for _ in range(GROUP)) for _ in range(GROUPS))
        for _ in range(COUNT)
    ]
    forget_codes(session, account_id)
    session.add_all(
        models.RecoveryCode(account_id=account_id, code_hash=_hash(account_id, code)) for code in codes
    )
    return codes


def use_code(session: Session, account_id: str, typed: str) -> bool:
    """Whether this was one of the codes; it is none any more (writes)."""
    gone = session.execute(
        delete(models.RecoveryCode).where(
            models.RecoveryCode.account_id == account_id,
            models.RecoveryCode.code_hash == _hash(account_id, typed),
        )
    )
    return cast("CursorResult[object]", gone).rowcount == 1


def count_codes(session: Session, account_id: str) -> int:
    """How many codes are left."""
    wanted = models.RecoveryCode.account_id == account_id
    return session.scalar(select(func.count()).select_from(models.RecoveryCode).where(wanted)) or 0


def forget_codes(session: Session, account_id: str) -> None:
    """Take all codes away (writes)."""
    session.execute(delete(models.RecoveryCode).where(models.RecoveryCode.account_id == account_id))


def _hash(account_id: str, code: str) -> str:
    plain = "".join(sign for sign in code.upper() if sign.isalnum())
    return hashlib.sha256(f"{account_id}:{plain}".encode()).hexdigest()
