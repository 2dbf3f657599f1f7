"""A catalogue that needs no network, and a talk with the actions as Rasa would lead it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.catalogue import CatalogueError, CatalogueUnavailableError, Matches, Query, ServiceCard
from actions.conversation import Conversation
from actions.rasa_actions import ACTIONS
from actions.reference_data import ReferenceData

ROOT = Path(__file__).resolve().parents[2]


def card(id_: str, kind: str, *needs: str, **content: Any) -> dict[str, Any]:
    """A service card as the catalogue's API gives it."""
    return {
        "id": id_,
        "kind": kind,
        "name": id_.replace("-", " ").title(),
        "needs": list(needs),
        "free": None,
        "anonymous": None,
        "referral_needed": None,
        "contacts": [{"type": "phone", "value": "116 111"}],
        "hours": {"state": "unknown", "text": ""},
        **content,
    }


SERVICES = [
    card(
        "kuraattori",
        "school_social_worker",
        "bullying",
        "school",
        "loneliness",
        free=True,
        referral_needed=False,
        guardian_informed="depends",
        hours={"state": "by_appointment", "text": "sovitusti"},
        application_process="Laita viesti, kuraattori ehdottaa aikaa.",
    ),
    card("nuorten-puhelin", "child_youth_helpline", "loneliness", "bullying", free=True, anonymous=True),
    card("koulupsykologi", "school_psychologist", "bullying", "mental_health", "school", free=True),
    card("rikosuhri", "victim_support", "bullying", "crime"),
    card("nuorisotila", "youth_centre", "loneliness", "hobbies", contacts=[]),
    card("mielen-linja", "crisis_helpline", "mental_health", "grief", anonymous=True, free=False),
    card("nuorten-klinikka", "youth_clinic", "mental_health", "substance_use", referral_needed=True),
    card("perhekeskus", "family_centre", "parenting", "home_help"),
    card("sosiaalineuvonta", "social_advice", "money", "family_social_support", "housing"),
    card("myrkytystietokeskus", "poison_information"),
    card("nollalinja", "domestic_violence_helpline", "domestic_violence"),
]


@dataclass
class FakeCatalogue:
    """Serves the cards above in their order; notes every query; fails when told to."""

    services: list[dict[str, Any]] = field(default_factory=lambda: list(SERVICES))
    queries: list[Query] = field(default_factory=list)
    error: CatalogueError | None = None
    places_outside: frozenset[str] = frozenset({"Rovaniemi"})

    async def find_matches(self, query: Query) -> Matches:
        self.queries.append(query)
        if self.error:
            raise self.error
        cards = [ServiceCard.from_json(service) for service in self.services]
        fitting = [
            found for found in cards if set(found.needs) & set(query.needs) and found.id not in query.exclude
        ]
        fitting.sort(
            key=lambda found: min(found.needs.index(need) for need in query.needs if need in found.needs)
        )
        # As the real one: with several needs one card for each comes first.
        best = [next((found for found in fitting if need in found.needs), None) for need in query.needs]
        ordered = dict.fromkeys([*(found.id for found in best if found), *(found.id for found in fitting)])
        by_id = {found.id: found for found in fitting}
        chosen = tuple(by_id[id_] for id_ in ordered)[: query.limit]
        return Matches(chosen, query.person.municipality in self.places_outside)

    async def find_services(self, ids: Sequence[str], language: str) -> tuple[ServiceCard, ...]:
        if self.error:
            raise self.error
        by_id = {service["id"]: ServiceCard.from_json(service) for service in self.services}
        return tuple(by_id[id_] for id_ in ids if id_ in by_id)

    async def find_of_kind(self, kind: str, place: str | None, language: str) -> tuple[ServiceCard, ...]:
        if self.error:
            raise self.error
        return tuple(ServiceCard.from_json(service) for service in self.services if service["kind"] == kind)


