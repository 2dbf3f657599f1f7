"""The steps by which a person gets in: password, code of the phone, first set-up, the city's sign-in."""

from __future__ import annotations

import datetime as dt
import hashlib
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from database.encryption import Keyring
from staff import models
from staff.accounts import find_account
from staff.changes import note_change
from staff.one_time_codes import find_step, open_secret, seal_secret, use_step
from staff.one_time_links import use_link
from staff.passwords import hash_password
from staff.recovery_codes import draw_codes, use_code
from staff.sign_ins import end_all_sign_ins, to_actor


class Refusal(StrEnum):
    """Why the city's sign-in opens no account here."""

    UNKNOWN = "unknown"
    EMAIL_UNVERIFIED = "email_unverified"
    OTHER_PERSON = "other_person"


def tell_password_apart(account: models.Account) -> str:
    """A mark of the present password: what was begun with an older one is worth nothing."""
    return hashlib.sha256(f"{account.id}:{account.password_hash}".encode()).hexdigest()[:16]


def is_code_right(
    session: Session, keyring: Keyring, account: models.Account, typed: str, now: dt.datetime
) -> bool:
    """Whether this is a code of the person's phone or one of those on paper, not used before (writes).

    Raises:
        database.encryption.UnreadableError: the secret's key is gone, and the code was none on paper.
    """
    if use_code(session, account.id, typed):
        note_change(session, now, to_actor(account), "recovery_code_used", ("account", account.id))
        return True
    if account.totp_secret is None:
        return False
    step = find_step(open_secret(keyring, account.id, account.totp_secret), typed, now)
    return step is not None and use_step(session, account.id, step)


def set_first_password(
    session: Session, token: str, password: str, now: dt.datetime
) -> models.Account | None:
    """The account of this one-time link, now with this password (writes); None when it leads nowhere."""
    account = use_link(session, token, now)
    if account is not None:
        account.password_hash, account.totp_secret = hash_password(password), None
        end_all_sign_ins(session, account.id)
        note_change(session, now, to_actor(account), "password_set", ("account", account.id))
    return account


def set_phone(
    session: Session, keyring: Keyring, account: models.Account, secret: str, typed: str, now: dt.datetime
) -> list[str] | None:
    """New codes on paper, when the typed code shows that the phone has the secret (writes); else None.

    Raises:
        database.encryption.KeysError: there is no key to keep the secret with.
    """
    step = find_step(secret, typed, now)
    if step is None:
        return None
    account.totp_secret, account.totp_last_step = seal_secret(keyring, account.id, secret), step
    note_change(session, now, to_actor(account), "phone_set", ("account", account.id))
    return draw_codes(session, account.id)


def find_city_person(
    session: Session, issuer: str, subject: str, email: str | None, is_verified: bool, now: dt.datetime
) -> models.Account | Refusal:
    """The active account of whom the city's sign-in vouches for; linked at the first time (writes).

    No account is made by itself: the subject is linked already, or the verified e-mail is an account's.
    """
    known_as = f"{issuer} {subject}"
    linked = session.scalar(select(models.Account).where(models.Account.oidc_subject == known_as))
    if linked is not None:
        return linked if linked.is_active else Refusal.UNKNOWN
    if not email or not is_verified:
        return Refusal.EMAIL_UNVERIFIED
    account = find_account(session, email)
    if account is None or not account.is_active:
        return Refusal.UNKNOWN
    if account.oidc_subject is not None:
        # An address that went over to somebody else at the city.
        return Refusal.OTHER_PERSON
    account.oidc_subject = known_as
    note_change(session, now, to_actor(account), "city_sign_in_linked", ("account", account.id))
    return account


def rotate_keys(session: Session, keyring: Keyring) -> int:
    """Encrypt all secrets of phones anew under the first key (writes); return how many.

    Raises:
        database.encryption.KeysError: there is no key.
        database.encryption.UnreadableError: a secret's key is not in the ring; nothing is changed.
    """
    count = 0
    for account in session.scalars(select(models.Account).where(models.Account.totp_secret.is_not(None))):
        if account.totp_secret is None or account.totp_secret.startswith(f"{keyring.current_id}:"):
            continue
        secret = open_secret(keyring, account.id, account.totp_secret)
        account.totp_secret = seal_secret(keyring, account.id, secret)
        count += 1
    return count
