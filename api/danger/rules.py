"""Reads data/danger/<language>.yml: groups of words, contexts that excuse, persons, and the danger rules."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, cast, get_args

import yaml

from .finding import KINDS, LEVELS, About, Level
from .normalisation import fold
from .patterns import PatternError, Slot, read_pattern

# Every value stays text: staff write words such as "no" and "off", which YAML would take for booleans.
_Loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)

Effect = Literal["drop", "soften", "lower"]
Where = Literal["over", "before", "sentence", "text"]


class DangerDataError(ValueError):
    """A danger file cannot be used; the message says `file: field: what to do`. Stops the start."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of danger: what it means and which contexts do not excuse it."""

    language: str
    kind: str
    level: Level
    about: About | None
    despite: frozenset[str]
    text: str


@dataclass(frozen=True, slots=True)
class Context:
    """Words that change the meaning of a danger rule beside them.

    Attributes:
        effect: drop: no danger; soften: acute becomes concern; lower: acute becomes concern, concern none.
        where: over: within `within` words of the match; before: at most so many words before it;
            sentence: in the same sentence; text: anywhere.
    """

    language: str
    name: str
    effect: Effect
    where: Where
    within: int
    kinds: frozenset[str]


@dataclass(frozen=True, slots=True)
class Person:
    """Words that tell whom a text is about."""

    language: str
    about: About


@dataclass(frozen=True, slots=True)
class RuleBook:
    """All rules of all languages; patterns are those of the dangers, then those of the surroundings."""

    patterns: tuple[tuple[Slot, ...], ...]
    dangers: tuple[Rule, ...]
    surroundings: tuple[Context | Person, ...]
    plain_words: frozenset[str]
    languages: tuple[str, ...]


def load_rule_book(folder: Path) -> RuleBook:
    """Returns the rules of every language file in the folder.

    Raises:
        DangerDataError: a file is missing, malformed or has an unknown key. Meant to stop the start.
    """
    dangers: list[tuple[tuple[Slot, ...], Rule]] = []
    others: list[tuple[tuple[Slot, ...], Context | Person]] = []
    plain_words: set[str] = set()
    languages: list[str] = []
    for path in sorted(folder.glob("??.yml")):
        try:
            content = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506  (it makes nothing but text)
            languages.append(content["language"])
            plain_words.update(fold(word) for word in content.get("plain_words", ()))
            dangers.extend(_read_dangers(content))
            others.extend(_read_contexts(content))
            others.extend(_read_persons(content))
        except (PatternError, KeyError, TypeError, ValueError, AttributeError, yaml.YAMLError) as error:
            raise DangerDataError(f"{path.name}: {type(error).__name__}: {error}") from error
    if not dangers:
        raise DangerDataError(f"{folder}: no <language>.yml with danger rules found")
    return RuleBook(
        patterns=(*(slots for slots, _ in dangers), *(slots for slots, _ in others)),
        dangers=tuple(rule for _, rule in dangers),
        surroundings=tuple(meaning for _, meaning in others),
        plain_words=frozenset(plain_words),
        languages=tuple(languages),
    )


def _read_dangers(content: dict[str, Any]) -> Iterator[tuple[tuple[Slot, ...], Rule]]:
    names = set(content.get("contexts", {})) | {"all"}
    for kind, levels in content["dangers"].items():
        if kind not in KINDS:
            raise ValueError(f"dangers: {kind}: use one of {', '.join(KINDS)}")
        for level, blocks in levels.items():
            if level not in LEVELS:
                raise ValueError(f"dangers: {kind}: {level}: use acute or concern")
            for block in blocks:
                about = block.get("about")
                despite = frozenset(block.get("despite", ()))
                if about not in (None, *get_args(About)) or not despite <= names:
                    raise ValueError(f"dangers: {kind}: {level}: unknown about or despite: {about} {despite}")
                for line in _lines(block["say"]):
                    rule = Rule(content["language"], kind, cast(Level, level), about, despite, line)
                    for slots in read_pattern(line, content.get("groups", {})):
                        yield slots, rule


def _read_contexts(content: dict[str, Any]) -> Iterator[tuple[tuple[Slot, ...], Context]]:
    for name, block in content.get("contexts", {}).items():
        effect, where = block["effect"], block["where"]
        if effect not in get_args(Effect) or where not in get_args(Where):
            raise ValueError(f"contexts: {name}: unknown effect or where: {effect} {where}")
        kinds = frozenset(block.get("kinds", KINDS))
        if not kinds <= set(KINDS):
            raise ValueError(f"contexts: {name}: unknown kind in {sorted(kinds)}")
        context = Context(content["language"], name, effect, where, int(block.get("within", 0)), kinds)
        for line in _lines(block["say"]):
            for slots in read_pattern(line, content.get("groups", {})):
                yield slots, context


def _read_persons(content: dict[str, Any]) -> Iterator[tuple[tuple[Slot, ...], Person]]:
    for about, text in content.get("persons", {}).items():
        if about not in get_args(About):
            raise ValueError(f"persons: {about}: use self, child or other")
        for line in _lines(text):
            for slots in read_pattern(line, content.get("groups", {})):
                yield slots, Person(content["language"], about)


def _lines(text: str) -> Iterator[str]:
    for line in text.splitlines():
        line = line.partition(" #! ")[0].strip()
        if line and not line.startswith("#!"):
            yield line
