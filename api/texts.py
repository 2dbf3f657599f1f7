"""All sentences the assistant can say, by key, from `data/texts/<language>.yml`."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal

import yaml

Variant = Literal["youth", "parent", "other"]
VARIANTS: tuple[Variant, ...] = ("other", "youth", "parent")
# Every installation speaks these. Any other language is offered once its file is complete (Texts.complete).
SUPPORTED = ("fi", "sv", "en")
# Easy language (selkokieli, lätt språk) is the same language in other words; private use of BCP 47, so that
# browsers and screen readers take it for the language it is. https://www.rfc-editor.org/rfc/rfc5646#section-2.2.7
EASY_ENDING = "-x-easy"
PLACEHOLDER = re.compile(r"\{(\w+)\}")


class TextsError(Exception):
    """The text files cannot be used; the message says which file and what to do."""


class Texts:
    """The sentences of every language, flattened to dotted keys.

    A language whose file lacks a key borrows it from English, and is not offered.
    The easy form of a language ("fi-x-easy", from `easy/fi.yml`) holds what is said otherwise in it.

    Attributes:
        complete: codes of the languages of every installation, then of each whose file says all that the
            Finnish one does. Which languages pages, chat and forms offer follows from it alone.
    """

    def __init__(self, texts: Mapping[str, Mapping[str, str | Mapping[str, str]]]) -> None:
        self._texts = texts
        complete = (code for code in sorted(texts) if not is_easy(code) and not self.find_gaps(code))
        self.complete = tuple(dict.fromkeys((*SUPPORTED, *complete)))

    @classmethod
    def load(cls, folder: Path) -> "Texts":
        """Read all files of the folder.

        Raises:
            TextsError: a file is missing for a supported language, or is no mapping of keys to sentences.
        """
        texts = {path.stem: dict(_flatten(_read(path))) for path in sorted(folder.glob("*.yml"))}
        texts |= {
            to_easy(path.stem): dict(_flatten(_read(path))) for path in sorted(folder.glob("easy/*.yml"))
        }
        missing = [language for language in SUPPORTED if language not in texts]
        if missing:
            raise TextsError(f"{folder}: write the files {', '.join(f'{code}.yml' for code in missing)}")
        return cls(texts)

    @classmethod
    def of(cls, texts: Mapping[str, Mapping[str, Any]]) -> "Texts":
        """Texts from nested keys and sentences, by language."""
        return cls({language: dict(_flatten(content)) for language, content in texts.items()})

    @property
    def languages(self) -> tuple[str, ...]:
        """Codes of all languages with a file, supported or not."""
        return tuple(self._texts)

    def find_gaps(self, language: str) -> set[str]:
        """Keys of the Finnish file that the file of this language lacks."""
        return self.keys("fi") - self.keys(language)

    def keys(self, language: str) -> set[str]:
        """Keys that the file of this language has itself."""
        return set(self._texts.get(language, {}))

    def has(self, key: str, language: str) -> bool:
        """Whether there is a sentence in this language, easy or not, without borrowing from another."""
        return any(key in self._texts.get(code, {}) for code in _codes_of(language))

    def choose_language(self, wanted: str | None, otherwise: str = "en") -> str:
        """Return `wanted` when there is a file for it, else `otherwise`."""
        return wanted if wanted and wanted in self._texts else otherwise

    def render(
        self, key: str, language: str, variant: str | None = None, values: Mapping[str, Any] | None = None
    ) -> str | None:
        """Return the sentence with its placeholders filled, or None when no file has the key.

        Args:
            variant: who writes; a sentence without that variant is the same for everybody.
            values: for the placeholders; one that is missing leaves an empty place, never an error.
        """
        leaf = self._find_leaf(key, language)
        if leaf is None:
            return None
        sentence = leaf if isinstance(leaf, str) else _choose_variant(leaf, variant)
        given = values or {}
        filled = PLACEHOLDER.sub(lambda found: str(given.get(found.group(1), "")), sentence)
        return re.sub(r" {2,}", " ", filled).strip()

    def group(self, prefix: str, language: str) -> dict[str, str]:
        """Return all sentences whose key begins with `prefix` and a dot, in their common variant."""
        keys = {key for code in (*SUPPORTED, language) for key in self._texts.get(code, {})}
        chosen = sorted(key for key in keys if key.startswith(f"{prefix}."))
        leaves = {key: self._find_leaf(key, language) for key in chosen}
        return {
            key: leaf if isinstance(leaf, str) else _choose_variant(leaf, None)
            for key, leaf in leaves.items()
            if leaf is not None
        }

    def _find_leaf(self, key: str, language: str) -> str | Mapping[str, str] | None:
        for code in (*_codes_of(language), "en", "fi"):
            leaf = self._texts.get(code, {}).get(key)
            if leaf is not None:
                return leaf
        return None


def to_easy(language: str) -> str:
    """The code of the easy form of a language."""
    return f"{language}{EASY_ENDING}"


def is_easy(language: str | None) -> bool:
    """Whether the code is that of an easy form."""
    return language is not None and language.endswith(EASY_ENDING)


def without_easy(language: str) -> str:
    """The code of the language itself, whatever its form."""
    return language.removesuffix(EASY_ENDING)


def _codes_of(language: str) -> tuple[str, ...]:
    return (language, without_easy(language)) if is_easy(language) else (language,)


def placeholders_of(leaf: str) -> set[str]:
    """Return the names in braces."""
    return set(PLACEHOLDER.findall(leaf))


def _choose_variant(leaf: Mapping[str, str], variant: str | None) -> str:
    for name in (variant, *VARIANTS):
        if name and name in leaf:
            return leaf[name]
    return next(iter(leaf.values()))


def _read(path: Path) -> Mapping[str, Any]:
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    if not isinstance(content, dict):
        raise TextsError(f"{path}: write keys with sentences")
    return content


def _flatten(node: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str | Mapping[str, str]]]:
    for name, value in node.items():
        key = f"{prefix}{name}"
        if not isinstance(name, str):
            # YAML takes a bare yes, no, on or off for true or false: nothing would ever find the sentence.
            raise TextsError(f"{key}: write this key in quotes, or another word")
        if isinstance(value, str) or (isinstance(value, dict) and value and set(value) <= set(VARIANTS)):
            yield key, value
        elif isinstance(value, dict):
            yield from _flatten(value, f"{key}.")
        elif value is not None:
            raise TextsError(f"{key}: write a sentence in quotes, not {type(value).__name__}")
