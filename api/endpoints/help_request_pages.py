"""The help request without JavaScript: the same counter behind plain forms, and nothing typed is lost."""

import json
import secrets
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any
from urllib.parse import parse_qs, unquote_to_bytes, urlencode

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.chat.door import Door
from api.chat.reading import Body, read_body
from api.endpoints.help_requests import AGAIN, build_form, count_opening, serve_body
from api.endpoints.pages import TEMPLATES, list_notices_of_city, tell_with
from api.help_requests import counter
from api.help_requests.form import LONGEST, read_matter
from api.page import build_page, build_visit

router = APIRouter(include_in_schema=False)

FORM, STATUS = "/help-request", "/help-request/status"
ACTS = {
    "look": counter.tell_status,
    "add": counter.add_message,
    "withdraw": counter.withdraw_request,
}
Sent = Mapping[str, str]


@router.get(FORM, response_class=HTMLResponse)
async def show_form(request: Request) -> Response:
    """Return the form, or services to contact oneself where nobody would read a request.

    The first time it leads to the same page under an address that counts nothing: whoever loads that anew,
    comes back to it or changes the language is still the same person.
    """
    asked = request.query_params
    if AGAIN not in asked:
        _count_opening(request, asked.get("language"))
        return RedirectResponse(f"{FORM}?{urlencode([*asked.multi_items(), (AGAIN, '1')])}", status_code=303)
    return HTMLResponse(await _draw_form(request, dict(asked)))


@router.post(FORM, response_class=HTMLResponse)
async def send_form(request: Request) -> HTMLResponse:
    """Return the five words; or the form again with what to mend beside each field."""
    body, sent = await _read_fields(request)
    if sent.get("begin"):
        # From a card or the conversation: what it is about belongs in no address and no browser history.
        _count_opening(request, sent.get("language"))
        return HTMLResponse(await _draw_form(request, sent))
    answer = await _serve(request, body, sent, counter.take_request)
    if answer.status == 201:
        parts = answer.body["parts"]
        return HTMLResponse(_draw(request, "help_request_sent.html", FORM, sent, parts, receipt=answer.body))
    return HTMLResponse(
        await _draw_form(request, sent, answer.body), status_code=answer.status, headers=dict(answer.headers)
    )


@router.get(STATUS, response_class=HTMLResponse)
async def show_status_form(request: Request) -> HTMLResponse:
    """Return the form that asks for the five words."""
    return HTMLResponse(_draw_status(request, dict(request.query_params)))


@router.post(STATUS, response_class=HTMLResponse)
async def answer_status_form(request: Request) -> HTMLResponse:
    """Return how the request stands, after adding or withdrawing where that was asked."""
    body, sent = await _read_fields(request)
    answer = await _serve(request, body, sent, ACTS.get(sent.get("act", ""), counter.tell_status))
    return HTMLResponse(
        _draw_status(request, sent, answer.body), status_code=answer.status, headers=dict(answer.headers)
    )


async def _read_fields(request: Request) -> tuple[Body, Sent]:
    body = await read_body(request.stream())
    fields = parse_qs(body.content.decode("utf-8", "replace"))
    return body, {name: values[0] for name, values in fields.items()}


async def _serve(request: Request, body: Body, sent: Sent, work: counter.Work) -> Any:
    # The bytes as they came are screened as well, whatever the reading of the fields made of them.
    plain = unquote_to_bytes(body.content.replace(b"+", b" "))
    fields = Body(json.dumps(sent).encode(), body.is_whole)
    return await serve_body(request, fields, work, sent.get("idempotency_key"), plain, "page")


def _count_opening(request: Request, language: str | None) -> None:
    door: Door = request.app.state.door
    known = language if language in door.texts.languages else door.settings.default_language
    count_opening(door, "page", known)


async def _draw_form(request: Request, sent: Sent, answer: Mapping[str, Any] | None = None) -> str:
    door: Door = request.app.state.door
    form = build_form(door, sent.get("language"))
    matter, _ = read_matter(sent, door.labels)
    area = door.labels.find_municipality_code(sent.get("area")) or door.settings.home_area
    visit = counter.Visit(build_visit(door, form["language"], area), sent, matter)
    route = (await counter.tell_route(door, visit)).body
    if answer and any(part["type"] == "services" for part in answer.get("parts", [])):
        route["services"] = []
    parts = answer.get("parts", []) if answer else []
    return _draw(
        request,
        "help_request_form.html",
        FORM,
        sent,
        parts,
        answer,
        route=route,
        needs=[(need["key"], need["title"]) for need in form["needs"]],
        municipalities=[(place["code"], place["name"]) for place in form["municipalities"]],
        chosen_municipality=matter.municipality,
    )


def _draw_status(request: Request, sent: Sent, answer: Mapping[str, Any] | None = None) -> str:
    standing = answer if answer and "state" in answer else None
    received = date.fromisoformat(standing["received_on"]) if standing else None
    return _draw(
        request,
        "help_request_status.html",
        STATUS,
        sent,
        answer.get("parts", []) if answer else [],
        None if standing else answer,
        standing=standing,
        received_on=f"{received.day}.{received.month}." if received else "",
    )


def _draw(
    request: Request,
    template: str,
    address: str,
    sent: Sent,
    parts: list[dict[str, Any]],
    answer: Mapping[str, Any] | None = None,
    **values: Any,
) -> str:
    door: Door = request.app.state.door
    page = build_page(door, sent.get("language"), sent.get("area"))
    tell = tell_with(door, page["language"])
    errors = (answer or {}).get("fields", [])
    was_used = ((answer or {}).get("error") or {}).get("code") == "help_request_key_reused"
    key = sent.get("idempotency_key") if answer and not was_used else None
    return TEMPLATES.get_template(template).render(
        page=page,
        language=page["language"],
        t=tell,
        notices_of_city=list_notices_of_city(door.settings),
        h=_help_teller(tell),
        address=address,
        sent=sent,
        parts=parts,
        error=(answer or {}).get("error"),
        errors=errors,
        messages={item["field"]: item["message"] for item in errors},
        longest=LONGEST,
        idempotency_key=key or secrets.token_urlsafe(24),
        **values,
    )


def _help_teller(tell: Callable[..., str]) -> Callable[..., str]:
    def tell_help(key: str, **values: Any) -> str:
        return tell(f"help_request.{key}", **values)

    return tell_help
