"""Finds the places named in a message and tells which of them the writer lives in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc
from spacy.vocab import Vocab

from assistant.components.inflection import (
    COLON_ENDINGS,
    FROM,
    GENITIVE,
    INSIDE,
    NOMINATIVE,
    RESIDENT,
    TO,
    build_borrowed_forms,
    build_forms,
)
from assistant.components.normalization import fold
from assistant.components.place_context import BORROWED, PLAIN_SWEDISH, Form
from assistant.components.reading import Reading
from assistant.components.residence_context import ResidenceContext
from assistant.components.vocabulary import load_places

# Each form is a spaCy document until it is in the matcher: all 60,000 at once would take 120 MB.
_FORMS_AT_ONCE = 1000

# Names of so many letters may be abbreviations ("Hki"), and of so many are hardly words of everyday speech.
_ABBREVIATION, _LONG_NAME = 3, 8

# A place of so small a score, where one was once or comes from, gives way to that of the school.
_LEAST_HOME = 0.5


@dataclass(frozen=True, slots=True)
class Mention:
    """A place named in a message; `start` and `end` are token numbers, `score` how surely one lives there."""

    form: Form
    start: int
    end: int
    case: str
    score: float = 0.0
    school: bool = False
    typing_error: bool = False


class Gazetteer:
    """All written forms of all places, for exact matching and for one typing error."""

    def __init__(self, places: dict[str, Any]) -> None:
        self.forms: dict[str, list[Form]] = defaultdict(list)
        self.misspellings: dict[str, tuple[str, ...]] = {}
        self._misspellable: set[str] = set()
        self._excepted: set[str] = set()
        cared_for = {code for code, county in places["counties"].items() if county.get("full_care")}
        for code, municipality in places["municipalities"].items():
            served = municipality["county"] in cared_for
            self._add(code, municipality, municipality, None, served)
            for district in municipality.get("districts", ()):
                self._add(code, municipality, district, district["fi"], served)
        vocab = Vocab()
        self._matcher = PhraseMatcher(vocab, attr="ORTH")
        forms = list(self.forms)
        for first in range(0, len(forms), _FORMS_AT_ONCE):
            batch = forms[first : first + _FORMS_AT_ONCE]
            self._matcher.add("PLACE", [Doc(vocab, words=form.split(" ")) for form in batch])

    def _add(
        self,
        code: str,
        municipality: dict[str, Any],
        entry: dict[str, Any],
        district: str | None,
        served: bool,
    ) -> None:
        everyday = bool(entry.get("everyday"))
        # "lahti" is a bay, but "lahdessa" all but always the town.
        only_bare = entry.get("everyday") == "bare"
        # A typing error is looked for only where it is likely to be right: in the places served with full
        # care.
        stems = tuple(entry["stems"]) if "stems" in entry else None
        excepted = set(map(fold, entry.get("except", ())))
        self._excepted |= excepted

        @cache
        def build(case: str, language: str, common: bool) -> Form:
            return Form(code, municipality["fi"], district, case, common, language, served)

        for name, given in [(entry["fi"], stems), *((other, None) for other in entry.get("also", ()))]:
            for written, case in _build_written(name.lower(), given, district is None):
                if fold(written) in excepted:
                    continue
                common = everyday and not (only_bare and case not in (NOMINATIVE, GENITIVE))
                self._put(written, build(case, "fi", common), served and not common and case != RESIDENT)
        swedish = entry.get("sv")
        if swedish and swedish != entry["fi"]:
            # å and ö stay: folded, Ingå would be Swedish "inga" (none). In the places served only the Finnish
            # name is an everyday word: "pohja", not "Pojo".
            common = entry.get("everyday") is True and not served
            self.forms[swedish.lower()].append(build(NOMINATIVE, "sv", common))
            if not swedish.endswith("s"):
                self.forms[swedish.lower() + "s"].append(build(GENITIVE, "sv", common))
            if served and entry.get("everyday") is not True:
                for written, case in build_borrowed_forms(swedish.lower()):
                    self._put(written, build(case, BORROWED, False), False)
            if fold(swedish) != swedish.lower():
                self.forms[fold(swedish)].append(build(NOMINATIVE, PLAIN_SWEDISH, common))
        elif swedish:
            self._put(swedish.lower() + "s", build(GENITIVE, "sv", everyday), False)
        for nickname in entry.get("also_sv", ()):
            self._put(nickname.lower(), build(NOMINATIVE, "sv", False), False)
        english = entry.get("en")
        if english:
            self._put(english.lower(), build(NOMINATIVE, "en", everyday), False)

    def _put(self, written: str, form: Form, with_misspellings: bool) -> None:
        for spelling in self._spell(written, form):
            forms = self.forms[spelling]
            if all(known.code != form.code or known.case != form.case for known in forms):
                forms.append(form)
        folded = fold(written)
        if (
            with_misspellings
            and " " not in written
            and len(written) >= 6
            and folded not in self._misspellable
        ):
            self._misspellable.add(folded)
            for shortened in _shorten(folded):
                self.misspellings[shortened] = (*self.misspellings.get(shortened, ()), folded)

    def _spell(self, written: str, form: Form) -> set[str]:
        """The form with its dots and without; an everyday word needs a local case and length to lose them."""
        clear = form.case in (INSIDE, FROM, TO) and len(written) > _LONG_NAME
        return {written, fold(written)} if clear or not form.everyday else {written}

    def find(self, reading: Reading) -> Iterator[tuple[list[Form], int, int, bool]]:
        """Forms that may be meant, first and last token, and whether a typing error was passed over."""
        lowered = Doc(reading.doc.vocab, words=[token.text.lower() for token in reading.doc] or [" "])
        spans: dict[tuple[int, int], list[Form]] = {}
        for doc in (lowered, reading.folded):
            for _, start, end in self._matcher(doc):
                if doc is reading.folded and lowered[start:end].text != doc[start:end].text:
                    # Dots get lost, never added: "lähtee" is no form of Lahti.
                    continue
                written = " ".join(doc[index].text for index in range(start, end))
                forms = self.forms.get(written, [])
                plain, lower = doc is reading.folded, reading.doc[start].is_lower
                forms = [form for form in forms if _is_likely(form, written, reading.language, plain, lower)]
                if forms:
                    spans.setdefault((start, end), forms)
        taken: set[int] = set()
        for (start, end), forms in sorted(spans.items(), key=lambda item: item[0][0] - item[0][1]):
            if not taken.intersection(range(start, end)):
                taken.update(range(start, end))
                yield forms, start, end, False
        for token in reading.folded:
            if token.i not in taken and token.is_alpha and len(token.text) >= 6:
                forms = self._find_misspelled(token.text)
                if reading.doc[token.i].lower_ != token.text:
                    # Dots are no typing error: "lähtien" is no form of Lahti.
                    forms = [form for form in forms if form.has_dots]
                if forms:
                    yield forms, token.i, token.i + 1, True

    def _find_misspelled(self, word: str) -> list[Form]:
        if word in self.forms or word in self._excepted:
            return []
        candidates: set[str] = set(self.misspellings.get(word, ()))
        for shortened in _shorten(word):
            if shortened in self._misspellable:
                candidates.add(shortened)
            candidates.update(self.misspellings.get(shortened, ()))
        near = sorted(one for one in candidates if one[0] == word[0] and _is_one_error_apart(one, word))
        return [form for one in near[:1] for form in self.forms[one]]


def _is_likely(form: Form, written: str, language: str, plain: bool, lower: bool) -> bool:
    """Whether the form may be meant in a message of the language.

    Args:
        form: What was found.
        written: The words as found.
        language: Language of the message.
        plain: It was found with its dots and rings left out.
        lower: It is written without a capital.
    """
    if (form.language == PLAIN_SWEDISH and language == "fi") or (
        form.language == BORROWED and language != "fi"
    ):
        return False
    if form.language == "fi" and language != "fi" and lower:
        # English "tree" is a tree, not Tampere; a long name is no word of another language.
        return form.served or form.name.lower() == written or len(written) >= _LONG_NAME
    if plain:
        return form.language != "sv" and not (form.everyday and form.language == "fi")
    return True


def _build_written(name: str, stems: tuple[str, ...] | None, dialects: bool) -> Iterator[tuple[str, str]]:
    """Written forms of a name and their cases; an abbreviation takes its endings after a colon: "jkl:ssä"."""
    yield from build_forms(name, stems, dialects)
    if len(name) <= _ABBREVIATION:
        yield from ((f"{name}:{ending}", case) for ending, case in COLON_ENDINGS)


def _shorten(word: str) -> Iterator[str]:
    for index in range(1, len(word)):
        yield word[:index] + word[index + 1 :]


def _is_one_error_apart(one: str, other: str) -> bool:
    if abs(len(one) - len(other)) > 1:
        return False
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    a, b = one[start:], other[start:]
    # A changed letter makes a short name another word: "inhoon" (into disgust) is no "Inkoon".
    changed = a[1:] == b[1:] and len(one) >= _LONG_NAME
    return changed or a[1:] == b or a == b[1:] or (a[:2] == b[:2][::-1] and a[2:] == b[2:])


@cache
def load_gazetteer() -> Gazetteer:
    """The gazetteer of data/places.yml, built once per process."""
    return Gazetteer(load_places())


@dataclass(frozen=True)
class Residence:
    """Where the one helped lives and, when elsewhere, goes to school; None: not stated."""

    home: Mention | None
    school: Mention | None


def find_residence(reading: Reading, gazetteer: Gazetteer | None = None) -> Residence:
    """The place lived in and the place of the school that the message states.

    Several places: the one with words of living beside it; a place left behind, denied or lived in by
    somebody else does not count.
    """
    context = ResidenceContext(reading)
    mentions = []
    for forms, start, end, typing_error in (gazetteer or load_gazetteer()).find(reading):
        form, case = _choose(forms, start, context)
        if context.is_place(form, case, start, end, typing_error):
            mentions.append(Mention(form, start, end, case, typing_error=typing_error))
    scored = [
        replace(
            mention,
            score=context.score(
                mention.case, mention.start, mention.end, mention.form.served, len(mentions) > 1
            ),
            school=context.is_school(mention.start, mention.end),
        )
        for mention in mentions
    ]
    # "mitt efternamn, Ekenäs hit å Ekenäs dit": what is somebody's name once is it again.
    names = {one.form.code for one in scored if one.score < 0 and context.is_name(one.start, one.end)}
    scored = [one for one in scored if one.case != NOMINATIVE or one.form.code not in names]
    real = [mention for mention in scored if mention.score > 0]
    homes = [mention for mention in real if not mention.school]
    schools = [mention for mention in real if mention.school]
    home = max(homes, key=lambda mention: mention.score, default=None)
    school = max(schools, key=lambda mention: mention.score, default=None)
    if home is None or (school is not None and home.score < _LEAST_HOME < school.score):
        # Only a school is named: most live where they go to school, and the services of a school are there.
        return Residence(school, None)
    if school is not None and school.form.code == home.form.code:
        school = None
    return Residence(home, school)


def _choose(forms: list[Form], start: int, context: ResidenceContext) -> tuple[Form, str]:
    """The likeliest reading of a form that several places or cases share: municipalities before districts."""
    form = min(
        forms,
        key=lambda one: (
            one.everyday,
            one.district is not None,
            one.language != context.language,
            # "ingås asutaan": a Swedish name in a Finnish case rather than a Swedish genitive.
            context.language == "fi" and one.language != BORROWED,
        ),
    )
    case = form.case
    if case == NOMINATIVE:
        case = context.find_preposition_case(start) or NOMINATIVE
    return form, case
