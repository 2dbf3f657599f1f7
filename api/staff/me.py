"""One's own account: name and language, password, phone, and where one is signed in."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from sqlalchemy.orm import Session

from api.staff.access import SentForm, SignedIn, find_token, get_room
from api.staff.drawing import draw, go_to
from api.staff.entrance import PHONE, STEP_LIFETIME, Crowded
from api.staff.fields import read_text
from api.staff.organizations import read_organizations
from database.encryption import KeysError
from staff import models, passwords
from staff.accounts import LANGUAGES, LONGEST_NAME
from staff.attempts import claim_attempt, find_key, forget_attempts
from staff.changes import note_change
from staff.entering import set_phone
from staff.one_time_codes import draw_picture, draw_secret
from staff.recovery_codes import count_codes
from staff.sign_ins import end_one_sign_in, end_other_sign_ins, hash_token, list_sign_ins

router = APIRouter()
ME = "/staff/me"


@router.get("/me")
def show_me(request: Request, visit: SignedIn) -> HTMLResponse:
    """Return the page of one's own account."""
    return _draw(request, visit, {}, {}, 200)


@router.post("/me")
def change_me(request: Request, visit: SignedIn, form: SentForm) -> Response:
    """Change the name by which colleagues know the person, and the language of the pages."""
    room = get_room(request)
    name, language = " ".join(read_text(form, "name").split()), read_text(form, "language")
    if not name or len(name) > LONGEST_NAME or language not in LANGUAGES:
        return _draw(request, visit, {"name": "me.problem.name"}, {"name": name, "language": language}, 422)

    def change(session: Session) -> None:
        account = session.get_one(models.Account, visit.actor.account_id)
        before = {"name": account.name, "language": account.language}
        account.name, account.language = name, language
        after = {"name": name, "language": language}
        fields = {key: (before[key], after[key]) for key in after if before[key] != after[key]}
        if fields:
            note_change(session, room.clock(), visit.actor, "edited", ("account", account.id), fields)

    room.work(change, visit.actor)
    return go_to(ME, said="me.said.saved")


@router.post("/me/password")
def change_password(request: Request, visit: SignedIn, form: SentForm, is_crowded: Crowded) -> Response:
    """Change the password; all other browsers are signed out."""
    room, now = get_room(request), get_room(request).clock()
    password, errors = read_text(form, "password"), {}
    problem = passwords.find_problem(password, visit.actor.email, visit.actor.name)
    if problem:
        errors["password"] = f"sign_in.problem.{problem}"
    elif password != read_text(form, "again"):
        errors["again"] = "sign_in.problem.differ"
    if is_crowded or not is_present_password(request, visit, read_text(form, "present")):
        errors["present"] = "me.problem.present"
    if errors:
        return _draw(request, visit, errors, {}, 422)
    new_hash = passwords.hash_password(password)

    def change(session: Session) -> None:
        account = session.get_one(models.Account, visit.actor.account_id)
        account.password_hash = new_hash
        end_other_sign_ins(session, account.id, find_token(request) or "")
        note_change(session, now, visit.actor, "password_set", ("account", account.id))

    room.work(change, visit.actor)
    return go_to(ME, said="me.said.password")


@router.get("/me/phone")
def show_phone(request: Request, visit: SignedIn) -> Response:
    """Return the page that sets up another phone."""
    return _draw_phone(request, visit, draw_secret(), {}, 200)


@router.post("/me/phone")
def change_phone(request: Request, visit: SignedIn, form: SentForm, is_crowded: Crowded) -> Response:
    """Take codes from another phone from now on; new codes on paper, other browsers are signed out."""
    room, now = get_room(request), get_room(request).clock()
    sealed = room.seals.open(PHONE, form.get("secret"), now)
    if sealed is None or sealed["account"] != visit.actor.account_id:
        return go_to(f"{ME}/phone", said="me.said.phone_again")
    secret = str(sealed["secret"])
    if is_crowded or not is_present_password(request, visit, read_text(form, "present")):
        return _draw_phone(request, visit, secret, {"present": "me.problem.present"}, 422)

    def change(session: Session) -> list[str] | None:
        account = session.get_one(models.Account, visit.actor.account_id)
        codes = set_phone(session, room.keyring, account, secret, read_text(form, "code"), now)
        if codes:
            end_other_sign_ins(session, account.id, find_token(request) or "")
        return codes

    try:
        codes = room.work(change, visit.actor)
    except KeysError:
        return draw(request, "sign_in_without_keys.html", visit, 503)
    if codes is None:
        return _draw_phone(request, visit, secret, {"code": "sign_in.problem.code"}, 422)
    return draw(request, "recovery_codes.html", visit, codes=codes, next=ME)


@router.post("/me/sign-ins/end")
def end_sign_ins(request: Request, visit: SignedIn, form: SentForm) -> Response:
    """End one of one's own sign-ins, or all but this one."""
    room, which = get_room(request), read_text(form, "which")
    token, account_id = find_token(request) or "", visit.actor.account_id

    def end(session: Session) -> None:
        if which == "others":
            end_other_sign_ins(session, account_id, token)
        else:
            end_one_sign_in(session, account_id, which)

    room.work(end, visit.actor)
    return go_to(ME, said="me.said.ended")


def is_present_password(request: Request, visit: SignedIn, typed: str) -> bool:
    """Whether this is the person's password now; tries are counted, and too many must wait."""
    room, now = get_room(request), get_room(request).clock()
    # Not the browser of a stranger: whoever is in here may still be somebody at a screen left open.
    key = find_key(visit.actor.email, f"signed in {visit.actor.account_id}")
    may_try = room.work(lambda session: claim_attempt(session, key, now))
    account = room.work(lambda session: session.get_one(models.Account, visit.actor.account_id))
    is_right = passwords.check_password(account.password_hash, typed).is_right and may_try
    if is_right:
        room.work(lambda session: forget_attempts(session, key))
    return is_right


def _draw(
    request: Request, visit: SignedIn, errors: dict[str, str], typed: dict[str, str], status: int
) -> HTMLResponse:
    room, actor = get_room(request), visit.actor
    platform = room.texts.render("accounts.platform", visit.language) or ""

    def read(session: Session) -> dict[str, Any]:
        account = session.get_one(models.Account, actor.account_id)
        return {
            "account": account,
            "codes_left": count_codes(session, account.id),
            "sign_ins": list_sign_ins(session, account.id, room.clock()),
            "organizations": read_organizations(session, visit.language, platform),
        }

    return draw(
        request,
        "me.html",
        visit,
        status,
        errors=errors,
        typed=typed,
        here=hash_token(find_token(request) or ""),
        shortest=passwords.SHORTEST,
        **room.work(read),
    )


def _draw_phone(
    request: Request, visit: SignedIn, secret: str, errors: dict[str, str], status: int
) -> HTMLResponse:
    room = get_room(request)
    content = {"account": visit.actor.account_id, "secret": secret}
    return draw(
        request,
        "me_phone.html",
        visit,
        status,
        picture=draw_picture(secret, visit.actor.email),
        secret=secret,
        sealed=room.seals.seal(PHONE, content, room.clock() + STEP_LIFETIME),
        errors=errors,
    )
