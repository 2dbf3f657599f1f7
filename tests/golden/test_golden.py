"""People and the help they should be led to: `cases.yml`, written for staff, played to the real system."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from tests.conversations.conversation import Conversation

if TYPE_CHECKING:
    from operations.stack import Stack

ROOT = Path(__file__).resolve().parents[2]
LANGUAGES = ("fi", "sv", "en")
MOST_MESSAGES = 3
DANGER_LEVELS = ("acute", "concern", "any")
REQUIRED = frozenset({"person", "language", "says", "kinds_any"})
OPTIONAL = frozenset({"area", "kinds_none", "services_any", "danger", "need", "age", "municipality", "gap"})
LISTS = ("says", "kinds_any", "kinds_none", "services_any")

Case = dict[str, Any]


def read(path: Path) -> Any:
    """Return what a YAML file holds."""
    return yaml.safe_load(path.read_text(encoding="utf-8"))


CASES: list[Case] = read(Path(__file__).with_name("cases.yml"))


def to_parameter(case: Case) -> Any:
    """Return the case as a parameter of the test; one with a gap may fail, and is named when it passes."""
    gap = case.get("gap")
    # Only a wrong reply is the gap: a system that is down fails the test all the same.
    marks = [pytest.mark.xfail(reason=gap, strict=False, raises=AssertionError)] if gap else []
    return pytest.param(case, id=f"{case['language']}: {case['person']}", marks=marks)


@pytest.mark.parametrize("case", [to_parameter(case) for case in CASES])
def test_person_is_led_to_help(stack: Stack, case: Case) -> None:
    """All that the case asks of the last reply holds; everything that does not is told at once."""
    talk = Conversation(stack.address, case["language"], case.get("area"))
    for message in case["says"]:
        talk.write(message)
    failures = [
        *find_wrong_cards(talk, case),
        *find_wrong_danger(talk, case),
        *find_misunderstandings(talk, case),
    ]
    assert not failures, "\n  ".join([case["person"], *failures, *describe(talk)])


def find_wrong_cards(talk: Conversation, case: Case) -> list[str]:
    """Return what is wrong with the cards, in plain words."""
    ids = {card["id"] for card in talk.services}
    failures = []
    if not set(case["kinds_any"]) & set(talk.kinds):
        failures.append(f"no card of the kinds {', '.join(case['kinds_any'])}")
    for kind in case.get("kinds_none", ()):
        if kind in talk.kinds:
            failures.append(f"a card of the kind {kind}, which does not suit this person")
    services = case.get("services_any", ())
    if services and not set(services) & ids:
        failures.append(f"none of the services {', '.join(services)}")
    return failures


def find_wrong_danger(talk: Conversation, case: Case) -> list[str]:
    """Return what is wrong with the contacts for danger, in plain words."""
    wanted, shown = case.get("danger"), talk.danger
    if wanted is None:
        return []
    if wanted == "none":
        return [f"an alarm where there is no danger: {shown['kind']}, {shown['level']}"] if shown else []
    if shown is None:
        return [f"no contacts for danger; expected {wanted['kind']}, {wanted['level']}"]
    return [
        f"danger of the {name} {shown[name]}, not {wanted[name]}"
        for name in ("kind", "level")
        if wanted[name] not in ("any", shown[name])
    ]


def find_misunderstandings(talk: Conversation, case: Case) -> list[str]:
    """Return what was understood otherwise than the case says."""
    return [
        f"{name} understood as {talk.understood[name]}, not {case[name]}"
        for name in ("need", "age", "municipality")
        if name in case and talk.understood[name] != case[name]
    ]


def describe(talk: Conversation) -> list[str]:
    """Return the reply as its reader saw it, and what was understood."""
    cards = [f"{card['kind']} ({card['id']})" for card in talk.services]
    danger = talk.danger and f"{talk.danger['kind']}, {talk.danger['level']}"
    understood = talk.understood
    likely = [f"{item['need']} {item['confidence']:.2f}" for item in understood["alternatives"][:3]]
    person = {name: understood[name] for name in ("about", "role", "age", "municipality")}
    return [
        f"status: {talk.status}",
        f"cards:  {', '.join(cards) or 'none'}",
        f"danger: {danger or 'none'}",
        f"need:   {understood['need']} (act {understood['act']}; likeliest: {', '.join(likely) or 'none'})",
        f"person: {person}",
    ]


def test_cases_are_well_formed() -> None:
    """Every word is a known one, so that a slip of the pen is named and no case passes by mistake."""
    words = Words()
    faults = [f"{case.get('person', case)}: {fault}" for case in CASES for fault in words.find_faults(case)]
    assert not faults, "\n".join(faults)
    twice = [person for person, count in Counter(case["person"] for case in CASES).items() if count > 1]
    assert not twice, f"the same person twice: {twice}"


def test_every_need_and_danger_has_a_case() -> None:
    """Whatever is added to needs.yml gets a person here."""
    words = Words()
    dangers = {case["danger"]["kind"] for case in CASES if isinstance(case.get("danger"), dict)}
    assert not words.needs - {case.get("need") for case in CASES}
    assert not words.dangers - dangers
    assert set(LANGUAGES) == {case["language"] for case in CASES}


class Words:
    """The words that cases may use: those of the data and of the catalogue."""

    def __init__(self) -> None:
        needs = read(ROOT / "data" / "needs.yml")
        municipalities = read(ROOT / "data" / "places.yml")["municipalities"]
        self.needs = {need["key"] for need in needs["needs"]}
        self.dangers = {danger["key"] for danger in needs["dangers"]}
        self._kinds = set(read(ROOT / "data" / "kinds.yml"))
        entries = (ROOT / "services_catalog" / "entries").glob("*/*.yml")
        self._published = {path.stem for path in entries if read(path)["status"] == "published"}
        self._codes = set(municipalities)
        self._places = {municipality["fi"] for municipality in municipalities.values()}

    def find_faults(self, case: Case) -> list[str]:
        """Return what is wrong with a case as it is written."""
        missing, unknown = REQUIRED - case.keys(), case.keys() - REQUIRED - OPTIONAL
        if missing or unknown:
            return [f"missing {sorted(missing)}, unknown {sorted(unknown)}"]
        unlisted = [name for name in LISTS if name in case and not (case[name] and is_texts(case[name]))]
        if unlisted:
            return [f"{name} is not a list of words" for name in unlisted]
        kinds_any, kinds_none = set(case["kinds_any"]), set(case.get("kinds_none", ()))
        rules = {
            "person: one line": isinstance(case["person"], str) and "\n" not in case["person"].strip(),
            "language: fi, sv or en": case["language"] in LANGUAGES,
            "says: one to three messages": len(case["says"]) <= MOST_MESSAGES,
            "kinds_any, kinds_none: kinds of data/kinds.yml": kinds_any | kinds_none <= self._kinds,
            "kinds_none: not at once in kinds_any": not kinds_any & kinds_none,
            "services_any: published entries": set(case.get("services_any", ())) <= self._published,
            "need: a need of data/needs.yml": case.get("need") in {None, *self.needs},
            "municipality: an official Finnish name": case.get("municipality") in {None, *self._places},
            "area: a municipality code in quotes": case.get("area") in {None, *self._codes},
            "age: a whole number": isinstance(case.get("age", 0), int),
            "danger: none, or a kind and a level": self._is_danger(case.get("danger", "none")),
            "gap: why, in words": "gap" not in case or isinstance(case["gap"], str),
        }
        return [rule for rule, holds in rules.items() if not holds]

    def _is_danger(self, danger: Any) -> bool:
        if not isinstance(danger, dict):
            return bool(danger == "none")
        return (
            danger.keys() == {"kind", "level"}
            and danger["kind"] in {"any", *self.dangers}
            and danger["level"] in DANGER_LEVELS
        )


def is_texts(value: Any) -> bool:
    """Whether the value is a list of texts, none of them empty."""
    return isinstance(value, list) and all(isinstance(text, str) and text.strip() for text in value)
