"""One-time codes of a phone (TOTP): the secret, its picture to scan, and whether a code is good, once.

Source: RFC 6238; one step before and after is taken for slow typing and clocks that differ (section 5.2).
"""

from __future__ import annotations

import base64
import datetime as dt
import hmac
from typing import cast

import pyotp
import segno
from sqlalchemy import CursorResult, or_, update
from sqlalchemy.orm import Session

from database.encryption import Keyring, Sealed
from staff import models

STEP_SECONDS = 30
DIGITS = 6
ISSUER = "Kynnys"


def draw_secret() -> str:
    """A new secret of 160 bits, in the letters that a person can also type."""
    return pyotp.random_base32()


def draw_picture(secret: str, email: str) -> str:
    """The secret as a QR code: a data address of an SVG picture, dark on light also in dark colours."""
    address = pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=ISSUER)
    return segno.make(address, micro=False).svg_data_uri(scale=5, border=4, light="#fff")


def find_step(secret: str, code: str, now: dt.datetime) -> int | None:
    """The time step that the code belongs to, None when it belongs to none near `now`."""
    typed = "".join(code.split())
    if len(typed) != DIGITS or not (typed.isascii() and typed.isdigit()):
        return None
    step = int(now.timestamp()) // STEP_SECONDS
    codes = pyotp.TOTP(secret)
    found = [
        near for near in (step - 1, step, step + 1) if hmac.compare_digest(codes.generate_otp(near), typed)
    ]
    return found[-1] if found else None


def use_step(session: Session, account_id: str, step: int) -> bool:
    """Note that a step's code was used (writes); False when it, or a later one, was used before."""
    used = session.execute(
        update(models.Account)
        .where(
            models.Account.id == account_id,
            or_(models.Account.totp_last_step.is_(None), models.Account.totp_last_step < step),
        )
        .values(totp_last_step=step)
        .execution_options(synchronize_session=False)
    )
    return cast("CursorResult[object]", used).rowcount == 1


def seal_secret(keyring: Keyring, account_id: str, secret: str) -> str:
    """The secret as it is kept.

    Raises:
        database.encryption.KeysError: there is no key.
    """
    sealed = keyring.seal(secret.encode(), _name_place(account_id))
    return f"{sealed.key_id}:{base64.b64encode(sealed.content).decode()}"


def open_secret(keyring: Keyring, account_id: str, kept: str) -> str:
    """The secret out of what is kept.

    Raises:
        database.encryption.UnreadableError: its key is gone, or it was moved to another account.
    """
    key_id, _, content = kept.partition(":")
    return keyring.open(Sealed(key_id, base64.b64decode(content)), _name_place(account_id)).decode()


def _name_place(account_id: str) -> str:
    return f"staff account {account_id}"
