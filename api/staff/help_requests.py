"""Help requests for those who handle them: the list, one request, what was done to it and by whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response

from api.staff.access import PageNotFoundError, SentForm, Visit, get_room, require
from api.staff.drawing import draw, go_to
from api.staff.forms import get_door
from api.staff.help_request_forms import FieldMistakes, read_hand_over, read_outcome, read_try
from api.staff.help_request_words import Words, find_other_inboxes
from database.encryption import KeysError, UnreadableError
from help_requests import cases
from help_requests.audit import read_traces
from help_requests.cases import Case, CaseFile, Worker
from help_requests.deadlines import find_date
from help_requests.forecast import find_erasure
from help_requests.handling import (
    AlreadyTakenError,
    ChangedMeanwhileError,
    ConsentMissingError,
    Handling,
    NotTriedError,
    RequestGoneError,
    RequestMovedError,
)
from staff.roles import Role

router = APIRouter(prefix="/help-requests")
LIST = "/staff/help-requests"
Handler = Annotated[Visit, Depends(require(Role.HANDLER))]


@dataclass(frozen=True)
class Sent:
    """What a form on a request's page was sent with, to be shown again where something must be mended.

    Args:
        form: which one: take, log, hand-over, close.
        fields: as they were typed.
        mistakes: key of a sentence by field; the field "" stands for the whole form.
        values: fill the sentences' places.
    """

    form: str = ""
    fields: Mapping[str, str] | None = None
    mistakes: FieldMistakes | None = None
    values: Mapping[str, str] | None = None


@router.get("")
def show_list(request: Request, visit: Handler, state: str = "open", page: int = 1) -> HTMLResponse:
    """Return the requests of the handler's organisations; being here keeps their inboxes read."""
    room, worker = get_room(request), to_worker(visit)
    build_handling(request).visit(worker)
    chosen, place = state if state in cases.FILTERS else "open", max(1, min(page, 1000))
    found, counts, passed_on = room.work(
        lambda session: (
            cases.list_cases(session, worker.organizations, chosen, place),
            cases.count_cases(session, worker.organizations),
            cases.list_passed_on(session, worker.organizations),
        )
    )
    return draw(
        request,
        "help_requests.html",
        visit,
        words=Words.of(request, visit),
        cases=found,
        counts=counts,
        passed_on=passed_on,
        chosen=chosen,
        page=place,
        pages=-(-counts[chosen] // cases.MOST_ON_A_PAGE),
    )


@router.get("/{request_id}")
def show_request(request: Request, visit: Handler, request_id: str) -> HTMLResponse:
    """Return all of one request; opens it, and its reading is noted before anything is shown."""
    if "prefetch" in request.headers.get("sec-purpose", request.headers.get("purpose", "")):
        # Nobody looks yet: the sender must not be told that somebody has.
        raise PageNotFoundError
    return _draw_request(request, visit, request_id, Sent())


@router.get("/{request_id}/audit")
def show_audit(request: Request, visit: Handler, request_id: str) -> HTMLResponse:
    """Return who did what to the request while it was with the handler's organisations, erased or not."""
    organizations = to_worker(visit).organizations
    traces, case = get_room(request).work(
        lambda session: (
            read_traces(session, request_id, organizations),
            cases.find_case(session, request_id, organizations),
        )
    )
    if not traces:
        raise PageNotFoundError
    return draw(
        request,
        "help_request_audit.html",
        visit,
        words=Words.of(request, visit),
        traces=traces,
        case=case,
        request_id=request_id,
    )


@router.post("/{request_id}/take")
def take(request: Request, visit: Handler, request_id: str, form: SentForm) -> Response:
    """Make the request the handler's; the second of two is told who was first."""
    instead_of = _read(form, "instead_of")[:32] or None
    return _act(
        request,
        visit,
        request_id,
        Sent("take"),
        lambda handling, worker: handling.take(request_id, worker, instead_of),
        "taken",
    )


@router.post("/{request_id}/log")
def log_try(request: Request, visit: Handler, request_id: str, form: SentForm) -> Response:
    """Note a try to reach the person; reached, the request is answered."""
    case = _find_case(request, visit, request_id)
    tried, mistakes = read_try(form, case, get_room(request).clock())
    sent = Sent("log", _to_fields(form), mistakes)
    if tried is None:
        return _draw_request(request, visit, request_id, sent, 422)
    entry, entry_id = tried
    return _act(
        request,
        visit,
        request_id,
        sent,
        lambda handling, worker: handling.log_try(request_id, worker, entry, entry_id),
        "reached" if entry.reached else "tried",
    )


@router.post("/{request_id}/hand-over")
def hand_over(request: Request, visit: Handler, request_id: str, form: SentForm) -> Response:
    """Give the request to another inbox that is read, with the person's consent."""
    case = _find_case(request, visit, request_id)
    targets = {inbox.id for inbox in find_other_inboxes(request, case)}
    order, mistakes = read_hand_over(form, targets)
    sent = Sent("hand-over", _to_fields(form), mistakes)
    if order is None:
        return _draw_request(request, visit, request_id, sent, 422)
    return _act(
        request,
        visit,
        request_id,
        sent,
        lambda handling, worker: handling.hand_over(
            request_id, worker, order.inbox_id, order.words, order.has_agreed, order.revision
        ),
        "handed_over",
        LIST,
    )


@router.post("/{request_id}/close")
def close(request: Request, visit: Handler, request_id: str, form: SentForm) -> Response:
    """Close the request with how it ended."""
    outcome, revision, mistakes = read_outcome(form)
    sent = Sent("close", _to_fields(form), mistakes)
    if mistakes:
        return _draw_request(request, visit, request_id, sent, 422)
    return _act(
        request,
        visit,
        request_id,
        sent,
        lambda handling, worker: handling.close(request_id, worker, outcome, revision),
        "closed",
    )


@router.post("/{request_id}/reopen")
def reopen(request: Request, visit: Handler, request_id: str, form: SentForm) -> Response:
    """Take up a closed request again."""
    return _act(
        request,
        visit,
        request_id,
        Sent("reopen"),
        lambda handling, worker: handling.reopen(request_id, worker),
        "reopened",
    )


def to_worker(visit: Visit) -> Worker:
    """The person as whoever handles the requests of their organisations."""
    actor = visit.actor
    return Worker(actor.account_id, actor.name, actor.find_organizations(Role.HANDLER))


def build_handling(request: Request) -> Handling:
    """The staff's side of help requests on the database of the pages."""
    room = get_room(request)
    return Handling(room.engine, request.app.state.door.office.keyring, room.clock)


def _act(
    request: Request,
    visit: Visit,
    request_id: str,
    sent: Sent,
    act: Callable[[Handling, Worker], None],
    said: str,
    address: str | None = None,
) -> Response:
    """Do it and lead on; else show what stands in the way, the request as it is now, and what was typed."""
    try:
        act(build_handling(request), to_worker(visit))
    except RequestGoneError:
        raise PageNotFoundError from None
    except AlreadyTakenError as error:
        mistake, values = "already_taken", {"name": error.name}
    except ChangedMeanwhileError:
        mistake, values = "changed_meanwhile", {}
    except RequestMovedError:
        mistake, values = "moved", {}
    except ConsentMissingError:
        mistake, values = "consent_missing", {}
    except NotTriedError:
        mistake, values = "not_tried", {}
    except (UnreadableError, KeysError):
        return _draw_keyless(request, visit)
    else:
        return go_to(address or f"{LIST}/{request_id}", f"help_requests.said.{said}")
    return _draw_request(request, visit, request_id, Sent(sent.form, sent.fields, {"": mistake}, values), 409)


def _draw_request(
    request: Request, visit: Visit, request_id: str, sent: Sent, status: int = 200
) -> HTMLResponse:
    worker = to_worker(visit)
    file: CaseFile | None
    try:
        file = build_handling(request).read(request_id, worker)
        case = file.case
    except RequestGoneError:
        # Withdrawn before anybody opened it, its content is erased; that it came may still be seen.
        file, case = None, _find_case(request, visit, request_id)
    except (UnreadableError, KeysError):
        return _draw_keyless(request, visit)
    words = Words.of(request, visit)
    erasure = find_erasure(case.state, case.ended_at, get_door(request).office.settings)
    return draw(
        request,
        "help_request.html",
        visit,
        status,
        words=words,
        case=case,
        file=file,
        is_mine=case.taken_by == worker.account_id,
        erased_on=find_date(erasure[0]) if erasure and not case.is_demo else None,
        inboxes=find_other_inboxes(request, case) if case.state in ("opened", "answered") else [],
        sent=sent,
        # What was left out is empty, not missing.
        told=defaultdict(str, file.told if file else {}),
        fields=defaultdict(str, sent.fields or {}),
        fresh=defaultdict(str, words.prepare_try()),
        mistakes=sent.mistakes or {},
    )


def _draw_keyless(request: Request, visit: Visit) -> HTMLResponse:
    return draw(request, "help_request_unreadable.html", visit, 503)


def _find_case(request: Request, visit: Visit, request_id: str) -> Case:
    organizations = to_worker(visit).organizations
    case = get_room(request).work(lambda session: cases.find_case(session, request_id, organizations))
    if case is None:
        raise PageNotFoundError
    return case


def _to_fields(form: Any) -> dict[str, str]:
    return {name: value for name, value in form.items() if isinstance(value, str) and name != "csrf"}


def _read(form: Any, name: str) -> str:
    value = form.get(name)
    return value.strip() if isinstance(value, str) else ""
