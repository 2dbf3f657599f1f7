"""What messages tell of age, place, whom they are about and who writes.

Each table is drawn from data/nlu and completed with messages of kinds that are hard; all rows are labelled by
hand. When the rows of slot_messages_fresh_*.yml were read for the first time, the age was right where stated
in 95 % (fi), 65 % (sv) and 83 % (en); general faults have been mended since. Those of
slot_messages_independent_*.yml were written by others; read for the first time, the age was right where
stated in 79, 74 and 73 % and the municipality in 85, 92 and 94 % in their first half. Faults of whole
classes were mended with it; in the second half, read then for the first time, it was right in 84, 72 and
80 % and the municipality in 98, 88 and 93 %; faults were mended with that, too. Its last 55, 50 and 50 rows
are half of what a third author wrote; read for the first time, the age was right where stated in 91, 93 and
97 % of the whole and the municipality in 92, 92.5 and 96 %. An age nearly reached is a
year less: "kohta 16", "fyller 16 i maj" and "nearly 16" are 15.
A slot not named in a row is null for age and municipality and unchecked for about and role; "?" is unchecked.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

pytest.importorskip("rasa")

from assistant.components.person_extractor import PersonExtractor
from assistant.components.place_extractor import PlaceExtractor
from assistant.components.reading import Reader

_FOLDER = Path(__file__).parent
_LANGUAGES = ("fi", "sv", "en")
_UNCHECKED = "?"
_ALWAYS = ("age", "municipality")
# Shares of right answers below which the tests fail: of stated slots and of those that are null.
_DEVELOPMENT = {"age": 0.95, "municipality": 0.95, "about": 0.88, "role": 0.90}
_FRESH = {"age": 0.90, "municipality": 0.90, "about": 0.75, "role": 0.75}
_INDEPENDENT = {"age": 0.96, "municipality": 0.97, "about": 0.87, "role": 0.88}
# Few rows say that nobody is told of or that the writer is not known, and these are the doubtful ones.
_INDEPENDENT_NULL = {**_INDEPENDENT, "about": 0.75, "role": 0.70}
_LONGEST_SECONDS = 0.03  # ten times the aim of 3 ms: machines are noisy, only a blow-up must fail


class _Slots:
    """Both extractors over one reader."""

    def __init__(self) -> None:
        self._reader, self._extractors = Reader(), (PersonExtractor(), PlaceExtractor())

    def find(self, text: str, language: str, question: str | None = None) -> dict[str, Any]:
        reading = self._reader.read(text, {"language": language, "question": question})
        found: dict[str, Any] = {}
        for extractor in self._extractors:
            for entity in extractor.find_entities(reading):
                found.setdefault(entity["entity"], entity["value"])
        return found


@pytest.fixture(scope="module")
def slots() -> _Slots:
    """The extractors, built once."""
    return _Slots()


def _load(table: str, language: str) -> list[dict[str, Any]]:
    text = (_FOLDER / f"{table}_{language}.yml").read_text(encoding="utf-8")
    rows: list[dict[str, Any]] = yaml.safe_load(text)
    return rows


def _measure(slots: _Slots, rows: list[dict[str, Any]], slot: str) -> tuple[dict[bool, float], list[str]]:
    """Share of right answers where the slot is stated (True) and where it is null (False), and the misses."""
    right: dict[bool, list[bool]] = {True: [], False: []}
    misses = []
    for row in rows:
        wanted = row.get(slot)
        if wanted == _UNCHECKED or (slot not in row and slot not in _ALWAYS):
            continue
        found = slots.find(row["text"], row["lang"]).get(slot)
        right[wanted is not None].append(found == wanted)
        if found != wanted:
            misses.append(f"{wanted} <- {found}: {row['text']}")
    return {stated: sum(ok) / len(ok) if ok else 1.0 for stated, ok in right.items()}, misses


def _assert_shares(
    slots: _Slots,
    table: str,
    language: str,
    wanted: Mapping[str, float],
    slot: str,
    wanted_null: Mapping[str, float] | None = None,
) -> None:
    shares, misses = _measure(slots, _load(table, language), slot)
    right = shares[True] >= wanted[slot] and shares[False] >= (wanted_null or wanted)[slot]
    assert right, f"{shares}\n" + "\n".join(misses)


@pytest.mark.parametrize("slot", list(_DEVELOPMENT))
@pytest.mark.parametrize("language", _LANGUAGES)
def test_slots_are_right_when_messages_are_those_the_rules_were_made_with(
    slots: _Slots, language: str, slot: str
) -> None:
    """The share of right slots stays where it was, both where stated and where null."""
    _assert_shares(slots, "slot_messages", language, _DEVELOPMENT, slot)


@pytest.mark.parametrize("slot", list(_FRESH))
@pytest.mark.parametrize("language", _LANGUAGES)
def test_slots_are_mostly_right_when_messages_are_fresh(slots: _Slots, language: str, slot: str) -> None:
    """The rules hold for messages that they were not made with; few rows, so the bar is lower."""
    wanted = _FRESH if language != "sv" or slot != "age" else {**_FRESH, "age": 0.85}
    _assert_shares(slots, "slot_messages_fresh", language, wanted, slot)


@pytest.mark.parametrize("slot", list(_INDEPENDENT))
@pytest.mark.parametrize("language", _LANGUAGES)
def test_slots_are_right_when_messages_are_by_independent_authors(
    slots: _Slots, language: str, slot: str
) -> None:
    """Spoken forms, villages, ages to come and places merely visited are read as a careful reader does."""
    _assert_shares(slots, "slot_messages_independent", language, _INDEPENDENT, slot, _INDEPENDENT_NULL)


@pytest.mark.parametrize(
    ("text", "language", "name"),
    [
        ("Espossa asutaan", "fi", "Espoo"),
        ("leppavaarassa kiusataan mua", "fi", "Espoo"),
        ("Vihissä ei oo mitään", "fi", "Vihti"),
        ("kirkkonummel asuva", "fi", "Kirkkonummi"),
        ("lohjal tarvis apua", "fi", "Lohja"),
        ("asun tiksis", "fi", "Vantaa"),
        ("lahtelainen opiskelija", "fi", "Lahti"),
        ("Karjaan lukio on kaukana", "fi", "Raasepori"),
        ("terapiaa #heinola", "fi", "Heinola"),
        ("psykolog i karis", "sv", "Raasepori"),
        ("från sjundeå", "sv", "Siuntio"),
        ("Grankulla", "sv", "Kauniainen"),
        ("bor i borga", "sv", "Porvoo"),
        ("fran ekenas", "sv", "Raasepori"),
        ("vi bor i dickursby", "sv", "Vantaa"),
        ("bor i gardsbacka", "sv", "Helsinki"),
        ("our flat is in Kallio", "en", "Helsinki"),
        ("asun kalliossa", "fi", "Helsinki"),
        ("istuin kalliolla yksin", "fi", None),
        ("a man groped me at Karis station", "en", None),
        ("her mum's in Raisio, she lives with me in Padasjoki", "en", "Padasjoki"),
        ("help in ekenas please", "en", "Raasepori"),
        ("Vihti, need help", "en", "Vihti"),
        ("lähtee pois ja asuu täällä", "fi", None),
        ("jag har tre ungar", "sv", None),
        ("drunk wasps under our tree", "en", None),
        ("kan man äta murklor om man kokar dem", "sv", None),
    ],
)
def test_municipality_is_found_when_a_form_of_it_is_written(
    slots: _Slots, text: str, language: str, name: str | None
) -> None:
    """Inflected, mistyped and Swedish forms are read; words that look like places are not."""
    assert slots.find(text, language).get("municipality") == name


@pytest.mark.parametrize(
    ("text", "language", "question", "age"),
    [
        ("13", "fi", "age", 13),
        ("se on kolmetoista", "fi", "age", 13),
        ("tolv", "sv", "age", 12),
        ("he is nine", "en", "age", 9),
        ("13", "fi", None, 13),
    ],
)
def test_age_is_a_bare_number_when_it_was_asked(
    slots: _Slots, text: str, language: str, question: str | None, age: int
) -> None:
    """The answer to "how old" is read from a number alone."""
    assert slots.find(text, language, question).get("age") == age


@pytest.mark.parametrize(
    ("text", "language", "about"),
    [
        ("itselleni", "fi", "self"),
        ("kaverille", "fi", "other"),
        ("mitt barn", "sv", "child"),
        ("me", "en", "self"),
    ],
)
def test_about_is_the_answer_when_it_was_asked(slots: _Slots, text: str, language: str, about: str) -> None:
    """The answer to "whom is it about" is read as such."""
    assert slots.find(text, language, "about").get("about") == about


def test_ages_of_several_children_are_a_range_when_none_is_singled_out(slots: _Slots) -> None:
    """Several children make a range, one of them singled out an age."""
    assert slots.find("Lapset 4, 7 ja 11, ero tulossa", "fi") == {
        "about": "child",
        "role": "parent",
        "age_range": [4, 11],
    }
    assert slots.find("lapsista vanhin, 17, lyö pienempiä, 9 ja 5", "fi")["age"] == 17


def test_message_is_read_in_time_when_it_is_of_usual_length(slots: _Slots) -> None:
    """The middle message is read far within the time of a turn (aim: 3 ms of processor time)."""
    seconds = []
    for language in _LANGUAGES:
        for row in _load("slot_messages", language):
            start = time.process_time()
            slots.find(row["text"], language)
            seconds.append(time.process_time() - start)
    assert sorted(seconds)[len(seconds) // 2] < _LONGEST_SECONDS
