"""The one way to the catalogue: its HTTP API, asked for services that fit and for services by id."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import quote

import httpx

from actions.person import Person

TRIES = 2
# Below this a second try could not be answered any more.
SHORTEST_TRY_SECONDS = 0.1


class CatalogueError(Exception):
    """The catalogue could not be asked; the message says what was tried and holds no user's words."""


class CatalogueUnavailableError(CatalogueError):
    """The catalogue did not answer in time, or answered with a failure of its own."""


class CatalogueContractError(CatalogueError):
    """The catalogue's answer did not have the agreed shape."""


@dataclass(frozen=True)
class ServiceCard:
    """A service as the catalogue shows it; `content` is handed on to the front door as it came."""

    id: str
    kind: str
    name: str
    needs: tuple[str, ...]
    content: Mapping[str, Any]

    @classmethod
    def from_json(cls, content: object) -> "ServiceCard":
        """Return the card.

        Raises:
            CatalogueContractError: not an object with a text id.
        """
        if not isinstance(content, Mapping) or not isinstance(content.get("id"), str):
            raise CatalogueContractError("read a service card: it has no id")
        needs = content.get("needs")
        return cls(
            id=content["id"],
            kind=str(content.get("kind") or ""),
            name=str(content.get("name") or content["id"]),
            needs=tuple(str(need) for need in needs) if isinstance(needs, list) else (),
            content=content,
        )

    def threshold_fact(self, fact: str) -> bool | str | None:
        """The fact as true, false, "depends", or None when it is not known."""
        threshold = self.content.get("threshold")
        value = self.content.get(fact)
        if value is None and isinstance(threshold, Mapping):
            value = threshold.get(fact)
        return value if isinstance(value, bool) or value == "depends" else None

    def text(self, name: str) -> str | None:
        """A text of the service in the language asked for, or None."""
        value = self.content.get(name)
        return value if isinstance(value, str) and value else None

    @property
    def hours_text(self) -> str | None:
        """The catalogue's own sentence on opening hours, or None when they are not known."""
        hours = self.content.get("hours")
        if not isinstance(hours, Mapping) or hours.get("state") in (None, "unknown"):
            return None
        text = hours.get("text")
        return text if isinstance(text, str) and text else None

    @property
    def has_phone_or_chat(self) -> bool:
        """Whether a person answers by phone or chat."""
        contacts = self.content.get("contacts")
        return isinstance(contacts, list) and any(
            isinstance(contact, Mapping) and contact.get("type") in ("phone", "chat") for contact in contacts
        )


@dataclass(frozen=True)
class Query:
    """What services are looked for; the fields are those of `POST /v1/services/match`."""

    needs: tuple[str, ...]
    person: Person = field(default_factory=Person)
    language: str = "fi"
    area: str | None = None
    limit: int = 3
    exclude: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The request's body."""
        person = self.person
        return {
            "needs": list(self.needs),
            "age": person.age,
            "age_range": list(person.age_range) if person.age_range else None,
            "about": person.about,
            "role": person.role,
            "municipality": person.municipality,
            "school_municipality": person.school_municipality,
            "area": self.area,
            "language": self.language,
            "limit": self.limit,
            "exclude": list(self.exclude),
            "kinds": list(self.kinds),
        }


@dataclass(frozen=True)
class Matches:
    """Services that fit, best first; `outside` when the catalogue has no local services of the place."""

    services: tuple[ServiceCard, ...]
    outside: bool = False


class Catalogue(Protocol):
    """What the dialogue asks of the catalogue."""

    async def find_matches(self, query: Query) -> Matches:
        """Return services that fit, best first, at most `query.limit`; none is no error."""

    async def find_services(self, ids: Sequence[str], language: str) -> tuple[ServiceCard, ...]:
        """Return these services in this order, without those that are no longer published."""

    async def find_of_kind(self, kind: str, place: str | None, language: str) -> tuple[ServiceCard, ...]:
        """Return the services of a kind that serve the place, specific ones before general ones."""


class CatalogueClient:
    """Asks the catalogue over HTTP within the turn's budget; reads are tried twice.

    Raises (all methods):
        CatalogueUnavailableError: no answer in time. Caught in `conversation.py`, which apologises.
        CatalogueContractError: an answer of another shape. Caught there too.
    """

    def __init__(
        self,
        http: httpx.AsyncClient,
        match_timeout_seconds: float = 1.0,
        turn_budget_seconds: float = 1.8,
    ) -> None:
        self._http = http
        self._match_timeout_seconds = match_timeout_seconds
        self._turn_budget_seconds = turn_budget_seconds

    async def find_matches(self, query: Query) -> Matches:
        """Return services that fit, best first, at most `query.limit`; none is no error."""
        content = await self._read("POST", "/v1/services/match", "match services", json=query.to_json())
        if not isinstance(content, Mapping) or not isinstance(content.get("services"), list):
            raise CatalogueContractError("match services: the answer has no list of services")
        services = tuple(ServiceCard.from_json(card) for card in content["services"])
        return Matches(services, outside=content.get("outside") is True)

    async def find_services(self, ids: Sequence[str], language: str) -> tuple[ServiceCard, ...]:
        """Return these services in this order, without those that are no longer published."""
        found = await asyncio.gather(*(self._find_service(id_, language) for id_ in ids))
        return tuple(card for card in found if card)

    async def find_of_kind(self, kind: str, place: str | None, language: str) -> tuple[ServiceCard, ...]:
        """Return the services of a kind that serve the place, specific ones before general ones."""
        params = {"kind": kind, "language": language, **({"municipality": place} if place else {})}
        content = await self._read("GET", "/v1/services", "list services of a kind", params=params)
        if not isinstance(content, Mapping) or not isinstance(content.get("services"), list):
            raise CatalogueContractError("list services of a kind: the answer has no list of services")
        cards = [ServiceCard.from_json(card) for card in content["services"]]
        return tuple(sorted(cards, key=lambda card: card.content.get("general") is True))

    async def _find_service(self, id_: str, language: str) -> ServiceCard | None:
        # To answer "does it cost" is no choice of a person's.
        params = {"language": language, "chosen": "false"}
        content = await self._read(
            "GET", f"/v1/services/{quote(id_, safe='')}", "get a service", params=params
        )
        if content is None:
            return None
        if isinstance(content, Mapping) and isinstance(content.get("service"), Mapping):
            content = content["service"]
        return ServiceCard.from_json(content)

    async def _read(self, method: str, path: str, attempt: str, **request: Any) -> Any:
        """Return the answer's JSON, or None for 404. A match changes nothing, so it too is tried again."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + self._turn_budget_seconds
        reason = "no time was left"
        for _ in range(TRIES):
            seconds = min(self._match_timeout_seconds, deadline - loop.time())
            if seconds < SHORTEST_TRY_SECONDS:
                break
            try:
                # httpx counts its timeout anew for each byte received; this one holds for the whole try.
                async with asyncio.timeout(seconds):
                    response = await self._http.request(method, path, **request)
            except (httpx.HTTPError, TimeoutError) as error:
                reason = type(error).__name__
                continue
            if response.status_code == httpx.codes.NOT_FOUND and method == "GET":
                return None
            if response.status_code < httpx.codes.BAD_REQUEST:
                try:
                    return response.json()
                except ValueError as error:
                    raise CatalogueContractError(f"{attempt}: the answer is no JSON") from error
            reason = f"status {response.status_code}"
            if response.status_code < httpx.codes.INTERNAL_SERVER_ERROR:
                break  # Our own mistake: asking again does not help.
        raise CatalogueUnavailableError(f"{attempt}: {reason}")
