"""The accounts, for administrators: make them, give and take roles, hand over links, close them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from api.staff.access import PageNotFoundError, SentForm, Visit, get_room, require
from api.staff.drawing import draw, go_to
from api.staff.fields import read_text
from api.staff.organizations import read_organizations
from staff import models
from staff.__main__ import FIRST_SIGN_IN
from staff.accounts import (
    NEEDS_SECOND_PERSON,
    AccountError,
    begin_anew,
    close_account,
    create_account,
    open_account,
    refuse_oneself,
)
from staff.changes import note_change
from staff.granting import confirm_role, give_role, list_proposals, refuse_role, take_role
from staff.one_time_links import VALID_FOR
from staff.roles import PLATFORM, Role
from staff.sign_ins import end_all_sign_ins, list_sign_ins

router = APIRouter(prefix="/accounts")
ACCOUNTS = "/staff/accounts"
Deed = Callable[[Session, models.Account], Any]
# Beside which field an error stands; the others concern the page as a whole.
FIELDS = {"email_invalid": "email", "email_taken": "email", "name_missing": "name"}


def manage(visit: Annotated[Visit, Depends(require(Role.ADMINISTRATOR))]) -> Visit:
    """Whoever manages the accounts of all organisations."""
    if not visit.actor.may(Role.ADMINISTRATOR, PLATFORM):
        raise PageNotFoundError
    return visit


Managing = Annotated[Visit, Depends(manage)]


@router.get("")
def show_accounts(request: Request, visit: Managing) -> HTMLResponse:
    """Return the list of all accounts, those that wait for a second person first."""
    room = get_room(request)

    def read(session: Session) -> dict[str, Any]:
        accounts = session.scalars(select(models.Account).order_by(func.lower(models.Account.name)))
        waiting = {one.account_id for one in list_proposals(session)}
        return {
            "accounts": sorted(accounts, key=lambda one: (one.id not in waiting, not one.is_active)),
            "waiting": waiting,
            "invited": set(session.scalars(select(models.OneTimeLink.account_id))),
            "organizations": _read_organizations(request, session, visit),
        }

    return draw(request, "accounts.html", visit, **room.work(read))


@router.get("/new")
def show_new_account(request: Request, visit: Managing) -> HTMLResponse:
    """Return the form for a new account."""
    return draw(request, "accounts_new.html", visit, typed={}, errors={})


@router.post("/new")
def make_account(request: Request, visit: Managing, form: SentForm) -> Response:
    """Make an account and show its one-time link, once."""
    room, now = get_room(request), get_room(request).clock()
    typed = {name: read_text(form, name) for name in ("email", "name", "language")}

    def make(session: Session) -> tuple[models.Account, str]:
        account = create_account(session, now, visit.actor, typed["email"], typed["name"], typed["language"])
        return account, begin_anew(session, now, visit.actor, account)

    try:
        account, token = room.work(make, visit.actor)
    except AccountError as error:
        errors = {FIELDS.get(error.code, "email"): f"accounts.problem.{error.code}"}
        return draw(request, "accounts_new.html", visit, 422, typed=typed, errors=errors)
    return _draw_link(request, visit, account, token)


@router.get("/{account_id}")
def show_account(request: Request, visit: Managing, account_id: str) -> HTMLResponse:
    """Return the page of one account."""
    return _draw_account(request, visit, account_id)


@router.post("/{account_id}/link")
def issue_new_link(request: Request, visit: Managing, account_id: str, form: SentForm) -> Response:
    """Make a one-time link in place of a lost password or phone, and show it, once."""
    now, reason = get_room(request).clock(), read_text(form, "reason")

    def issue(session: Session, account: models.Account) -> tuple[models.Account, str]:
        return account, begin_anew(session, now, visit.actor, account, reason)

    try:
        account, token = _work_on(request, visit, account_id, issue)
    except AccountError as error:
        return _draw_account(request, visit, account_id, error)
    return _draw_link(request, visit, account, token)


@router.post("/{account_id}/roles/{deed}")
def change_role(request: Request, visit: Managing, account_id: str, deed: str, form: SentForm) -> Response:
    """Give, take, confirm or refuse a role."""
    now, reason = get_room(request).clock(), read_text(form, "reason")
    role, organization_key = read_text(form, "role"), read_text(form, "organization")
    if deed not in ("give", "take", "confirm", "refuse"):
        raise PageNotFoundError

    def change(session: Session, account: models.Account) -> str:
        if role not in set(Role) or (deed == "give" and not _is_organization(request, session, visit, form)):
            raise AccountError("role_missing")
        what = (session, now, visit.actor, account, Role(role), organization_key)
        if deed == "confirm":
            confirm_role(*what, reason)
        elif deed == "refuse":
            refuse_role(*what, reason)
        elif deed == "take":
            take_role(*what, reason)
        elif not give_role(*what, reason):
            return "waits"
        return deed

    try:
        said = _work_on(request, visit, account_id, change)
    except AccountError as error:
        return _draw_account(request, visit, account_id, error)
    return go_to(f"{ACCOUNTS}/{account_id}", said=f"accounts.said.role_{said}")


@router.post("/{account_id}/{deed}")
def change_account(request: Request, visit: Managing, account_id: str, deed: str, form: SentForm) -> Response:
    """Close or open the account, or sign the person out everywhere."""
    now, reason = get_room(request).clock(), read_text(form, "reason")

    def sign_out(session: Session, account: models.Account) -> None:
        refuse_oneself(visit.actor, account)
        end_all_sign_ins(session, account.id)
        note_change(session, now, visit.actor, "signed_out", ("account", account.id), reason=reason)

    deeds: dict[str, Deed] = {
        "close": lambda session, account: close_account(session, now, visit.actor, account, reason),
        "open": lambda session, account: open_account(session, now, visit.actor, account, reason),
        "end-sign-ins": sign_out,
    }
    if deed not in deeds:
        raise PageNotFoundError
    try:
        _work_on(request, visit, account_id, deeds[deed])
    except AccountError as error:
        return _draw_account(request, visit, account_id, error)
    return go_to(f"{ACCOUNTS}/{account_id}", said=f"accounts.said.{deed.replace('-', '_')}")


def _work_on(request: Request, visit: Visit, account_id: str, deed: Deed) -> Any:
    def work(session: Session) -> Any:
        account = session.get(models.Account, account_id)
        if account is None:
            raise PageNotFoundError
        return deed(session, account)

    return get_room(request).work(work, visit.actor)


def _read_organizations(request: Request, session: Session, visit: Visit) -> dict[str, str]:
    platform = get_room(request).texts.render("accounts.platform", visit.language) or PLATFORM
    return dict(read_organizations(session, visit.language, platform))


def _is_organization(request: Request, session: Session, visit: Visit, form: SentForm) -> bool:
    return read_text(form, "organization") in _read_organizations(request, session, visit)


def _draw_account(
    request: Request, visit: Visit, account_id: str, error: AccountError | None = None
) -> HTMLResponse:
    room = get_room(request)

    def read(session: Session, account: models.Account) -> dict[str, Any]:
        link = session.scalar(select(models.OneTimeLink).where(models.OneTimeLink.account_id == account_id))
        return {
            "account": account,
            "link_until": link.expires_at if link and link.expires_at > room.clock() else None,
            "proposals": list_proposals(session, account_id),
            "sign_ins": list_sign_ins(session, account_id, room.clock()),
            "organizations": _read_organizations(request, session, visit),
        }

    return draw(
        request,
        "accounts_one.html",
        visit,
        422 if error else 200,
        problem=error.code if error else None,
        roles=list(Role),
        strong=NEEDS_SECOND_PERSON,
        is_own=account_id == visit.actor.account_id,
        **_work_on(request, visit, account_id, read),
    )


def _draw_link(request: Request, visit: Visit, account: models.Account, token: str) -> HTMLResponse:
    address = f"{get_room(request).settings.public_url}{FIRST_SIGN_IN}?link={token}"
    return draw(request, "accounts_link.html", visit, account=account, link=address, days=VALID_FOR.days)
