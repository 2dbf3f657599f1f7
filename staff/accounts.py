"""Accounts: made, closed and opened by administrators; nobody makes one by signing in."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
import uuid

from sqlalchemy import Select, func, select, update
from sqlalchemy.orm import Session

from staff import models
from staff.changes import note_change
from staff.one_time_links import issue_link, revoke_link
from staff.recovery_codes import forget_codes
from staff.roles import PLATFORM, Actor, Role
from staff.sign_ins import end_all_sign_ins

LONGEST_EMAIL, LONGEST_NAME = 254, 200
EMAIL = re.compile(r"[^@\s<>()\[\]\\,;:\"]+@[^@\s.<>()\[\]\\,;:\"]+(\.[^@\s.<>()\[\]\\,;:\"]+)+")
LANGUAGES = ("fi", "sv", "en")
# These open what hurts most in wrong hands: what people wrote, and the accounts themselves.
NEEDS_SECOND_PERSON = frozenset({Role.HANDLER, Role.ADMINISTRATOR})


class AccountError(Exception):
    """Not done; `code` says why and has a sentence in data/texts/staff/<language>/accounts.yml."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


def normalize_email(email: str) -> str:
    """The address as accounts keep it: in small letters, without spaces around."""
    return unicodedata.normalize("NFC", email).strip().lower()


def find_account(session: Session, email: str) -> models.Account | None:
    """The account with this address, closed or not."""
    return session.scalar(select(models.Account).where(models.Account.email == normalize_email(email)))


def create_account(
    session: Session, now: dt.datetime, actor: Actor | None, email: str, name: str, language: str
) -> models.Account:
    """A new account without roles and without a password (writes).

    Raises:
        AccountError: email_invalid, email_taken, name_missing.
    """
    address, called = normalize_email(email), " ".join(name.split())
    if len(address) > LONGEST_EMAIL or not EMAIL.fullmatch(address):
        raise AccountError("email_invalid")
    if not called or len(called) > LONGEST_NAME:
        raise AccountError("name_missing")
    if find_account(session, address):
        raise AccountError("email_taken")
    account = models.Account(
        id=uuid.uuid4().hex,
        email=address,
        name=called,
        language=language if language in LANGUAGES else "fi",
        created_at=now,
    )
    session.add(account)
    session.flush()
    note_change(
        session,
        now,
        actor,
        "created",
        ("account", account.id),
        {"email": (None, address), "name": (None, called)},
    )
    return account


def begin_anew(
    session: Session,
    now: dt.datetime,
    actor: Actor | None,
    account: models.Account,
    reason: str | None = None,
) -> str:
    """The token of a one-time link (writes): password, codes and sign-ins of before are worth nothing.

    Roles that need a second person, given or proposed, must then be confirmed by somebody other than who
    makes the link: whoever hands a link over could open it.

    Raises:
        AccountError: own_account, closed, last_administrator.
    """
    refuse_oneself(actor, account)
    if not account.is_active:
        raise AccountError("closed")
    lock_administrators(session)
    account.password_hash = account.totp_secret = account.oidc_subject = None
    forget_codes(session, account.id)
    end_all_sign_ins(session, account.id)
    if actor is not None:
        _let_strong_roles_wait(session, now, actor, account)
        keep_an_administrator(session)
    note_change(session, now, actor, "link_issued", ("account", account.id), reason=reason)
    return issue_link(session, account, now)


def _let_strong_roles_wait(session: Session, now: dt.datetime, actor: Actor, account: models.Account) -> None:
    proposals = session.scalars(select(models.Proposal).where(models.Proposal.account_id == account.id))
    waiting = {(one.role, one.organization_key) for one in proposals}
    for held in [one for one in account.memberships if Role(one.role) in NEEDS_SECOND_PERSON]:
        account.memberships.remove(held)
        waiting.add((held.role, held.organization_key))
        role = f"{held.role} {held.organization_key}"
        note_change(session, now, actor, "role_waits", ("account", account.id), {"role": (role, None)})
    for role, organization_key in waiting:
        session.merge(
            models.Proposal(
                account_id=account.id,
                organization_key=organization_key,
                role=role,
                proposed_by=actor.account_id,
                proposed_by_name=actor.name,
                proposed_at=now,
            )
        )


def close_account(
    session: Session,
    now: dt.datetime,
    actor: Actor | None,
    account: models.Account,
    reason: str | None = None,
) -> None:
    """Let the person in no more (writes); roles stay noted for the day the account is opened again.

    Raises:
        AccountError: own_account, last_administrator.
    """
    refuse_oneself(actor, account)
    lock_administrators(session)
    if account.is_active:
        account.is_active = False
        keep_an_administrator(session)
        end_all_sign_ins(session, account.id)
        revoke_link(session, account.id)
        note_change(session, now, actor, "closed", ("account", account.id), {"active": (True, False)}, reason)


def open_account(
    session: Session, now: dt.datetime, actor: Actor, account: models.Account, reason: str | None = None
) -> None:
    """Let the person in again, as before (writes).

    Raises:
        AccountError: own_account.
    """
    refuse_oneself(actor, account)
    if not account.is_active:
        account.is_active = True
        note_change(session, now, actor, "opened", ("account", account.id), {"active": (False, True)}, reason)


def create_administrator(session: Session, now: dt.datetime, email: str, name: str) -> str:
    """The token of the one-time link of an administrator, made or mended from the command line (writes).

    Raises:
        AccountError: email_invalid, name_missing, both_kinds.
    """
    account = find_account(session, email) or create_account(session, now, None, email, name, "fi")
    held = {(Role(one.role), one.organization_key) for one in account.memberships}
    if any(role is Role.HANDLER for role, _ in held):
        raise AccountError("both_kinds")
    if not account.is_active:
        account.is_active = True
        note_change(session, now, None, "opened", ("account", account.id), {"active": (False, True)})
    if (Role.ADMINISTRATOR, PLATFORM) not in held:
        account.memberships.append(models.Membership(role=Role.ADMINISTRATOR, organization_key=PLATFORM))
        given = f"{Role.ADMINISTRATOR} {PLATFORM}"
        note_change(session, now, None, "role_given", ("account", account.id), {"role": (None, given)})
    return begin_anew(session, now, None, account)


def refuse_oneself(actor: Actor | None, account: models.Account) -> None:
    """Nobody decides about their own account.

    Raises:
        AccountError: own_account.
    """
    if actor is not None and actor.account_id == account.id:
        raise AccountError("own_account")


def lock_administrators(session: Session) -> None:
    """Let no other administrator be taken away until this transaction ends."""
    session.execute(
        update(models.Account)
        .where(models.Account.id.in_(_select_administrators()))
        .values(language=models.Account.language)
        .execution_options(synchronize_session=False)
    )


def keep_an_administrator(session: Session) -> None:
    """Check that somebody can still manage accounts.

    Raises:
        AccountError: last_administrator.
    """
    session.flush()
    left = (
        select(func.count())
        .select_from(models.Account)
        .where(models.Account.id.in_(_select_administrators()), models.Account.is_active)
    )
    if not session.scalar(left):
        raise AccountError("last_administrator")


def _select_administrators() -> Select[str]:
    return select(models.Membership.account_id).where(
        models.Membership.role == Role.ADMINISTRATOR, models.Membership.organization_key == PLATFORM
    )
