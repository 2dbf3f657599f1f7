"""Decides in which language a message is answered."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

import yaml
from lingua import Language, LanguageDetector, LanguageDetectorBuilder

from api.texts import SUPPORTED, is_easy, to_easy, without_easy

# Recognised, and answered with a fixed reply until their files of texts are complete.
RECOGNISED = ("ru", "uk", "et", "ar", "so")
# Written from right to left, spoken here or not; the widget has the same list (widget/wording.mjs).
RIGHT_TO_LEFT = ("ar", "fa", "he", "ur")

_LINGUA = {
    Language.FINNISH: "fi",
    Language.SWEDISH: "sv",
    Language.ENGLISH: "en",
    Language.ESTONIAN: "et",
    Language.RUSSIAN: "ru",
    Language.UKRAINIAN: "uk",
    Language.SOMALI: "so",
}
FEWEST_WORDS = 3
# Enough to judge by; a longer text only costs time.
LONGEST_SAMPLE = 600
# Measured on 5,000 everyday sentences in fi, sv and en on pages in each language: 1 of 300 is taken for a
# wrong language (nearly all of them names), 2 of 100 in another language than the page's are answered in the
# page's; none is taken for Estonian or Somali.
LEAST_CONFIDENCE = 0.4
LEAST_RATIO = 3.0
LEAST_CONFIDENCE_UNSUPPORTED = 0.9
# Of 1,687 messages of one or two words these tell 55 % of the Swedish and English ones and mistake 1 % of the
# Finnish ones.
SHORTEST_BEGINNING = 6
LEAST_CONFIDENCE_OF_A_BEGINNING = 0.6

_DATA = Path(__file__).parents[2] / "data"
COMMON_WORDS = _DATA / "vocabulary" / "common_words.yml"
PLACES = _DATA / "places.yml"
LEAST_COMMON_WORDS = 2
LEAST_SHARE_OF_COMMON_WORDS = 0.3

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_UKRAINIAN_ONLY = re.compile(r"[іїєґ]", re.IGNORECASE)
_RUSSIAN_ONLY = re.compile(r"[ыэёъ]", re.IGNORECASE)
_ARABIC = re.compile(r"[\u0620-\u064a]")
# Letters of Persian, Sorani and Urdu: the same script, but no Arabic.
_NOT_ARABIC = re.compile(r"[پچژگڤڵڕەێۆےٹڈ]")


@dataclass(frozen=True)
class LanguageChoice:
    """In which language to answer.

    Attributes:
        code: one of those offered, or of RECOGNISED.
        way_back: the language that was left because of the message, offered as a button; None when none was.
        is_easy: the person asked for easy language.
        is_supported: whether the assistant can answer in it.
    """

    code: str
    way_back: str | None = None
    is_easy: bool = False
    is_supported: bool = True

    @property
    def words(self) -> str:
        """Code of the words to answer in: of the language, or of its easy form."""
        return to_easy(self.code) if self.is_easy and self.is_supported else self.code


@dataclass(frozen=True)
class Languages:
    """The languages that are offered here, and which of them is meant by a code or by a message."""

    offered: tuple[str, ...] = SUPPORTED

    def choose(self, code: str | None, otherwise: str) -> LanguageChoice:
        """Return what a code such as "fi" or "fi-x-easy" stands for, of the other language if not offered."""
        wanted = without_easy(code or "")
        return LanguageChoice(wanted if wanted in self.offered else otherwise, is_easy=is_easy(code))

    def detect(self, code: object) -> LanguageChoice | None:
        """Return what a code that somebody sent stands for, None when it is no language offered."""
        wanted = str(code)
        return self.choose(wanted, "") if without_easy(wanted) in self.offered else None

    def speak(self, code: str, way_back: str | None = None, *, is_easy: bool = False) -> LanguageChoice:
        """Return the choice of a language that is offered, or recognised and no more."""
        return LanguageChoice(code, way_back, is_easy, is_supported=code in self.offered)

    def decide(
        self, text: str | None, chosen: str | None, conversation: str | None, page: str | None, otherwise: str
    ) -> LanguageChoice:
        """Return the language of the reply.

        Args:
            chosen: what the person chose outright; wins over all else.
            conversation: language of the last reply.
            page: what the page says.
            otherwise: when nothing else is known.
        """
        known = (*self.offered, *RECOGNISED)
        current = next((code for code in (conversation, page) if code in known), otherwise)
        if chosen in known:
            return self.speak(chosen)
        begins = conversation not in known
        detected = detect_language(text, current, begins=begins) if text else None
        if detected is None or detected == current:
            return self.speak(current)
        return self.speak(detected, way_back=current)


def get_direction(code: str | None) -> Literal["ltr", "rtl"]:
    """Return in which direction a page in this language is read."""
    return "rtl" if without_easy(code or "") in RIGHT_TO_LEFT else "ltr"


def detect_language(text: str, current: str, *, begins: bool = False) -> str | None:
    """Return the language that the text is confidently in, or None when it can't be told.

    Args:
        current: the language to be left only for a good reason.
        begins: nothing was said before, so that a greeting may tell the language.
    """
    sample = text[:LONGEST_SAMPLE]
    words = _WORD.findall(sample)
    letters = sum(len(word) for word in words)
    if not letters:
        return None
    if _share(_CYRILLIC, sample, letters) > 0.5:
        return _detect_cyrillic(sample)
    if _share(_ARABIC, sample, letters) > 0.5:
        return None if _NOT_ARABIC.search(sample) else "ar"
    # "I meant Lohja" is English, though its longest word looks Finnish.
    words = [word for word in words if word.lower() not in _load_place_words()]
    if len(words) < FEWEST_WORDS:
        return _detect_by_all_words(words, begins) or (_detect_beginning(words) if begins else None)
    if by_words := _detect_by_common_words(words):
        return by_words
    confidences = _measure(" ".join(words))
    best = max(confidences, key=confidences.__getitem__)
    if best == current:
        return best
    if best in RECOGNISED:
        return (
            best
            if confidences[best] >= LEAST_CONFIDENCE_UNSUPPORTED
            else _best_supported(confidences, current)
        )
    return _best_supported(confidences, current)


def _detect_by_all_words(words: list[str], begins: bool) -> str | None:
    """The language of two words that both are of it, or of a greeting; else a word tells too little."""
    said = {_spell(word) for word in words}
    vocabulary = _load_common_words()
    for code, common in vocabulary.words.items():
        greets = begins and not said.isdisjoint(vocabulary.beginnings[code])
        # "i" is Swedish, and what lazy English begins with ("i cant").
        if (greets or len(words) > 1) and common.issuperset(said - {"i"} - vocabulary.beginnings[code]):
            return code
    return None


def _detect_beginning(words: list[str]) -> str | None:
    """The language of a word or two; never Finnish, in which towns and services are called by everybody."""
    said = " ".join(words)
    if len(said) < SHORTEST_BEGINNING:
        return None
    confidences = _measure(said)
    best = max(SUPPORTED, key=lambda code: confidences.get(code, 0.0))
    return best if best != "fi" and confidences[best] >= LEAST_CONFIDENCE_OF_A_BEGINNING else None


def _detect_by_common_words(words: list[str]) -> str | None:
    said = [_spell(word) for word in words]
    counts = {
        code: sum(map(common.__contains__, said)) for code, common in _load_common_words().words.items()
    }
    best = max(counts, key=counts.__getitem__)
    least = max(LEAST_COMMON_WORDS, LEAST_SHARE_OF_COMMON_WORDS * len(words))
    return best if counts[best] >= least and sum(counts.values()) < 2 * counts[best] else None


@dataclass(frozen=True)
class _CommonWords:
    """By language: common words of no other one, and those that tell it at the beginning by themselves."""

    words: Mapping[str, frozenset[str]]
    beginnings: Mapping[str, frozenset[str]]


@cache
def _load_common_words() -> _CommonWords:
    held = yaml.safe_load(COMMON_WORDS.read_text(encoding="utf-8"))
    beginnings = {code: frozenset(words.split()) for code, words in held.pop("beginnings").items()}
    return _CommonWords({code: frozenset(words.split()) for code, words in held.items()}, beginnings)


@cache
def _load_place_words() -> frozenset[str]:
    """Names of towns and districts in both languages, in small letters, but for everyday words."""
    towns = yaml.safe_load(PLACES.read_text(encoding="utf-8"))["municipalities"].values()
    places = [place for town in towns for place in (town, *town.get("districts", ()))]
    names = [
        place[language]
        for place in places
        for language in ("fi", "sv", "en")
        if language in place and "everyday" not in place
    ]
    return frozenset(name.lower() for name in names if _WORD.fullmatch(name))


def _spell(word: str) -> str:
    return word.lower().replace("’", "'")


def _best_supported(confidences: Mapping[str, float], current: str) -> str | None:
    best = max(SUPPORTED, key=lambda code: confidences.get(code, 0.0))
    confidence = confidences.get(best, 0.0)
    is_clear = confidence >= LEAST_CONFIDENCE and confidence >= LEAST_RATIO * confidences.get(current, 0.0)
    return best if best == current or is_clear else None


def _detect_cyrillic(text: str) -> str:
    if _UKRAINIAN_ONLY.search(text) and not _RUSSIAN_ONLY.search(text):
        return "uk"
    if _RUSSIAN_ONLY.search(text):
        return "ru"
    confidences = _measure(text)
    return "uk" if confidences.get("uk", 0.0) > confidences.get("ru", 0.0) else "ru"


def _measure(text: str) -> dict[str, float]:
    values = build_detector().compute_language_confidence_values(text)
    return {_LINGUA[value.language]: value.value for value in values}


@cache
def build_detector() -> LanguageDetector:
    """Return the detector, read into memory at the first call (about a second, 250 MB)."""
    return LanguageDetectorBuilder.from_languages(*_LINGUA).with_preloaded_language_models().build()


def _share(pattern: re.Pattern[str], text: str, letters: int) -> float:
    return len(pattern.findall(text)) / letters
