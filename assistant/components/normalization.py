"""Brings spoken, mistyped and plain written text to one form before features are counted."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from assistant.components.vocabulary import LANGUAGES, load_vocabulary

_FOLD = str.maketrans(
    {"ä": "a", "å": "a", "ö": "o", "é": "e", "è": "e", "ü": "u", "š": "s", "ž": "z", "’": "'", "´": "'"}
)
_LONG_RUN = re.compile(r"([^\W\d_])\1{2,}")
_DOUBLE = re.compile(r"([^\W\d_])\1+")
_DIGITS = re.compile(r"\d+")
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_COMBINING = re.compile(r"[\u0300-\u036f]")


def fold(text: str) -> str:
    """Text in lower case without the dots and rings of ä, ö and å, one character for each of the original.

    Many write "aiti juo" for "äiti juo": after folding both are alike. Offsets stay those of `text`, so
    that an entity found in the folded text can be cut from the original.
    """
    lowered = text.lower()
    if len(lowered) != len(text):
        # A few letters (İ) grow when lowered; they are kept as they are.
        lowered = "".join(_lower(character) for character in text)
    return lowered.translate(_FOLD)


def _lower(character: str) -> str:
    lowered = character.lower()
    return lowered if len(lowered) == 1 else character


def compose(text: str) -> str:
    """Text with each letter and its combining marks as one character ("a" + U+0308 becomes "ä")."""
    return unicodedata.normalize("NFC", text) if _COMBINING.search(text) else text


def to_written_form(text: str, language: str | None) -> str:
    """Text in lower case with the spoken forms of data/vocabulary/spoken.yml written out.

    Args:
        text: A message.
        language: Language of the message; None or an unknown one tries all lists, Finnish first.
    """
    spoken = _spoken_forms(language if language in LANGUAGES else None)
    return _WORD.sub(
        lambda match: spoken.get(match[0], match[0]), _LONG_RUN.sub(r"\1\1", compose(text).lower())
    )


def to_character_text(text: str, language: str | None) -> str:
    """Text for character n-grams: written form, folded, each number as one 0."""
    return _DIGITS.sub("0", fold(to_written_form(text, language)))


def collapse_doubles(word: str) -> str:
    """The word with doubled letters once: "kiussaa" and "kiusaa" are alike then."""
    return _DOUBLE.sub(r"\1", word)


@cache
def _spoken_forms(language: str | None) -> dict[str, str]:
    vocabulary = load_vocabulary("spoken")
    forms: dict[str, str] = {}
    for one in [language] if language else list(reversed(LANGUAGES)):
        for spoken, written in vocabulary.get(one, {}).items():
            # "ma" for "mä": the folded spelling counts too, but never replaces a listed one.
            forms.setdefault(fold(spoken), written)
            forms[spoken] = written
    return forms
