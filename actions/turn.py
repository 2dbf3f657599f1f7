"""One turn of a conversation as the dialogue rules read it: what was said, and what is remembered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from actions.memory import Memory, Said
from actions.news import OLDEST_AGE, expects_number, find_age_number, weigh_news
from actions.reference_data import NEED_AFTER_DANGER, ReferenceData

Band = Literal["sure", "unsure", "nothing"]
BANDS: tuple[Band, ...] = ("sure", "unsure", "nothing")

# Where the pipeline gives no band of its own. Source: shared/anchors/assistant.md, table 3.3: at 0.5 the char
# n-gram model is right 99 times of 100 when it answers.
SURE_FROM = 0.5
UNSURE_FROM = 0.15

# A third reading is offered from this confidence on; the two likeliest ones always.
WORTH_OFFERING_FROM = 0.08
MOST_READINGS = 3

# As the catalogue names the easy form of a language.
EASY_ENDING = "-x-easy"


@dataclass(frozen=True)
class Turn:
    """One message with its reading, the front door's metadata and the memory before any answer.

    Attributes:
        confidence: in the intent, 0-1; 1 for a choice.
        needs: those that the message really holds. likeliest_needs: all that were thought of. readings: those
            that are offered when it is not clear which one is meant. Each best first.
    """

    intent: str
    confidence: float
    typed: bool
    word_count: int
    band: Band
    needs: tuple[str, ...]
    likeliest_needs: tuple[str, ...]
    readings: tuple[str, ...]
    said: Said
    memory: Memory
    language: str
    is_easy: bool
    question: str | None
    area: str | None
    danger: str | None
    danger_is_acute: bool
    danger_in_message: str | None

    @property
    def words(self) -> str:
        """Code of the words that cards are written in: of the language, or of its easy form."""
        return f"{self.language}{EASY_ENDING}" if self.is_easy else self.language

    @property
    def is_urgent(self) -> bool:
        """Whether this very message tells of acute danger."""
        return self.danger_in_message is not None and self.danger_is_acute

    @property
    def need_behind_danger(self) -> str | None:
        """The need that the danger told in this very message leads to, when its own reading is unsure.

        In acute danger nobody is asked which reading is right; a concern must be one of the likeliest two.
        """
        need = NEED_AFTER_DANGER.get(self.danger_in_message or "")
        is_likely = self.is_urgent or need in self.likeliest_needs[:2]
        return need if is_likely and self.band != "sure" else None

    @property
    def danger_to_answer(self) -> str | None:
        """The danger of this message, or the conversation's while no need is known."""
        return self.danger_in_message or (None if self.memory.need else self.danger)

    @property
    def is_need(self) -> bool:
        """Whether the classifier's first label is a need."""
        return bool(self.likeliest_needs) and self.intent == self.likeliest_needs[0]


def read_turn(latest_message: Mapping[str, Any], slots: Mapping[str, Any], data: ReferenceData) -> Turn:
    """Return the turn that Rasa's latest message and slots describe.

    A choice reaches Rasa as `/intent{…}`; the channel lets no typed text begin with a slash.
    """
    text = str(latest_message.get("text") or "")
    typed = not text.startswith("/")
    metadata = _mapping(latest_message.get("metadata"))
    intent = str(_mapping(latest_message.get("intent")).get("name") or "nlu_fallback")
    ranking = _ranking(latest_message, intent)
    # The front door knows best what was asked last: it asks about safety itself.
    question = _string((metadata if "question" in metadata else slots).get("question"))
    band = _band(latest_message, ranking) if typed else "sure"
    said = _said(latest_message.get("entities"), data)
    memory = _memory(slots, data)
    if typed and said.age is None and expects_number(intent, question, memory):
        said = replace(said, age=find_age_number(text))
    if typed and said.municipality is None and question == "municipality":
        place = data.find_place(text.strip(" .!"))
        said = replace(said, municipality=place.names["fi"] if place else None)
    flag = _mapping(metadata.get("danger"))
    found = _mapping(latest_message.get("danger"))
    in_message = _string(found.get("kind")) or (_string(flag.get("kind")) if flag.get("in_message") else None)
    needs = _needs(latest_message, intent, band, data)
    likeliest = _unique(
        [
            *([intent] if intent in data.needs else []),
            *needs,
            *(name for name, _ in ranking if name in data.needs),
        ]
    )
    if typed:
        said, memory = weigh_news(
            said, memory, text=text, intent=intent, question=question, tells_need=bool(needs), data=data
        )
    return Turn(
        intent=intent,
        confidence=dict(ranking).get(intent, 0.0) if typed else 1.0,
        typed=typed,
        word_count=len(text.split()) if typed else 0,
        band=band,
        needs=needs,
        likeliest_needs=likeliest,
        readings=_readings(likeliest, needs, dict(ranking)),
        said=said,
        memory=memory,
        language=_string(metadata.get("language")) or _string(slots.get("language")) or "fi",
        is_easy=metadata.get("is_easy") is True,
        question=question,
        area=_string(metadata.get("area")),
        danger=_string(flag.get("kind")) or _string(found.get("kind")),
        danger_is_acute="acute" in (flag.get("level"), found.get("level")),
        danger_in_message=in_message,
    )


