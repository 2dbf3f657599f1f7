"""The words of a message with their numbers: "kolmevuotias" is read as 3 and "vuotias"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from re import Pattern
from typing import Any

from assistant.components.normalization import fold
from assistant.components.vocabulary import load_vocabulary

_WORD = re.compile(
    r"(?P<range>\d+\s?[-–]\s?\d+(?!\s?[-–]?\s?\d))|(?P<half>\d{1,2}[.,]5(?=[\s-]?(?:v\b|vuot|ar\b|ars|aring|year|yrs?\b))"
    r"|(?:(?<= is )|(?<= ar )|(?<= e )|(?<= on )|(?<='s ))[1-4][.,]5(?![\d.,%]))"
    r"|(?P<whole>\d+(?:[.,:]\d+)*)|(?P<yo>(?:(?<=\d)|(?<=\d ))y ?[/.] ?o\b\.?)"
    r"|(?P<word>[a-z]+(?:'[a-z]+)?)|(?P<sign>\n|[^\sa-z\d])"
)
_HYPHENS = frozenset("-–—")
_LONGEST_NUMBER = 3
_TEN = 10
# Beginnings of the numbers from 21 on, as they are written and spoken: "trettiotvå", "trettitvå".
_SWEDISH_TENS = dict.fromkeys(["tjugo", "tjugi", "tju"], 20) | {
    "trettio": 30,
    "tretti": 30,
    "fyrtio": 40,
    "fyrti": 40,
    "femtio": 50,
    "femti": 50,
    "sextio": 60,
    "sexti": 60,
    "sjuttio": 70,
    "sjutti": 70,
}
# Beginnings that look like a number and are something else, tried before a compound is split.
_NOT_COMPOUND = re.compile(r"(?:kuusta|tiede|onesi|tenn|viisa|kolmio|sexu|sexi|enligt|femin)\w*")


@dataclass(frozen=True, slots=True)
class Word:
    """A folded word or sign; `number` when it is a whole number, offsets are those of the message."""

    text: str
    start: int
    end: int
    number: int | None = None


def split_words(folded: str, language: str) -> list[Word]:
    """Words, numbers and signs of a folded message; a hyphen that only joins is left out."""
    words: list[Word] = []
    for match in _WORD.finditer(folded):
        text, start, end = match[0], match.start(), match.end()
        if match["yo"]:
            # "13 y/o", "13 y.o."
            words.append(Word("yo", start, end))
        elif match["word"]:
            words += _read_word(text, start, language)
        elif match["half"]:
            words.append(Word(text, start, end, int(re.split("[.,]", text)[0])))
        elif match["whole"]:
            # A decimal, a time or a date is no whole number; neither is a sum or a telephone number.
            whole = text.isdigit() and len(text) <= _LONGEST_NUMBER
            words.append(Word(text, start, end, int(text) if whole else None))
        elif match["range"] or not _joins(text, start, end, folded):
            words.append(Word(text, start, end))
    return list(_join_tens(words, language))


def _joins(text: str, start: int, end: int, folded: str) -> bool:
    around = folded[max(0, start - 1) : start] + folded[end : end + 1]
    return text in _HYPHENS and len(around) == 2 and " " not in around


def _read_word(text: str, start: int, language: str) -> Iterator[Word]:
    end = start + len(text)
    rules = _rules(language)
    number = _to_number(text, language)
    if number is not None:
        yield Word(text, start, end, number)
        return
    match = rules["compound"].fullmatch(text)
    number = _to_number(match["number"], language) if match and not _NOT_COMPOUND.fullmatch(text) else None
    if match is None or number is None:
        yield Word(text, start, end)
        return
    middle = start + len(match["number"])
    if match["rest"].startswith(("kymppi", "kymppis")):
        yield Word(match["number"], start, middle, 10 * number)
        yield Word(match["rest"], middle, end)
        return
    yield Word(match["number"], start, middle, number)
    yield Word(match["rest"], middle, end)


def _join_tens(words: list[Word], language: str) -> Iterator[Word]:
    """ "twenty one" as one number; in Finnish and Swedish such numbers are one word."""
    index = 0
    while index < len(words):
        word = words[index]
        following = words[index + 1] if index + 1 < len(words) else None
        if (
            language == "en"
            and following is not None
            and word.text in ("twenty", "thirty", "forty")
            and following.text.isalpha()
            and following.number is not None
            and following.number < 10
        ):
            yield Word(
                f"{word.text} {following.text}",
                word.start,
                following.end,
                (word.number or 0) + following.number,
            )
            index += 2
        else:
            yield word
            index += 1


def _to_number(word: str, language: str) -> int | None:
    numbers = _numbers(language)
    if word in numbers:
        return numbers[word]
    if language == "fi":
        for teen in ("toista", "toist"):
            if word.endswith(teen):
                return 10 + numbers[word[: -len(teen)]] if word[: -len(teen)] in numbers else None
        tens = re.fullmatch(r"(\w+?)(?:kymmenta|kymmen|kymment|kytta|kyta|kyt)(\w*)", word)
        if tens and tens[1] in numbers and (not tens[2] or tens[2] in numbers):
            return 10 * numbers[tens[1]] + numbers.get(tens[2], 0)
    return None


@cache
def _numbers(language: str) -> dict[str, int]:
    numbers = {fold(word): number for word, number in load_vocabulary("ages")["numbers"][language].items()}
    if language == "sv":
        ones = {word: number for word, number in numbers.items() if number < _TEN}
        for tens, number in _SWEDISH_TENS.items():
            numbers = {tens + word: number + one for word, one in ones.items()} | numbers
    return numbers


@cache
def _rules(language: str) -> dict[str, Pattern[str]]:
    data: dict[str, Any] = load_vocabulary("ages")
    words = "|".join(sorted(_numbers(language), key=len, reverse=True))
    if language == "fi":
        words = rf"(?:{words})(?:toista|toist|kymmenta(?:{words})?|kyt(?:{words})?)?"
    rest = fold(data["compound_ends"][language])
    return {"compound": re.compile(rf"(?P<number>{words})(?P<rest>{rest})")}
