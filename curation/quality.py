"""Checks of what staff write, each with an id that stays: plain words, one fact in one field, all languages.

The same content gives the same findings in the same order. Errors keep a version from being published,
warnings are advice.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import yaml

from curation.content import LANGUAGE_ORDER, TEXTS, Content

Level = Literal["error", "warning"]

SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[^\sa-zåäö])|\n+")
WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
# A number that one could ring: seven digits or more, with spaces or hyphens between. 112 and years pass.
PHONE = re.compile(r"(?<![\w/.])(?:\+?\d[\d \-]{5,}\d)(?!\w)")
DATE = re.compile(r"\b\d{1,2}\.\s?\d{1,2}\.(?:\s?\d{2,4})?|\b20[2-9]\d\b")
CLOCK = re.compile(
    r"\b(?:klo|kl\.?|at)\s*\d{1,2}(?:[.:]\d{2})?|\b\d{1,2}[.:]\d{2}\s?[–-]\s?\d{1,2}[.:]\d{2}", re.I
)
PRICE = re.compile(r"\d+(?:[.,]\d{2})?\s?(?:€|eur\b|euro\w*)", re.I)
NET_ADDRESS = re.compile(
    r"https?://\S+|\bwww\.\S+|\b[\w.+-]+@[\w-]+\.\w+|\b[\w-]{2,}\.(?:fi|com|org|net|se|eu)\b", re.I
)
STREET = re.compile(
    r"\b\w{3,}(?:katu|tie|kuja|polku|tori|väylä|kaari|raitti|gatan|vägen|gränden|stigen|torget|bågen)\s\d{1,3}\b"
    r"|\b\d{1,3} [A-ZÅÄÖ]\w+ (?:Street|Road|Avenue)\b",
)
LONGEST_PIECE = 80


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at.

    Args:
        id: of the check, for ever the same. field: as curation.fields names it.
        values: for the sentence that tells it: the piece of text meant, a better word.
    """

    id: str
    level: Level
    field: str
    values: Mapping[str, str] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True)
class Quality:
    """All checks, with their words and limits.

    Args:
        words: for each language, (pattern, better) pairs.
        limits: the content of data/curation/limits.yml.
        passives: for each language, how a sentence in the passive is known.
    """

    words: Mapping[str, tuple[tuple[re.Pattern[str], str], ...]]
    limits: Mapping[str, Any]
    passives: Mapping[str, re.Pattern[str]]

    @classmethod
    def load(cls, data_folder: Path) -> Quality:
        """The checks with the words of a data folder."""
        folder = data_folder / "curation"
        words = yaml.safe_load((folder / "plain_words.yml").read_text(encoding="utf-8"))
        limits = yaml.safe_load((folder / "limits.yml").read_text(encoding="utf-8"))
        return cls(
            words={
                language: tuple((build_word_pattern(word), better) for word, better in by_word.items())
                for language, by_word in words.items()
            },
            limits=limits,
            passives={
                language: re.compile(rf"\b{pattern}\b", re.I)
                for language, pattern in limits["passive_verbs"].items()
            },
        )

    def find(self, content: Content, today: dt.date | None = None) -> list[Finding]:
        """What to look at in a content, field by field in the order of the form; empty when nothing.

        Args:
            today: to tell an old source and days that are over; None looks at the rest alone.
        """
        found = []
        for name in TEXTS:
            for language, text in (content[name] or {}).items():
                path = f"{name}.{language}"
                found += [
                    Finding(check, level, path, values)
                    for check, level, values in self._read(text, language, name)
                ]
            found += _find_languages(content, name)
        found += _find_same(content)
        found += self._read_contacts(content, today)
        found += _find_source(content, today)
        return found

    def _read(self, text: str, language: str, name: str) -> Iterator[tuple[str, Level, Mapping[str, str]]]:
        sentences = split_sentences(text)
        if name != "name":
            for sentence in sentences:
                count = len(WORD.findall(sentence))
                if count > self.limits["sentence_words"]:
                    yield "Q001", "warning", {"count": str(count), "piece": _shorten(sentence)}
        longest = self.limits["word_letters"].get(language)
        for word in dict.fromkeys(WORD.findall(text)):
            if longest and len(word) > longest:
                yield "Q002", "warning", {"piece": word}
        for pattern, better in self.words.get(language, ()):
            if match := pattern.search(text):
                yield "Q003", "warning", {"piece": match.group(0), "better": better}
        for check, level, pattern in IN_PROSE:
            # Some services are called by their address on the net.
            if name == "name" and pattern is NET_ADDRESS:
                continue
            if match := pattern.search(text):
                yield check, level, {"piece": _shorten(match.group(0).strip())}
        passive = self.passives.get(language)
        if passive is not None and len(sentences) > 1:
            count = sum(bool(passive.search(sentence)) for sentence in sentences)
            if count > 1 and count / len(sentences) >= self.limits["passive_share"]:
                yield "Q009", "warning", {"count": str(count)}
        if name == "summary" and len(text) > self.limits["summary_characters"]:
            yield "Q013", "warning", {"count": str(len(text))}
        for paragraph in text.split("\n\n"):
            if len(split_sentences(paragraph)) > self.limits["paragraph_sentences"]:
                yield "Q014", "warning", {"piece": _shorten(paragraph)}

    def _read_contacts(self, content: Content, today: dt.date | None) -> Iterator[Finding]:
        for place, contact in enumerate(content["contacts"]):
            where, hours = f"contacts.{place}", contact["hours"]
            if contact["type"] in ("phone", "sms") and hours is None:
                yield Finding("Q015", "warning", f"{where}.hours")
            if not contact["languages"]:
                yield Finding("Q016", "warning", f"{where}.languages")
            if contact["type"] == "phone" and contact["price"] == "unknown":
                yield Finding("Q020", "warning", f"{where}.price")
            last_days = [one["valid_to"] for one in contact.get("exceptional_hours") or ()]
            if today is not None and any(day < today.isoformat() for day in last_days):
                yield Finding("Q021", "warning", f"{where}.exceptional_hours")
            if hours and hours["weekly"] and hours["holidays"] == "unknown":
                yield Finding("Q022", "warning", f"{where}.hours.holidays")


