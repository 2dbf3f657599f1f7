"""Roles given and taken: by administrators, never by anybody to themselves; the strongest by two of them."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import select
from sqlalchemy.orm import Session

from staff import models
from staff.accounts import (
    NEEDS_SECOND_PERSON,
    AccountError,
    keep_an_administrator,
    lock_administrators,
    refuse_oneself,
)
from staff.changes import note_change
from staff.roles import PLATFORM, Actor, Role
from staff.sign_ins import end_all_sign_ins

# Whoever manages accounts reads no help requests, also not with a second role.
NEVER_TOGETHER = frozenset({Role.HANDLER, Role.ADMINISTRATOR})
# Accounts are managed for all organisations together.
ONLY_IN_PLATFORM = frozenset({Role.ADMINISTRATOR})


def give_role(
    session: Session,
    now: dt.datetime,
    actor: Actor,
    account: models.Account,
    role: Role,
    organization_key: str,
    reason: str | None = None,
) -> bool:
    """Give a role (writes); False when it now waits for a second administrator.

    Raises:
        AccountError: own_account, closed, role_held, role_elsewhere, both_kinds.
    """
    refuse_oneself(actor, account)
    if not account.is_active:
        raise AccountError("closed")
    _check_place(role, organization_key)
    held = {(Role(one.role), one.organization_key) for one in account.memberships}
    waiting = {(Role(one.role), one.organization_key) for one in list_proposals(session, account.id)}
    if (role, organization_key) in held | waiting:
        raise AccountError("role_held")
    _refuse_both_kinds({one for one, _ in held | waiting} | {role})
    if role in NEEDS_SECOND_PERSON:
        session.add(
            models.Proposal(
                account_id=account.id,
                organization_key=organization_key,
                role=role,
                proposed_by=actor.account_id,
                proposed_by_name=actor.name,
                proposed_at=now,
            )
        )
        _note(session, now, actor, "role_proposed", account, (None, f"{role} {organization_key}"), reason)
        return False
    _give(session, now, actor, account, role, organization_key, reason)
    return True


def confirm_role(
    session: Session,
    now: dt.datetime,
    actor: Actor,
    account: models.Account,
    role: Role,
    organization_key: str,
    reason: str | None = None,
) -> None:
    """Give the role that another administrator proposed (writes).

    Raises:
        AccountError: own_account, closed, own_proposal, proposal_gone, both_kinds.
    """
    refuse_oneself(actor, account)
    if not account.is_active:
        raise AccountError("closed")
    proposal = _get_proposal(session, account, role, organization_key)
    if proposal.proposed_by == actor.account_id:
        raise AccountError("own_proposal")
    _refuse_both_kinds({Role(one.role) for one in account.memberships} | {role})
    session.delete(proposal)
    _give(session, now, actor, account, role, organization_key, reason)


def refuse_role(
    session: Session,
    now: dt.datetime,
    actor: Actor,
    account: models.Account,
    role: Role,
    organization_key: str,
    reason: str | None = None,
) -> None:
    """Take a proposal away (writes): whoever made it, and any other administrator, may.

    Raises:
        AccountError: own_account, proposal_gone.
    """
    refuse_oneself(actor, account)
    session.delete(_get_proposal(session, account, role, organization_key))
    _note(session, now, actor, "role_refused", account, (f"{role} {organization_key}", None), reason)


def take_role(
    session: Session,
    now: dt.datetime,
    actor: Actor,
    account: models.Account,
    role: Role,
    organization_key: str,
    reason: str | None = None,
) -> None:
    """Take a role away and sign the person out everywhere (writes).

    Raises:
        AccountError: own_account, last_administrator, role_gone.
    """
    refuse_oneself(actor, account)
    lock_administrators(session)
    wanted = (role, organization_key)
    held = next(
        (one for one in account.memberships if (Role(one.role), one.organization_key) == wanted), None
    )
    if held is None:
        raise AccountError("role_gone")
    account.memberships.remove(held)
    keep_an_administrator(session)
    end_all_sign_ins(session, account.id)
    _note(session, now, actor, "role_taken", account, (f"{role} {organization_key}", None), reason)


def list_proposals(session: Session, account_id: str | None = None) -> list[models.Proposal]:
    """Roles that wait for a second administrator, oldest first; None for those of all accounts."""
    wanted = select(models.Proposal).order_by(models.Proposal.proposed_at, models.Proposal.role)
    if account_id is not None:
        wanted = wanted.where(models.Proposal.account_id == account_id)
    return list(session.scalars(wanted))


def _give(
    session: Session,
    now: dt.datetime,
    actor: Actor,
    account: models.Account,
    role: Role,
    organization_key: str,
    reason: str | None,
) -> None:
    account.memberships.append(models.Membership(role=role, organization_key=organization_key))
    end_all_sign_ins(session, account.id)
    _note(session, now, actor, "role_given", account, (None, f"{role} {organization_key}"), reason)


def _get_proposal(
    session: Session, account: models.Account, role: Role, organization_key: str
) -> models.Proposal:
    proposal = session.get(models.Proposal, (account.id, organization_key, role))
    if proposal is None:
        raise AccountError("proposal_gone")
    return proposal


def _check_place(role: Role, organization_key: str) -> None:
    if role in ONLY_IN_PLATFORM and organization_key != PLATFORM:
        raise AccountError("role_elsewhere")


def _refuse_both_kinds(roles: set[Role]) -> None:
    if roles >= NEVER_TOGETHER:
        raise AccountError("both_kinds")


def _note(
    session: Session,
    now: dt.datetime,
    actor: Actor,
    action: str,
    account: models.Account,
    role: tuple[str | None, str | None],
    reason: str | None,
) -> None:
    note_change(session, now, actor, action, ("account", account.id), {"role": role}, reason)
