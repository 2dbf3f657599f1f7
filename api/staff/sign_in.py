"""Sign in by password and the phone's code, set both up at the first time, sign out."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response
from sqlalchemy.orm import Session

from api.logs import describe_error, get_logger
from api.staff.access import SIGN_IN, SentForm, find_token, get_room
from api.staff.drawing import draw, go_to
from api.staff.entrance import (
    CODE,
    PHONE,
    SET_UP,
    STEP,
    STEP_LIFETIME,
    Crowded,
    EntranceForm,
    Step,
    draw_entrance,
    find_browser,
    find_step,
    go_back,
    go_to_step,
    let_in,
)
from api.staff.fields import find_own_address, read_text
from database.encryption import KeysError, UnreadableError
from staff import models, passwords
from staff.accounts import find_account
from staff.attempts import claim_attempt, find_key, forget_attempts, release_attempt
from staff.entering import is_code_right, set_first_password, set_phone, tell_password_apart
from staff.one_time_codes import draw_picture, draw_secret
from staff.one_time_links import VALID_FOR, find_link
from staff.sign_ins import Begun, begin_sign_in, end_sign_in, find_current

router = APIRouter()
# What the sign-in page can be told to say; anything else in its address is not shown.
PROBLEMS = frozenset(
    {
        "too_long",
        "crowded",
        "city_down",
        "city_refused",
        "city_failed",
        "city_unknown",
        "city_email_unverified",
        "city_other_person",
    }
)


@router.get("/sign-in")
def show_sign_in(request: Request) -> Response:
    """Return the page that asks for e-mail and password, or leads on whoever is in already."""
    room = get_room(request)
    wanted = find_own_address(request.query_params.get("next"))
    token = find_token(request)
    if token and room.work(lambda session: find_current(session, token, room.clock())):
        return go_to(wanted)
    problem = request.query_params.get("problem")
    return _draw_sign_in(request, "", wanted, problem if problem in PROBLEMS else None, 200)


@router.post("/sign-in")
def take_password(request: Request, form: EntranceForm, is_crowded: Crowded) -> Response:
    """Lead on to the code when the password is right; the same answer for every other case."""
    room, now = get_room(request), get_room(request).clock()
    email, password = read_text(form, "email"), read_text(form, "password")
    wanted = find_own_address(form.get("next"))
    if is_crowded:
        return _draw_sign_in(request, email, wanted, "crowded", 429)
    key = find_key(email, find_browser(request, email))
    # Two transactions: the database must not wait while the password is checked.
    may_try = room.work(lambda session: claim_attempt(session, key, now))
    account = room.work(lambda session: find_account(session, email))
    kept = account.password_hash if account and account.is_active else None
    verdict = passwords.check_password(kept, password)
    if account is None or not may_try or not verdict.is_right:
        return _draw_sign_in(request, email, wanted, "wrong", 422)
    account_id = account.id

    def go_on(session: Session) -> Step:
        release_attempt(session, key)
        found = session.get_one(models.Account, account_id)
        if verdict.new_hash:
            found.password_hash = verdict.new_hash
        name = CODE if found.totp_secret else SET_UP
        return Step(account_id, tell_password_apart(found), name, wanted)

    return go_to_step(request, room.work(go_on))


@router.get("/sign-in/code")
def show_code(request: Request) -> Response:
    """Return the page that asks for the phone's code."""
    if find_step(request, CODE) is None:
        return go_back("too_long")
    return draw_entrance(request, "sign_in_code.html", problem=None)


@router.post("/sign-in/code")
def take_code(request: Request, form: EntranceForm, is_crowded: Crowded) -> Response:
    """Sign in when the code, of the phone or on paper, is good."""
    room, now = get_room(request), get_room(request).clock()
    step = find_step(request, CODE)
    if step is None:
        return go_back("too_long")
    if is_crowded:
        return draw_entrance(request, "sign_in_code.html", 429, problem="crowded")

    def claim(session: Session) -> str | None:
        account = _find_same(session, step)
        key = find_key(account.email, find_browser(request, account.email)) if account else ""
        return key if account and claim_attempt(session, key, now) else None

    def enter(session: Session) -> Begun | None:
        account = _find_same(session, step)
        if account is None or not is_code_right(session, room.keyring, account, read_text(form, "code"), now):
            return None
        forget_attempts(session, key or "")
        return _begin(request, session, account)

    key = room.work(claim)
    try:
        begun = room.work(enter) if key else None
    except UnreadableError as error:
        get_logger().error("staff_keys_failed", **describe_error(error))
        return draw_entrance(request, "sign_in_code.html", 503, problem="keys")
    if begun is None:
        return draw_entrance(request, "sign_in_code.html", 422, problem="code")
    response = go_to(step.next)
    let_in(request, response, begun)
    return response


@router.get("/sign-in/set-up")
def show_set_up(request: Request) -> Response:
    """Return the page with the picture that the phone scans."""
    room = get_room(request)
    step = find_step(request, SET_UP)
    account = room.work(lambda session: _find_same(session, step)) if step else None
    if account is None:
        return go_back("too_long")
    if room.keyring.current_id is None:
        return draw_entrance(request, "sign_in_without_keys.html", 503)
    return _draw_set_up(request, account, draw_secret(), None, 200)


