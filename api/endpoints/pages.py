"""The page itself, drawn by the server so that it works without JavaScript, and what it begins with."""

import json
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, JSONResponse
from jinja2 import Environment, FileSystemLoader

from api.chat.door import Door
from api.chat.forgetting import forget_conversations
from api.chat.language import LanguageChoice, get_direction
from api.chat.menu import MOST_CARDS, build_query, build_services
from api.chat.reading import Body, read_body
from api.contract import Page
from api.endpoints.conversations import find_or_limit
from api.endpoints.keeping import keep_body
from api.endpoints.messages import answer_body
from api.errors import DeletionIncompleteError, RateLimitedError
from api.labels import name_in
from api.page import build_page, build_visit
from api.settings import Settings
from api.texts import without_easy
from services_catalog.matching import match

router = APIRouter()
TEMPLATES = Environment(loader=FileSystemLoader(Path(__file__).parents[1] / "pages"), autoescape=True)
TEMPLATES.globals["direction"] = get_direction
TEMPLATES.globals["day"] = lambda told: "{0.day}.{0.month}.{0.year}".format(date.fromisoformat(told))
FORM_FIELDS = ("text", "choice", "conversation_id", "language", "area")


@router.get("/v1/page", response_model=Page, tags=["page"])
async def get_page(request: Request, language: str | None = None, area: str | None = None) -> JSONResponse:
    """Return all that a page or widget needs to begin."""
    return JSONResponse(build_page(request.app.state.door, language, area))


@router.get("/", response_class=HTMLResponse, include_in_schema=False)
async def show_page(request: Request, language: str | None = None, area: str | None = None) -> HTMLResponse:
    """Return the page."""
    return HTMLResponse(_draw(request, language, area))


@router.post("/", response_class=HTMLResponse, include_in_schema=False)
async def answer_form(request: Request) -> HTMLResponse:
    """Return the page with the answer to its form: a message, a choice, or a need from the menu."""
    body = await read_body(request.stream())
    sent = {name: values[0] for name, values in parse_qs(body.content.decode("utf-8", "replace")).items()}
    language, area, need = sent.get("language"), sent.get("area"), sent.get("need")
    if need:
        return HTMLResponse(_draw(request, language, area, need=need))
    if sent.get("keep"):
        return await _keep(request, sent, body.is_whole)
    if sent.get("delete"):
        return await _delete(request, sent)
    # A form leaves fields empty where JSON leaves them out.
    fields = {name: sent[name] for name in FORM_FIELDS if sent.get(name)}
    answer = await answer_body(request, Body(json.dumps(fields).encode(), body.is_whole))
    page = _draw(request, language, area, reply=answer.body, text=sent.get("text"))
    return HTMLResponse(page, status_code=answer.status)


async def _keep(request: Request, sent: Mapping[str, str], is_whole: bool) -> HTMLResponse:
    """Keep the message under which the box was ticked; its text stood in the page alone."""
    door: Door = request.app.state.door
    language, text, conversation_id = sent.get("language"), sent.get("text", ""), sent.get("conversation_id")
    wanted = {
        "conversation_id": conversation_id,
        "text": text,
        "consent": "consent" in sent,
        "language": language,
    }
    answer = await keep_body(request, Body(json.dumps(wanted).encode(), is_whole))
    reply: dict[str, Any] = {"conversation_id": conversation_id, "language": language}
    if "consent" in sent or answer.body.get("parts"):
        said = [{"type": "text", "text": answer.body["text"]}] if answer.status == 200 else []
        reply |= {"error": answer.body.get("error"), "parts": [*said, *answer.body.get("parts", [])]}
    else:
        choice = door.languages.detect(language) or LanguageChoice(door.settings.default_language)
        untold = door.texts.render("keep_message.untold", choice.words)
        reply |= {"parts": [{"type": "text", "text": untold}], "may_be_kept": True}
    page = _draw(request, language, sent.get("area"), reply=reply, text=text)
    return HTMLResponse(page, status_code=answer.status)


async def _delete(request: Request, sent: Mapping[str, str]) -> HTMLResponse:
    """Delete the conversation; where not all could be deleted, the page says so and the button stays.

    So it does when more unknown conversations were to be deleted in a minute than one address may send.
    """
    door: Door = request.app.state.door
    language, conversation_id = sent.get("language"), sent.get("conversation_id", "")
    choice = door.languages.choose(language, door.settings.default_language)
    key, status, headers = "page.deleted", 200, {}
    try:
        await find_or_limit(request, conversation_id)
        if not await forget_conversations(door, conversation_id):
            raise DeletionIncompleteError
    except (DeletionIncompleteError, RateLimitedError) as error:
        key, status, headers = f"error.{error.code}", error.status, error.headers
    text = door.texts.render(key, choice.words) or ""
    reply: dict[str, Any] = {"language": choice.words, "parts": [{"type": "text", "text": text}]}
    if status != 200:
        reply["conversation_id"] = conversation_id
    page = _draw(request, language, sent.get("area"), reply=reply)
    return HTMLResponse(page, status_code=status, headers=headers)


def _draw(
    request: Request,
    language: str | None,
    area: str | None,
    reply: dict[str, Any] | None = None,
    need: str | None = None,
    text: str | None = None,
) -> str:
    door: Door = request.app.state.door
    page = build_page(door, language, area)
    words, code = page["language"], without_easy(page["language"])
    known = need if need in door.labels.needs else None
    return TEMPLATES.get_template("index.html").render(
        page=page,
        language=words,
        t=tell_with(door, words),
        notices_of_city=list_notices_of_city(door.settings),
        reply=reply,
        text=text,
        services=_find_services(door, words, page["area"]["codes"][0], known) if known else None,
        needs={key: door.labels.need(key, code) for key in door.labels.needs},
        need={"key": known, "title": door.labels.need(known, code)} if known else None,
        how_it_goes=tell_how_it_goes_with(door, words),
    )


def _find_services(door: Door, language: str, area: str, need: str) -> list[dict[str, Any]]:
    visit = build_visit(door, language, area)
    parts = build_services(
        door, visit, match(door.catalogue.snapshot, build_query(door, visit, [need], MOST_CARDS))
    )
    return parts[0]["services"] if parts else []


def tell_how_it_goes_with(door: Door, language: str) -> Callable[[str], str]:
    """Return what cards say with how it goes when one gets in touch with the service of an id."""

    def tell(service_id: str) -> str:
        service = door.catalogue.snapshot.detect_service(service_id)
        return name_in(service.application_processes, language) or "" if service else ""

    return tell


def list_notices_of_city(settings: Settings) -> list[tuple[str, str]]:
    """Return the city's own notices as pairs of text key and address, those that have one."""
    known = (
        ("privacy_notice", settings.privacy_notice_url),
        ("accessibility_statement", settings.accessibility_statement_url),
    )
    return [(key, str(address)) for key, address in known if address]


def tell_with(door: Door, language: str) -> Callable[..., str]:
    """Return what templates say sentences with: the text of a key in the language, "" for an unknown one."""

    def tell(key: str, **values: Any) -> str:
        return door.texts.render(key, language, values=values) or ""

    return tell
