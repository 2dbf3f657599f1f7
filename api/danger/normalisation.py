"""Folds any text into plain words, so that one spelling of a phrase in the data finds its many forms.

Every step takes time in proportion to the length of the text, whatever the text is.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

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
     "ى": "ي", "ة": "ه", "ؤ": "و", "ئ": "ي", "ی": "ي", "ک": "ك", "ґ": "г"}
)  # fmt: skip
# UTF-8 once read as Latin-1: Ã¤ for ä and the like, as old phones and forms send it.
_MOJIBAKE = re.compile("Ã[¤¥¶„…–\x84\x85\x96]|â\x80\x99|â€™")
_MOJIBAKE_LETTERS = {"¤": "ä", "¥": "å", "¶": "ö", "„": "Ä", "…": "Å", "–": "Ö",
                     "\x84": "Ä", "\x85": "Å", "\x96": "Ö"}  # fmt: skip

_MASKED_LETTER = re.compile(r"(?<=[^\W\d_])[*#@$]{1,3}(?=[^\W\d_])")
_LONG_RUN = re.compile(r"([^\W\d_])\1{3,}")
# A sentence ends at ! ? ; a line break, or at one full stop followed by space or the end ("..." goes on).
_TOKEN = re.compile(rf"[^\W_]+|[{EMOJIS}]|[!?;\n؟]|(?<!\.)\.(?=\s|$)")
_NOT_PLAIN = re.compile("[^\\x00-\\x7f]+")
_FOLDED_PLAIN = (("'", ""), ("`", ""), ("_", " "), ("|", " "))
# What folding makes of the letters that stand in most messages; replacing them first is six times as quick.
_COMMON_LETTERS = (("ä", "a"), ("ö", "o"), ("å", "a"), ("Ä", "a"), ("Ö", "o"), ("Å", "a"))
# To look for each letter four times over is quicker than the pattern below this many different ones.
_LETTERS_LOOKED_FOR_MOST = 300
_SINGLE_LETTERS_MINIMUM = 5
_RUN = re.compile(r"([^\W\d_])\1\1+")
_LEET = str.maketrans("013457", "oieast")
_HAS_LATIN = re.compile("[a-z]")
_HAS_LOOKALIKE = re.compile("[а-яіїјѕһԁα-ω]")
# Source: look-alike pairs from Unicode confusables.txt (https://www.unicode.org/reports/tr39/), letters only.
_LOOKALIKES = str.maketrans("аеорсухівкмнтјѕԁһαορνικτυε", "aeopcyxibkmhtjsdhaopviktue")


def fold(text: str) -> str:
    """Returns the text in lower case without diacritics, invisible marks and look-alike forms."""
    if not text.isascii():
        if "Ã" in text or "â" in text:
            text = _MOJIBAKE.sub(lambda found: _MOJIBAKE_LETTERS.get(found[0][1], ""), text)
        for letter, plain in _COMMON_LETTERS:
            text = text.replace(letter, plain)
        rare = len(text.encode("utf-8", "replace")) - len(text)
        text = _fold_letters(text) if rare > len(text) // 8 else _NOT_PLAIN.sub(_fold_found, text)
    text = text.lower()
    for letter, plain in _FOLDED_PLAIN:
        text = text.replace(letter, plain)
    if any(mask in text for mask in "*#@$"):
        text = _MASKED_LETTER.sub("", text)
    letters = set(text)
    if len(letters) > _LETTERS_LOOKED_FOR_MOST or any(letter * 4 in text for letter in letters):
        text = _LONG_RUN.sub(r"\1\1\1", text)
    return text


def _fold_found(found: re.Match[str]) -> str:
    letters = found[0]
    # Only single letters are remembered, never a word that somebody wrote.
    return _fold_letter(letters) if len(letters) == 1 else _fold_letters(letters)


@lru_cache(maxsize=1024)
def _fold_letter(letter: str) -> str:
    return _fold_letters(letter)


def _fold_letters(letters: str) -> str:
    # Dotted capital İ and the like gain a mark in lower case, hence the order.
    return unicodedata.normalize("NFKD", letters.translate(_REMOVED).lower()).translate(_FOLDED)


def split_into_tokens(text: str) -> list[str]:
    """Returns the folded words, emojis of danger and sentence ends ("."), in order.

    Letters typed one by one ("h a l u a n") come back as one word; a word typed more than three times in a
    row comes back three times.
    """
    found = _TOKEN.findall(fold(text))
    tokens: list[str] = []
    begin = 0
    for first, last in _find_unusual(found):
        tokens += found[begin:first]
        _add_unusual(found[first:last], tokens)
        begin = last
    return tokens + found[begin:]


def _find_unusual(words: list[str]) -> Iterator[tuple[int, int]]:
    """Yields (first, word after the last) of the stretches of words that do not stay as they are."""
    # Found by comparisons alone: one word in a hundred is looked at further.
    places = [
        place
        for place, (word, following) in enumerate(zip(words, [*words[1:], ""], strict=False))
        if word == following or (len(word) == 1 and word != BOUNDARY)
    ]
    first = last = -1
    for place in places:
        if place > last:
            if last > first:
                yield first, last
            first = place
        # The word after it belongs to it: it may repeat it, or end the letters.
        last = min(place + 2, len(words))
    if last > first:
        yield first, last


def _add_unusual(words: list[str], tokens: list[str]) -> None:
    letters: list[str] = []
    last, repeats = "", 0
    for word in words:
        if word == last:
            repeats += 1
            if repeats > 2:
                continue
        else:
            last, repeats = word, 0
        if len(word) == 1:
            if word in "!?;\n؟":
                word = BOUNDARY
            elif word.isalpha():
                letters.append(word)
                continue
        if letters:
            _join_letters(letters, tokens)
        tokens.append(word)
    if letters:
        _join_letters(letters, tokens)


def _join_letters(letters: list[str], tokens: list[str]) -> None:
    if len(letters) >= _SINGLE_LETTERS_MINIMUM:
        tokens.append("".join(letters)[:64])
    else:
        tokens.extend(letters)
    letters.clear()


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