@router.post("/sign-in/set-up")
def take_set_up(request: Request, form: EntranceForm, is_crowded: Crowded) -> Response:
    """Keep the phone when it shows the right code; sign in and hand out the codes on paper, once."""
    room, now = get_room(request), get_room(request).clock()
    step = find_step(request, SET_UP)
    sealed = room.seals.open(PHONE, form.get("secret"), now)
    account = room.work(lambda session: _find_same(session, step)) if step else None
    if step is None or account is None or sealed is None or sealed["account"] != account.id:
        return go_back("too_long")
    secret = str(sealed["secret"])
    if is_crowded:
        return _draw_set_up(request, account, secret, "crowded", 429)

    def keep(session: Session) -> tuple[list[str], Begun] | None:
        found = _find_same(session, step)
        # Somebody who set up a phone in the meantime is not overwritten.
        if found is None or found.totp_secret is not None:
            return None
        codes = set_phone(session, room.keyring, found, secret, read_text(form, "code"), now)
        return (codes, _begin(request, session, found)) if codes else None

    try:
        kept = room.work(keep)
    except KeysError:
        return draw_entrance(request, "sign_in_without_keys.html", 503)
    if kept is None:
        return _draw_set_up(request, account, secret, "code", 422)
    codes, begun = kept
    response = draw(request, "recovery_codes.html", None, codes=codes, next=step.next)
    let_in(request, response, begun)
    return response


@router.get("/first-sign-in")
def show_first_sign_in(request: Request, link: str = "") -> HTMLResponse:
    """Return the page of a one-time link; looking at it does not use it up."""
    room = get_room(request)
    account = room.work(lambda session: find_link(session, link, room.clock()))
    return _draw_first_sign_in(request, account, link, None, 200)


@router.post("/first-sign-in")
def take_first_password(request: Request, form: EntranceForm, is_crowded: Crowded) -> Response:
    """Keep the password that was chosen and lead on to the phone."""
    room, now = get_room(request), get_room(request).clock()
    link, password = read_text(form, "link"), read_text(form, "password")
    account = room.work(lambda session: find_link(session, link, now))
    if account is None:
        return _draw_first_sign_in(request, None, "", None, 200)
    problem = passwords.find_problem(password, account.email, account.name)
    if not problem and password != read_text(form, "again"):
        problem = "differ"
    if is_crowded:
        problem = "crowded"
    if problem:
        return _draw_first_sign_in(request, account, link, problem, 429 if is_crowded else 422)
    owner = room.work(lambda session: set_first_password(session, link, password, now))
    if owner is None:
        return _draw_first_sign_in(request, None, "", None, 200)
    return go_to_step(request, Step(owner.id, tell_password_apart(owner), SET_UP, "/staff"))


@router.post("/sign-out")
def sign_out(request: Request, form: SentForm) -> Response:
    """End the sign-in of this browser."""
    room = get_room(request)
    token = find_token(request) or ""
    room.work(lambda session: end_sign_in(session, token))
    response = go_to(SIGN_IN, said="sign_in.said.signed_out")
    room.seals.delete_cookie(response)
    room.seals.delete_cookie(response, STEP)
    return response


def _find_same(session: Session, step: Step) -> models.Account | None:
    account = session.get(models.Account, step.account_id)
    is_same = account is not None and account.is_active and tell_password_apart(account) == step.mark
    return account if is_same else None


def _begin(request: Request, session: Session, account: models.Account) -> Begun:
    # A new token each time, and the old one ends: nobody can have put one into the browser beforehand.
    end_sign_in(session, find_token(request) or "")
    return begin_sign_in(session, account, get_room(request).clock())


def _draw_sign_in(
    request: Request, email: str, wanted: str, problem: str | None, status: int
) -> HTMLResponse:
    return draw_entrance(
        request,
        "sign_in.html",
        status,
        asked_with={"next": wanted},
        email=email,
        next=wanted,
        problem=problem,
        has_city=get_room(request).city is not None,
    )


def _draw_set_up(
    request: Request, account: models.Account, secret: str, problem: str | None, status: int
) -> HTMLResponse:
    room = get_room(request)
    content = {"account": account.id, "secret": secret}
    return draw_entrance(
        request,
        "sign_in_set_up.html",
        status,
        picture=draw_picture(secret, account.email),
        secret=secret,
        sealed=room.seals.seal(PHONE, content, room.clock() + STEP_LIFETIME),
        problem=problem,
    )


def _draw_first_sign_in(
    request: Request, account: models.Account | None, link: str, problem: str | None, status: int
) -> HTMLResponse:
    return draw_entrance(
        request,
        "first_sign_in.html",
        status if account else 410,
        asked_with={"link": link} if link else {},
        account=account,
        link=link,
        problem=problem,
        shortest=passwords.SHORTEST,
        days=VALID_FOR.days,
    )
