"""Takes names and numbers out of a message that is kept with consent, as far as a program can.

`redaction.py` takes out what names a person for certain. Here more is lost than need be: every number, every
word with a capital inside a sentence (names of people and places alike), common first names however they are
written. What a program cannot know remains: a rare name in small letters, a nickname, what only one family
lived through.
"""

from __future__ import annotations

import re
from pathlib import Path

import yaml

from api.chat.redaction import MARK, redact

_NUMBER = re.compile(r"\w*\d\w*(?:[.,:/-]\d+)*")
_ADDRESS = re.compile(r"\S*(?:www\.|://|@)\S*", re.IGNORECASE)
# A capital that begins no sentence; "I" is a word of English.
_CAPITAL = re.compile(r"(?<=[\w,;:\"')])(\s+[\"'(]?)(?!I\b)[A-ZÅÄÖÀ-ÞŠŽА-Я][\w'’-]*")
_MARKS = re.compile(rf"{MARK}(?:[\s,-]*{MARK})+")


class Masks:
    """Takes out names and numbers."""

    def __init__(self, stems: list[str], endings: list[str], before_names: list[str]) -> None:
        names = "|".join(sorted(map(re.escape, stems), key=len, reverse=True))
        ends = "|".join(sorted(map(re.escape, endings), key=len, reverse=True))
        cues = "|".join(sorted(map(re.escape, before_names), key=len, reverse=True))
        self._name = re.compile(rf"(?<!\w)(?:{names})(?:[:']?(?:{ends}))?(?!\w)", re.IGNORECASE)
        self._told = re.compile(rf"(?<!\w)({cues})\s+[^\W\d_][\w'’-]*", re.IGNORECASE)

    @classmethod
    def load(cls, folder: Path) -> Masks:
        """Read names.yml of the folder."""
        content = yaml.safe_load((folder / "names.yml").read_text(encoding="utf-8"))
        return cls(content["stems"], content["endings"], content["before_names"])

    def mask(self, text: str) -> str:
        """Return the text with names and numbers replaced by `…`."""
        text = redact(text)
        if not text.isupper():
            text = _CAPITAL.sub(rf"\1{MARK}", text)
        for pattern in (_ADDRESS, self._name, _NUMBER):
            text = pattern.sub(MARK, text)
        text = self._told.sub(rf"\1 {MARK}", text)
        return _MARKS.sub(MARK, text)