def build_word_pattern(word: str) -> re.Pattern[str]:
    """How a word of the list is found in a text: whole words, a star for any ending."""
    body = r"\w*".join(re.escape(part) for part in word.split("*"))
    return re.compile(rf"(?<!\w){body}(?!\w)", re.I)


def split_sentences(text: str) -> list[str]:
    """The sentences of a text; a line of its own is one too."""
    return [sentence for sentence in SENTENCE_END.split(text) if WORD.search(sentence)]


IN_PROSE: tuple[tuple[str, Level, re.Pattern[str]], ...] = (
    ("Q004", "error", PHONE),
    ("Q005", "error", NET_ADDRESS),
    ("Q006", "error", STREET),
    ("Q010", "warning", CLOCK),
    ("Q011", "warning", DATE),
    ("Q012", "warning", PRICE),
)


def _find_languages(content: Content, name: str) -> Iterator[Finding]:
    texts = content[name] or {}
    if texts:
        level: Level = "error" if content["emergency"] else "warning"
        for language in LANGUAGE_ORDER:
            if language not in texts:
                yield Finding("Q008", level, f"{name}.{language}")


def _find_same(content: Content) -> Iterator[Finding]:
    names, summaries = content["name"] or {}, content["summary"] or {}
    for language, text in summaries.items():
        if _plain(text) == _plain(names.get(language, "")):
            yield Finding("Q007", "error", f"summary.{language}")
    for name in TEXTS[1:]:
        seen: dict[str, str] = {}
        for language, text in (content[name] or {}).items():
            if (other := seen.setdefault(_plain(text), language)) != language:
                yield Finding("Q017", "warning", f"{name}.{language}", {"language": other})


def _find_source(content: Content, today: dt.date | None) -> Iterator[Finding]:
    source = content["source"]
    if source["url"] is None and not content["general"]:
        yield Finding("Q018", "warning", "source.url")
    if today is not None and source["date"] and (today - dt.date.fromisoformat(source["date"])).days > 365:
        yield Finding("Q019", "warning", "source.date", {"piece": source["date"]})


def _plain(text: str) -> str:
    return re.sub(r"\W+", " ", text).strip().casefold()


def _shorten(text: str) -> str:
    return text if len(text) <= LONGEST_PIECE else f"{text[: LONGEST_PIECE - 1].rstrip()}…"


# Every id there is, for the pages' words and their test.
CHECK_IDS = tuple(f"Q{number:03}" for number in range(1, 23))
