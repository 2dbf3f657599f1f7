"""Folds any text into plain words, so that one spelling of a phrase in the data finds its many forms.

Every step takes time in proportion to the length of the text, whatever the text is.
"""

from __future__ import annotations

import operator
import re
import string
import sys
import unicodedata
from collections.abc import Callable, Iterable

import re2

BOUNDARY = "."
EMOJIS = "🔪💊🔫🩸⚰🪦🗡🧨☠"

_COMBINING = "".join(map(chr, (c for c in range(sys.maxunicode + 1) if unicodedata.combining(chr(c)))))
_INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
    "\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\ufe0e\ufe0f\ufeff\u0640"
)
# Marks are removed before decomposing: sorting a long run of them takes quadratic time in CPython.
# The two ligatures that unfold to a whole sentence each would let 64 kB grow sixfold.
_REMOVED = str.maketrans(
    {**dict.fromkeys(_COMBINING + _INVISIBLE + "’‘ʼ´"), "\ufdfa": " ", "\ufdfb": " "}
)  # fmt: skip
# Letters that do not decompose but are typed for one another.
_FOLDED = str.maketrans(
    {**dict.fromkeys(_COMBINING),
     "ø": "o", "æ": "a", "ł": "l", "đ": "d", "ð": "d", "ı": "i", "ß": "s", "œ": "o", "þ": "t",
     "'": None, "`": None, "_": " ", "|": " ",
     "ى": "ي", "ة": "ه", "ؤ": "و", "ئ": "ي", "ی": "ي", "ک": "ك", "ґ": "г"}
)  # fmt: skip
# UTF-8 once read as Latin-1: Ã¤ for ä and the like, as old phones and forms send it.
_MOJIBAKE = re.compile("Ã[¤¥¶„…–\x84\x85\x96]|â\x80\x99|â€™")
_MOJIBAKE_LETTERS = {"¤": "ä", "¥": "å", "¶": "ö", "„": "Ä", "…": "Å", "–": "Ö",
                     "\x84": "Ä", "\x85": "Å", "\x96": "Ö"}  # fmt: skip

_NOT_PLAIN = re.compile("[^\\x00-\\x7f]+")
_MASKS = "*#@$"
_MASKED_LETTER = re.compile(rf"(?<=[^\W\d_])[{_MASKS}]{{1,3}}(?=[^\W\d_])")
_LONG_RUN = re.compile(r"([^\W\d_])\1{3,}")
# The letters of the languages that have rules are looked for all at once.
OUR_LETTERS = f"{string.ascii_lowercase}{''.join(map(chr, (*range(0x430, 0x460), *range(0x621, 0x64B))))}"
_OUR_LONG_RUN = re2.compile("|".join(f"{letter}{{4}}" for letter in OUR_LETTERS).encode())
# To look for each letter four times over is quicker than the pattern below this many different ones.
_LETTERS_LOOKED_FOR_MOST = 300
_RUNS_SHORTENED_EACH_MOST = 12
# A sentence ends at ! ? ; a line break, or at one full stop followed by space or the end ("..." goes on).
_SENTENCE_MARKS = "!?;\u061f"
_LINE_BREAK = "/"
_BOUNDARIES = dict.fromkeys(_SENTENCE_MARKS + _LINE_BREAK, BOUNDARY)
_STOPS = re.compile(r"\.\.+")
# What parts words; a blank is kept apart from it for the sake of the full stop before a blank.
_PART = ","
_KEPT = frozenset(f"{BOUNDARY}\n{_SENTENCE_MARKS}{_MASKS}{EMOJIS}")
_SINGLE_LETTERS = re.compile(b"\1{5,}")
_JOINED_LETTERS_MOST = 64
# What folding makes of the letters that stand in most messages; replacing them first is six times as quick.
_COMMON_LETTERS = (("ä", "a"), ("ö", "o"), ("å", "a"), ("Ä", "a"), ("Ö", "o"), ("Å", "a"))
_RUN = re.compile(r"([^\W\d_])\1\1+")
_LEET = str.maketrans("013457", "oieast")
_HAS_LATIN = re.compile("[a-z]")
_HAS_LOOKALIKE = re.compile("[а-яіїјѕһԁα-ω]")
# Source: look-alike pairs from Unicode confusables.txt (https://www.unicode.org/reports/tr39/), letters only.
_LOOKALIKES = str.maketrans("аеорсухівкмнтјѕԁһαορνικτυε", "aeopcyxibkmhtjsdhaopviktue")


class _Letters(dict[int, str | None]):
    """What becomes of each letter, worked out when it is first met; never a word that somebody wrote."""

    _REMEMBERED_MOST = 1 << 16

    def __init__(self, work_out: Callable[[str], str]) -> None:
        self._work_out = work_out

    def __missing__(self, code: int) -> str | None:
        if len(self) >= self._REMEMBERED_MOST:
            self.clear()
        # Nothing at all is told by None: only so a plain text is translated in one go.
        self[code] = self._work_out(chr(code)) or None
        return self[code]