def _band(message: Mapping[str, Any], ranking: Sequence[tuple[str, float]]) -> Band:
    given = message.get("band")
    for band in BANDS:
        if given == band:
            return band
    best = max((confidence for name, confidence in ranking if name != "nlu_fallback"), default=0.0)
    if ranking and ranking[0][0] == "nlu_fallback":
        return "unsure" if best >= UNSURE_FROM else "nothing"
    return "sure" if best >= SURE_FROM else "unsure" if best >= UNSURE_FROM else "nothing"


def _ranking(message: Mapping[str, Any], intent: str) -> list[tuple[str, float]]:
    ranking = message.get("intent_ranking") or [message.get("intent") or {"name": intent}]
    return [
        (str(entry["name"]), float(entry.get("confidence") or 0.0))
        for entry in ranking
        if isinstance(entry, Mapping) and entry.get("name")
    ]


def _needs(message: Mapping[str, Any], intent: str, band: Band, data: ReferenceData) -> tuple[str, ...]:
    """Return the needs that the message really holds, best first: the pipeline's list, else a sure label."""
    given = message.get("needs")
    if isinstance(given, list):
        return _unique([need for need in given if need in data.needs])
    return (intent,) if intent in data.needs and band == "sure" else ()


def _readings(
    likeliest: Sequence[str], needs: Sequence[str], confidences: Mapping[str, float]
) -> tuple[str, ...]:
    """Return the needs among which somebody may be asked to choose: two, or three where three are likely."""
    third = likeliest[2:MOST_READINGS]
    likely = [need for need in third if need in needs or confidences.get(need, 0) >= WORTH_OFFERING_FROM]
    return (*likeliest[:2], *likely)


def _said(entities: object, data: ReferenceData) -> Said:
    values: dict[str, list[Any]] = {}
    for entity in entities if isinstance(entities, list) else []:
        values.setdefault(str(entity.get("entity")), []).append(entity.get("value"))

    def first(name: str) -> str | None:
        return next((value for value in values.get(name, []) if isinstance(value, str) and value), None)

    ages = values.get("age_range", [])
    return Said(
        age=next((age for age in map(_age, values.get("age", [])) if age is not None), None),
        # Rasa splits a list in a payload into one entity for each end.
        age_range=_age_range(ages if len(ages) == 2 else ages[0] if ages else None),
        municipality=_official_name(first("municipality"), data),
        school_municipality=_official_name(first("school_municipality"), data),
        about=_one_of(first("about"), "self", "child", "other"),
        role=_one_of(first("role"), "youth", "parent", "other"),
        service_kind=_one_of(first("service_kind"), *data.kinds),
        matter=_unique([kind for kind in _strings(values.get("matter")) if kind in data.kinds]),
        language_name=first("language_name"),
        need=_one_of(first("need"), *data.needs),
        theme=_one_of(first("theme"), *data.themes),
        service_id=first("service_id"),
    )


def _memory(slots: Mapping[str, Any], data: ReferenceData) -> Memory:
    return Memory(
        need=_one_of(_string(slots.get("need")), *data.needs),
        needs=tuple(need for need in _strings(slots.get("needs")) if need in data.needs),
        candidates=tuple(need for need in _strings(slots.get("candidates")) if need in data.needs),
        kinds=tuple(kind for kind in _strings(slots.get("kinds")) if kind in data.kinds),
        age=_age(slots.get("age")),
        age_range=_age_range(slots.get("age_range")),
        municipality=_official_name(_string(slots.get("municipality")), data),
        school_municipality=_official_name(_string(slots.get("school_municipality")), data),
        about=_one_of(_string(slots.get("about")), "self", "child", "other"),
        about_before=_one_of(_string(slots.get("about_before")), "self", "child", "other"),
        role=_one_of(_string(slots.get("role")), "youth", "parent", "other"),
        shown=_strings(slots.get("shown")),
        in_view=_strings(slots.get("in_view")),
        asked=_strings(slots.get("asked")),
    )


def _official_name(name: str | None, data: ReferenceData) -> str | None:
    place = data.find_place(name)
    return place.names["fi"] if place else name


def _age(value: object) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        age = int(value)
    except ValueError:
        return None
    return age if 0 <= age <= OLDEST_AGE else None


def _age_range(value: object) -> tuple[int, int] | None:
    if not isinstance(value, list | tuple) or len(value) != 2:
        return None
    low, high = _age(value[0]), _age(value[1])
    return (low, high) if low is not None and high is not None and low <= high else None


def _unique(values: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _string(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


def _strings(value: object) -> tuple[str, ...]:
    return (
        tuple(entry for entry in value if isinstance(entry, str)) if isinstance(value, list | tuple) else ()
    )


def _one_of(value: str | None, *allowed: str) -> str | None:
    return value if value in allowed else None
