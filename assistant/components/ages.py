"""The age of the person whom the help is for, when the message states it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Iterator, Pattern

from assistant.components.normalization import fold
from assistant.components.people import CHILD, OTHER, SELF, People
from assistant.components.reading import Reading
from assistant.components.vocabulary import load_vocabulary

_YEARS_AT_FIRST_CLASS = 6
_UPPER_SECONDARY = 15
_OLDEST = 110
# A writer's own child is rarely older than this: a greater number beside a child is the writer's own age.
_OLDEST_CHILD = 29

_AGO = r"(?!\s*(?:sitten|ajan|ajaksi|yhdessa|naimisissa|kestany|kestan|sedan|ago|together|in\b))"
_LIMIT = r"(?<!alle )(?<!yli )(?<!under )(?<!over )(?<!above )(?<!below )"
_YEARS_OLD = {
    "fi": rf"[\s-]*(?:-?\s?(?:v(?:uotias|uotiaa|uotiast|uotiai|uotiae)\w*|wuotias)|v\b{_AGO}|vee\b{_AGO}|vuotta\s+(?:vanha|taynna)|v\.)",
    "sv": rf"[\s-]*(?:aring\w*|ars?\s+gamm?al\w*|-?arig\w*|ars\b{_AGO}(?=\s*(?:son|dotter|flicka|pojke|barn|kille|tjej)))",
    "en": rf"[\s-]*(?:years?[\s-]*old\w*|yrs?[\s-]*old|y\s?/?\s?o\b|yo\b|yr\s?old)",
}
_MONTHS = {
    "fi": r"[\s-]*(?:kk\b|kuukau(?:tta\s+vanh|tinen|tise|si\s+vanh)\w*|kuuka[ut]+nen)",
    "sv": r"[\s-]*(?:manad(?:er|ers)?\s+(?:gamm?al|bebis|barn|baby)\w*|man\b)",
    "en": r"[\s-]*(?:months?[\s-]*old)",
}
_MONTHS_AGO = r"(?!\s*(?:sitten|ajan|kestany|sedan|ago))"
_COPULA = {
    "fi": r"(?:olen|oon|on|onki|ma oon|taytan|taytin|taytti|tayttaa|tayttany|tayttanyt|tuli|ikaa|ika|ika on)\s+(?:nyt |jo |vasta |kohta |just |ihan |siis )?",
    "sv": r"(?:ar|fyller|fyllde|blir|blev|alder)\s+(?:nu |redan |bara |snart |alltsa )?",
    "en": r"(?:am|is|i'm|im|he's|she's|'m|'s|turned|turning|age|aged)\s+(?:now |already |only |just |almost )?",
}
_TURNING = {
    "fi": r"taytt\w+|taytin|olen|oon|ma oon|lapsi on|poika on|tytto on|tytar on|han on",
    "sv": r"fyll\w+|ar|blir|blev",
    "en": r"turn\w+",
}
_BARE_END = r"(?=\s*(?:$|[.,;!?)]|(?:ja|mut|mutta|mutku|enka|eika|ku|kun|och|men|and|but|so|who|who's|joka|som)\b))"
_PAST = re.compile(
    r"(?:\b(?:olin|oltiin|ollessani|ollessa|olis|olisin|jag var|nar jag var|sen jag var|when i was|was)\s+(?:\w+\s)?$)"
)
_PAST_ENDING = re.compile(r"^\w*(?:vuotiaana|vuotiaasta|vuotiaista|vuotiaaksi)|^\s*(?:asti|lahtien|saakka)")
_ANSWER = re.compile(r"^\D{0,25}?(\d{1,3})\D{0,12}$")


@dataclass(frozen=True)
class Age:
    """An age stated in a message; `years` exact, or `range` for a stage of life. Offsets are characters."""

    years: int | None
    range: tuple[int, int] | None
    start: int
    end: int


def find_age(reading: Reading, people: People) -> Age | None:
    """The age of the one helped, or None when it is not stated.

    Exact ages win over stages ("teini, 14 v"). Of several exact ages the one of the person the help is for counts;
    when several children are named, their ages make a range.
    """
    folded = fold(reading.text)
    stated = list(_find_stated(folded, reading))
    if not stated and reading.question == "age":
        stated = list(_find_answers(folded, reading.language))
    chosen = _choose(stated, reading, people)
    if chosen is not None:
        return chosen
    if stated:
        return None
    stages = [stage for stage in _find_stages(folded, reading.language) if _fits(stage, reading, people)]
    return stages[0] if stages else None


def _choose(stated: list[Age], reading: Reading, people: People) -> Age | None:
    mine = [age for age in stated if _fits(age, reading, people)]
    if people.about == CHILD:
        mine = [age for age in mine if (age.years or 0) <= _OLDEST_CHILD] or mine
    if not mine:
        return None
    years = sorted({age.years for age in mine if age.years is not None})
    if len(years) > 1 and people.about == CHILD:
        return Age(None, (years[0], years[-1]), mine[0].start, mine[-1].end)
    if len(years) > 1 and people.about is None and years[-1] - years[0] > 0 and _is_list(mine, reading):
        return Age(None, (years[0], years[-1]), mine[0].start, mine[-1].end)
    return mine[0]


def _is_list(ages: list[Age], reading: Reading) -> bool:
    return all(len(reading.text[a.end : b.start]) <= 20 for a, b in zip(ages, ages[1:]))


def _fits(age: Age, reading: Reading, people: People) -> bool:
    """Whether the age is that of the person the help is for, by the nearest word for a person."""
    owner = _find_owner(age, reading, people)
    if owner is None or people.about is None:
        return True
    if people.about == SELF:
        return owner == SELF
    if people.about == CHILD:
        return owner in (CHILD, OTHER) if owner != SELF else False
    return owner in (OTHER, CHILD)


def _find_owner(age: Age, reading: Reading, people: People) -> str | None:
    tokens = [token for token in reading.doc if token.idx <= age.start]
    if not tokens:
        return None
    here = tokens[-1].i
    clause = people.clauses[here]
    best: tuple[int, str] | None = None
    for person in people.persons:
        if people.clauses[person.start] == clause or abs(person.start - here) <= 3:
            owner = {"child": CHILD, "parent": "parent", "partner": "parent"}.get(person.kind, OTHER)
            distance = abs(person.start - here) + (1 if person.start > here else 0)
            best = min(best, (distance, owner)) if best else (distance, owner)
    for index in people.first_person:
        if people.clauses[index] == clause and index <= here:
            distance = here - index
            best = min(best, (distance, SELF)) if best else (distance, SELF)
    return best[1] if best else None


def _find_stated(folded: str, reading: Reading) -> Iterator[Age]:
    spans: list[tuple[int, int]] = []
    for age in sorted(_find_all(folded, reading.language), key=lambda one: (one.start, -one.end)):
        if all(age.start >= end or age.end <= start for start, end in spans):
            spans.append((age.start, age.end))
            yield age


def _find_all(folded: str, language: str) -> Iterator[Age]:
    rules = _rules(language)
    for match in rules["years"].finditer(folded):
        years = _to_number(match["number"], language)
        if years is not None and not _is_past(folded, match):
            if match["other"]:
                yield from _age(_to_number(match["other"], language), match, "other")
            yield from _age(years, match, "number")
    for match in (*rules["copula"].finditer(folded), *rules["turning"].finditer(folded)):
        years = _to_number(match["number"], language)
        if years is not None and years >= 1 and not _is_past(folded, match):
            yield from _age(years, match, "number")
    for match in rules["months"].finditer(folded):
        months = _to_number(match["number"], language)
        if months is not None:
            yield from _age(months // 12, match)
    for pattern, years in rules["classes"]:
        for match in pattern.finditer(folded):
            yield from _age(years, match)
    for match in rules["class_number"].finditer(folded):
        number = int(match["before"] or match["after"])
        yield from _age(number + _YEARS_AT_FIRST_CLASS, match)
    pregnant = rules["pregnant"].search(folded)
    for match in rules["exact"].finditer(folded):
        years = rules["exact_years"][match["word"]]
        if not (years == 0 and pregnant):
            yield from _age(years, match)


def _age(years: int | None, match: re.Match[str], group: str | int = 0) -> Iterator[Age]:
    if years is not None and 0 <= years <= _OLDEST:
        yield Age(years, None, match.start(group), match.end(group))


def _is_past(folded: str, match: re.Match[str]) -> bool:
    ending = _PAST_ENDING.match(folded[match.end("number") :].lstrip("- "))
    return bool(ending) or bool(_PAST.search(folded[max(0, match.start() - 40) : match.start("number")]))


def _find_stages(folded: str, language: str) -> Iterator[Age]:
    pattern, stages = _rules(language)["stages"], _rules(language)["stage_ranges"]
    for match in pattern.finditer(folded):
        low, high = stages[match["word"]]
        yield Age(None, (low, high), match.start(), match.end())


def _find_answers(folded: str, language: str) -> Iterator[Age]:
    """A bare number as the answer to "how old": "13", "se on 13", "kolmetoista"."""
    match = _ANSWER.match(folded)
    if match:
        yield from _age(int(match[1]), match, 1)
        return
    for word in re.finditer(r"[a-z]+", folded):
        years = _to_number(word[0], language)
        if years is not None and len(folded) <= 40:
            yield from _age(years, word)
            return


def _to_number(written: str | None, language: str) -> int | None:
    """Whole number written in digits or words ("13", "13,5", "kolmetoista", "tjugotre"); None when it is none."""
    if not written:
        return None
    digits = re.match(r"\d{1,3}", written)
    if digits:
        return int(digits[0])
    numbers = _number_words(language)
    word = written.replace("-", "").replace(" ", "")
    if word in numbers:
        return numbers[word]
    if language == "fi":
        for teen in ("toista", "toist"):
            if word.endswith(teen) and word[: -len(teen)] in numbers:
                return 10 + numbers[word[: -len(teen)]]
        tens = re.fullmatch(r"(\w+?)(?:kymmenta|kymmen|kyt|kyta)(\w*)", word)
        if tens and tens[1] in numbers:
            return 10 * numbers[tens[1]] + numbers.get(tens[2], 0)
    if language == "en":
        for ten, value in (("twenty", 20), ("thirty", 30), ("forty", 40), ("fifty", 50)):
            if word.startswith(ten) and word[len(ten) :] in numbers:
                return value + numbers[word[len(ten) :]]
    return None


@lru_cache(maxsize=None)
def _number_words(language: str) -> dict[str, int]:
    return {fold(word): number for word, number in load_vocabulary("ages")["numbers"][language].items()}


@lru_cache(maxsize=None)
def _rules(language: str) -> dict[str, Any]:
    """Compiled patterns of one language; numbers in digits or words, everything folded."""
    data = load_vocabulary("ages")
    words = "|".join(sorted(_number_words(language), key=len, reverse=True))
    if language == "fi":
        words = rf"(?:{words})(?:toista|toist|kymmenta(?:{words})?|kyt(?:{words})?)?"
    elif language == "en":
        words = rf"(?:twenty|thirty|forty|fifty)?[\s-]?(?:{words})"
    number = rf"(?:\d{{1,3}}(?:[.,]5)?|{words})"
    between = r"(?:\s*(?:ja|och|and|,|-|–|/)\s*)"
    classes = fold(data["class_words"][language])
    upper = fold(data["upper_secondary"][language])
    exact = {fold(word): years for word, years in data["exact"][language].items()}
    stages = {fold(word): tuple(ages) for word, ages in data["stages"][language].items()}
    return {
        "years": re.compile(rf"{_LIMIT}\b(?:(?P<other>{number}){between})?(?P<number>{number})(?:{_YEARS_OLD[language]})"),
        "turning": re.compile(rf"\b(?:{_TURNING[language]})\s+(?:\w+\s)?(?P<number>{number})\s*(?:vuotta|v|ar)\b{_AGO}"),
        "copula": re.compile(rf"\b{_COPULA[language]}(?P<number>{number}){_BARE_END}"),
        "months": re.compile(rf"\b(?P<number>\d{{1,2}}|{words})(?:{_MONTHS[language]}){_MONTHS_AGO}"),
        "classes": list(_class_patterns(data["classes"][language], classes, upper)),
        "class_number": re.compile(
            rf"\b(?:(?P<before>[1-9])\s?\.?\s?-?\s?(?:lk\b|{classes})(?!\s*on\s+\d)"
            rf"|(?:{classes})\s?(?P<after>[1-9])\b)"
        ),
        "exact": re.compile(rf"\b(?P<word>{'|'.join(sorted(exact, key=len, reverse=True))})(?:lai\w*)?\b"),
        "exact_years": exact,
        "pregnant": re.compile("|".join(rf"\b{fold(word)}" for word in data["pregnant"][language])),
        "stages": re.compile(rf"\b(?P<word>{'|'.join(map(re.escape, sorted(stages, key=len, reverse=True)))})"),
        "stage_ranges": stages,
    }


def _class_patterns(entries: list[dict[str, Any]], classes: str, upper: str) -> Iterator[tuple[Pattern[str], int]]:
    for entry in entries:
        word, number = fold(entry["pattern"]), int(entry["class"])
        if number <= 3:
            # The year in upper secondary school comes first: "lukion ekalla" is 16, not 7.
            stem = {1: r"(?:eka\w*|ykkos\w*|ensimmai\w*|forsta|ettan|first|1\.?)",
                    2: r"(?:toka\w*|kakkos\w*|toise\w*|andra|tvaan|second|2\.?)",
                    3: r"(?:kolma\w*|kolmos\w*|tredje|trean|third|3\.?)"}[number]
            yield re.compile(rf"\b(?:{upper})\s+(?:\w+\s+)?{stem}|\b{stem}\s+(?:\w+\s+)?(?:{upper})"), _UPPER_SECONDARY + number
        if entry["alone"]:
            yield re.compile(rf"(?<!lukion )(?<!gymnasiets )\b(?:{word})\b"), number + _YEARS_AT_FIRST_CLASS
        else:
            yield re.compile(rf"\b(?:{word})[\s-]?(?:{classes})\b"), number + _YEARS_AT_FIRST_CLASS