def _fold_letter(letter: str) -> str:
    # Dotted capital İ and the like gain a mark in lower case, hence the order.
    plain = unicodedata.normalize("NFKD", letter.translate(_REMOVED).lower()).translate(_FOLDED)
    return plain.lower()


def _fold_and_part(letter: str) -> str:
    return "".join(
        each if each.isalnum() or each in _KEPT else " " if each.isspace() else _PART
        for each in _fold_letter(letter)
    )


_FOLDING = _Letters(_fold_letter)
_FOLDING_AND_PARTING = _Letters(_fold_and_part)


def fold(text: str) -> str:
    """Returns the text in lower case without diacritics, invisible marks and look-alike forms."""
    return _fold(text, _FOLDING)


def _fold(text: str, letters: _Letters) -> str:
    if not text.isascii():
        if "Ã" in text or "â" in text:
            text = _MOJIBAKE.sub(lambda found: _MOJIBAKE_LETTERS.get(found[0][1], ""), text)
        for letter, plain in _COMMON_LETTERS:
            text = text.replace(letter, plain)
        if len(text.encode("utf-8", "replace")) - len(text) < len(text) // 20:
            text = _NOT_PLAIN.sub(lambda found: found[0].translate(letters), text)
    # Plain letters are translated ten times as quickly when no other stands among them.
    text = text.translate(letters)
    if any(mask in text for mask in _MASKS):
        text = _MASKED_LETTER.sub("", text)
    return _shorten_runs(text)


def _shorten_runs(text: str) -> str:
    """Returns the text with no letter more than three times in a row."""
    looked_for: Iterable[str] = ()
    if not text.isascii():
        looked_for = set(text).difference(string.printable, OUR_LETTERS)
        if len(looked_for) > _LETTERS_LOOKED_FOR_MOST:
            return _LONG_RUN.sub(r"\1\1\1", text)
    if _OUR_LONG_RUN.search(text.encode("utf-8", "replace")):
        looked_for = set(text)
    runs = [
        letter for letter in looked_for if letter * 4 in text and letter.isalnum() and not letter.isdecimal()
    ]
    if len(runs) > _RUNS_SHORTENED_EACH_MOST:
        return _LONG_RUN.sub(r"\1\1\1", text)
    for letter in runs:
        # Each round leaves three quarters of a run, so that a few rounds shorten any.
        while letter * 4 in text:
            text = text.replace(letter * 4, letter * 3)
    return text


def split_into_tokens(text: str) -> list[str]:
    """Returns the folded words, emojis of danger and sentence ends ("."), in order.

    Letters typed one by one ("h a l u a n") come back as one word; a word typed more than three times in a
    row comes back three times.
    """
    words = _split(_fold(text, _FOLDING_AND_PARTING))
    # Found by comparisons alone, and mostly not there.
    repeated = bytes(map(operator.eq, words, words[1:]))
    if b"\1\1\1" in repeated:
        words = [word for place, word in enumerate(words) if repeated[max(place - 3, 0) : place] != b"\1\1\1"]
    unique = set(words)
    letters = {word for word in unique if len(word) == 1 and word.isalpha()}
    if letters:
        words = _join_letters(words, letters)
    if not unique.isdisjoint(_BOUNDARIES):
        words = list(map(_BOUNDARIES.get, words, words))
    return words


def _split(text: str) -> list[str]:
    for mask in _MASKS:
        text = text.replace(mask, _PART)
    text = text.replace("\n", f" {_LINE_BREAK} ")
    for mark in _SENTENCE_MARKS:
        text = text.replace(mark, f"{_PART}{mark}{_PART}")
    if not text.isascii():
        for emoji in EMOJIS:
            text = text.replace(emoji, f"{_PART}{emoji}{_PART}")
    if BOUNDARY in text:
        text = _STOPS.sub(_PART, text) + " "
        text = text.replace(f"{BOUNDARY} ", "|").replace(BOUNDARY, _PART).replace("|", f" {BOUNDARY} ")
    return text.replace(_PART, " ").split()


def _join_letters(words: list[str], letters: set[str]) -> list[str]:
    tokens: list[str] = []
    begin = 0
    for run in _SINGLE_LETTERS.finditer(bytes(map(letters.__contains__, words))):
        tokens += words[begin : run.start()]
        tokens.append("".join(words[run.start() : run.end()])[:_JOINED_LETTERS_MOST])
        begin = run.end()
    return tokens + words[begin:]


def other_readings(token: str) -> list[str]:
    """Returns further spellings of a word: stretched letters, digits for letters, look-alikes."""
    readings: list[str] = []
    if _RUN.search(token):
        readings += [_RUN.sub(r"\1\1", token), _RUN.sub(r"\1", token)]
    if not token.isalpha() and not token[0].isdigit() and any(c.isalpha() for c in token):
        readings.append(token.translate(_LEET))
    if not token.isascii() and _HAS_LATIN.search(token) and _HAS_LOOKALIKE.search(token):
        readings.append(token.translate(_LOOKALIKES))
    return readings
