"""Stand-ins for what the front door works with: a small catalogue and an assistant made of functions."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

import httpx
from fastapi import FastAPI

from api.application import read_data
from api.catalogue import Catalogue
from api.help_requests.office import Office
from api.settings import ROOT
from help_requests.settings import Settings as HelpRequestSettings
from services_catalog.service import Contact, Hours, Service
from services_catalog.snapshot import build_snapshot

# A Monday, 12.00 in Helsinki.
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
Handler = Callable[[httpx.Request], httpx.Response]


def build_contact(service_id: str, **fields: Any) -> Contact:
    """Return a phone line with nothing but its number known."""
    values: dict[str, Any] = {
        "id": f"{service_id}-1",
        "type": "phone",
        "value": "000 111",
        "labels": MappingProxyType({}),
        "languages": ("fi",),
        "price": "free",
        "minimum_age": None,
        "maximum_age": None,
        "hours": None,
    }
    return Contact(**{**values, **fields})


def build_service(service_id: str, **fields: Any) -> Service:
    """Return a service with everything unknown that `fields` does not give."""
    texts = MappingProxyType({language: f"{service_id} {language}" for language in ("fi", "sv", "en")})
    values: dict[str, Any] = {
        "id": service_id,
        "kind": "child_youth_helpline",
        "general": False,
        "emergency": False,
        "for_group": False,
        "names": texts,
        "summaries": texts,
        "descriptions": texts,
        "eligibility_descriptions": texts,
        "application_processes": texts,
        "organization_key": "organization",
        "organization_names": texts,
        "organization_url": "https://example.fi",
        "needs": ("bullying",),
        "minimum_age": None,
        "maximum_age": None,
        "about": frozenset({"self", "child", "other"}),
        "roles": frozenset({"youth", "parent", "other"}),
        "area_scope": "country",
        "area_codes": (),
        "front_door": None,
        "expanded_from_id": None,
        "languages": ("fi",),
        "interpreter": None,
        "free": True,
        "anonymous": None,
        "referral_needed": False,
        "walk_in": "depends",
        "guardian_informed": None,
        "contacts": (build_contact(service_id),),
        "source_url": "https://example.fi",
        "source_date": None,
        "assured_date": None,
        "contacts_assured_date": None,
        "expires_date": None,
    }
    return Service(**{**values, **fields})


SERVICES = (
    build_service(
        "nuorten-puhelin",
        maximum_age=24,
        contacts=(build_contact("nuorten-puhelin", hours=Hours("always"), maximum_age=24),),
    ),
    build_service(
        "kuraattori",
        kind="school_social_worker",
        general=True,
        needs=("bullying", "school"),
        area_scope="county",
        area_codes=("03",),
        contacts=(build_contact("kuraattori", type="web", value="https://example.fi/kuraattori"),),
    ),
    build_service("neuvonta", kind="immigrant_advice", needs=("immigration",), languages=("fi", "ru", "so")),
    build_service("harrastukset", kind="hobby_guidance", needs=("hobbies",), free="depends"),
)


def build_catalogue(*services: Service) -> Catalogue:
    """Return a catalogue of these services, without a database."""
    return Catalogue(
        build_snapshot(services or SERVICES, read_data(ROOT / "data").reference, "test"), None, 20
    )


def build_closed_office() -> Office:
    """Return an office in which nobody reads: no keys, no database."""
    settings = HelpRequestSettings.model_construct()
    return Office(settings, None, None, read_data(ROOT / "data").texts, False, lambda: NOW)


def build_result(**fields: Any) -> dict[str, Any]:
    """Return what an action hands back."""
    part = {"type": "text", "key": "understood.bullying", "variant": "youth", "values": {}}
    result = {"status": "services", "parts": [part], "question": None, "act": None, "need": "bullying"}
    return {**result, **fields}


def build_parse(**fields: Any) -> dict[str, Any]:
    """Return how the assistant understood a message."""
    parse = {
        "intent": {"name": "bullying", "confidence": 0.9},
        "intent_ranking": [{"name": "bullying", "confidence": 0.9}, {"name": "school", "confidence": 0.05}],
        "needs": ["bullying"],
        "band": "sure",
        "danger": {"kind": None, "level": None, "confidences": {}},
        "entities": [],
    }
    return {**parse, **fields}


class FakeAssistant:
    """Stands in for Rasa: keeps what it got, answers what it was told to answer."""

    def __init__(self) -> None:
        self.received: list[dict[str, Any]] = []
        self.forgotten: list[str] = []
        self.handler: Handler | None = None
        self.will_answer()

    def will_answer(self, **result: Any) -> None:
        """Answer from now on with this action result; `parse` and `slots` beside it."""
        parse, slots = result.pop("parse", build_parse()), result.pop("slots", {})
        self.body: Any = {"messages": [build_result(**result)], "parse": parse, "slots": slots}

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.method == "DELETE":
            self.forgotten.append(request.url.path.rsplit("/", 1)[-1])
            return self.handler(request) if self.handler else httpx.Response(204)
        if request.method == "POST":
            self.received.append(json.loads(request.content))
        if self.handler:
            return self.handler(request)
        return httpx.Response(200, json=self.body)


class FrontDoor:
    """The application with its client and its fake assistant."""

    def __init__(self, app: FastAPI, assistant: FakeAssistant, client: httpx.AsyncClient) -> None:
        self.app, self.assistant, self.client = app, assistant, client

    async def send(self, text: str | None = None, **fields: Any) -> dict[str, Any]:
        """Return the reply to a message; fails when it is an error."""
        message = {**({"text": text} if text is not None else {}), **fields}
        response = await self.client.post("/v1/messages", json=message)
        assert response.status_code == 200, response.text
        reply: dict[str, Any] = response.json()
        return reply

    async def choose(self, reply: dict[str, Any], title: str, **fields: Any) -> dict[str, Any]:
        """Return the reply to the choice with this title."""
        choice = find_choices(reply)[title]
        return await self.send(choice=choice, conversation_id=reply["conversation_id"], **fields)


def find_parts(reply: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    """Return the parts of one type, in order."""
    return [part for part in reply.get("parts", []) if part["type"] == kind]


def find_choices(reply: dict[str, Any]) -> dict[str, str]:
    """Return the tokens of all choices by title."""
    return {c["title"]: c["choice"] for part in find_parts(reply, "choices") for c in part["choices"]}


def find_texts(reply: dict[str, Any]) -> str:
    """Return all sentences, one below the other."""
    return "\n".join(part["text"] for part in find_parts(reply, "text"))


OpenDoor = Callable[..., FrontDoor]