class Talk:
    """One conversation: each message runs its rule's action, and the returned events change the slots."""

    def __init__(self, data: ReferenceData, catalogue: FakeCatalogue) -> None:
        self.data = data
        self.catalogue = catalogue
        self.slots: dict[str, Any] = {}
        self.question: str | None = None
        self.danger: dict[str, str] | None = None
        self.language = "fi"
        self.is_easy = False
        self.area = "049"
        self.responses: list[dict[str, Any]] = []
        conversation = Conversation(data, catalogue)
        self._actions = {action.action_name: action(conversation) for action in ACTIONS}
        self._rules = rules()
        self._mappings = mappings()

    async def say(
        self,
        text: str,
        intent: str,
        *,
        needs: Sequence[str] | None = None,
        band: str = "sure",
        ranking: Sequence[tuple[str, float]] = (),
        danger: Mapping[str, Any] | None = None,
        **entities: Any,
    ) -> dict[str, Any]:
        """Return the result for a typed message that the pipeline understood so."""
        if needs is None:
            needs = [intent] if intent in self.data.needs and band == "sure" else []
        return await self._run(
            intent,
            {
                "text": text,
                "intent": {"name": intent, "confidence": 0.9},
                "intent_ranking": [
                    {"name": name, "confidence": confidence}
                    for name, confidence in ranking or [(intent, 0.9)]
                ],
                "entities": [{"entity": name, "value": value} for name, value in entities.items()],
                "needs": list(needs),
                "band": band,
                "danger": dict(danger or {"kind": None, "level": None}),
            },
        )

    async def choose(self, intent: str, **entities: Any) -> dict[str, Any]:
        """Return the result for a button. Rasa makes one entity of each value of a list."""
        flat = [
            {"entity": name, "value": value}
            for name, values in entities.items()
            for value in (values if isinstance(values, list) else [values])
        ]
        return await self._run(
            intent,
            {"text": f"/{intent}", "intent": {"name": intent, "confidence": 1.0}, "entities": flat},
        )

    async def _run(self, intent: str, latest_message: dict[str, Any]) -> dict[str, Any]:
        latest_message["metadata"] = {
            "language": self.language,
            "is_easy": self.is_easy,
            "question": self.question,
            "area": self.area,
            "danger": self.danger,
        }
        for name, untold in self._mappings.items():
            if intent in untold:
                continue
            values = [entity["value"] for entity in latest_message["entities"] if entity["entity"] == name]
            if values:
                self.slots[name] = values[0] if len(values) == 1 else values
        tracker = Tracker("conversation", dict(self.slots), latest_message, [], False, None, {}, None)
        dispatcher = CollectingDispatcher()
        events = await self._actions[self._rules[intent]].run(dispatcher, tracker, {})
        for event in events:
            if event["event"] == "reset_slots":
                self.slots.clear()
            elif event["event"] == "slot":
                self.slots[event["name"]] = event["value"]
        self.responses += dispatcher.messages
        (message,) = dispatcher.messages
        result: dict[str, Any] = message["custom"]
        self.question = result["question"]
        return result


def rules() -> dict[str, str]:
    """The action that each intent's rule leads to."""
    actions: dict[str, str] = {}
    for path in sorted((ROOT / "data/rules").glob("*.yml")):
        for rule in yaml.safe_load(path.read_text(encoding="utf-8"))["rules"]:
            first, second = rule["steps"]
            for step in first.get("or", [first]):
                actions[step["intent"]] = second["action"]
    return actions


def mappings() -> dict[str, list[str]]:
    """The slots that entities fill, each with the intents of messages that tell nothing of the person."""
    slots = yaml.safe_load((ROOT / "assistant/domain/slots.yml").read_text(encoding="utf-8"))["slots"]
    filled = {name: slot["mappings"][0] for name, slot in slots.items()}
    return {
        name: mapping.get("not_intent", [])
        for name, mapping in filled.items()
        if mapping["type"] == "from_entity"
    }


@pytest.fixture(scope="session")
def data() -> ReferenceData:
    """The real data files."""
    return ReferenceData.load(ROOT / "data")


@pytest.fixture
def catalogue() -> FakeCatalogue:
    """A catalogue that answers."""
    return FakeCatalogue()


@pytest.fixture
def broken_catalogue(catalogue: FakeCatalogue) -> FakeCatalogue:
    """The talk's catalogue, out of reach."""
    catalogue.error = CatalogueUnavailableError("match services: ConnectError")
    return catalogue


@pytest.fixture
def talk(data: ReferenceData, catalogue: FakeCatalogue) -> Talk:
    """A fresh conversation in Finnish, on a page of Espoo."""
    return Talk(data, catalogue)


class Result:
    """Reads an action result."""

    @staticmethod
    def keys(result: Mapping[str, Any]) -> list[str]:
        return [part["key"] for part in result["parts"] if part["type"] == "text"]

    @staticmethod
    def values(result: Mapping[str, Any], key: str) -> dict[str, Any]:
        return next(part["values"] for part in result["parts"] if part.get("key") == key)

    @staticmethod
    def variants(result: Mapping[str, Any]) -> set[str]:
        return {part["variant"] for part in result["parts"] if part["type"] == "text"}

    @staticmethod
    def services(result: Mapping[str, Any]) -> list[str]:
        return [
            card["id"] for part in result["parts"] if part["type"] == "services" for card in part["services"]
        ]

    @staticmethod
    def choices(result: Mapping[str, Any]) -> list[dict[str, Any]]:
        return [choice for part in result["parts"] if part["type"] == "choices" for choice in part["choices"]]

    @staticmethod
    def payloads(result: Mapping[str, Any]) -> list[tuple[str, dict[str, Any]]]:
        return [
            (choice["payload"]["intent"], choice["payload"]["entities"]) for choice in Result.choices(result)
        ]

    @staticmethod
    def intents(result: Mapping[str, Any]) -> list[str]:
        return [intent for intent, _ in Result.payloads(result)]

    @staticmethod
    def has_help_request(result: Mapping[str, Any]) -> bool:
        return any(part["type"] == "help_request" for part in result["parts"])


@pytest.fixture
def read() -> type[Result]:
    """The reader of results."""
    return Result
