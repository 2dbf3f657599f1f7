"""A search by words that knows inflection, compounds, everyday words and lost marks, kept in memory."""

from __future__ import annotations

import math
import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import Stemmer

from services_catalog.everyday_words import EverydayWords, plain, split_words

# The stemmers of Snowball: https://snowballstem.org/algorithms/ . One a thread: they are not shared safely.
STEMMERS = {"fi": "finnish", "sv": "swedish", "en": "english"}
# What a word found in part is worth beside the same word.
SAME, INFLECTED, BEGINS, ENDS, INSIDE, HEAD = 1.0, 0.9, 0.8, 0.6, 0.4, 0.35
EVERYDAY_KIND, EVERYDAY_NEED = 0.9, 0.3
# Only where nothing else fits the word: its first part, or what it is about.
MODIFIER, CONCEPT = 0.3, 0.25
SHORTEST_TO_BEGIN, SHORTEST_ROOT, SHORTEST_INSIDE, SHORTEST_PART = 3, 4, 5, 5
LONGEST_INFLECTION = 3
FEWEST_DIGITS = 5
# Worth of the sort of text in which a word stands.
KIND_WORTH, NEED_WORTH = 6.0, 2.5
# Weak and strong grades of Finnish (päihde: päihteen, Lahti: Lahden) at the end of a stem without vowels.
GRADES = {"hd": "ht", "ll": "lt", "nn": "nt", "rr": "rt", "mm": "mp", "ng": "nk"}
GRADES |= {"kk": "k", "pp": "p", "tt": "t"}
VOWELS = "aeiouyåäö"

_local = threading.local()


class Text(NamedTuple):
    """A text of an entry: its language (None where names of several stand), and how much it tells."""

    language: str | None
    text: str
    worth: float


@dataclass(frozen=True, slots=True)
class Found:
    """How well an entry fits: the count of words of the query found in it, and its score, more is better."""

    words: int
    score: float


class Document(NamedTuple):
    """What the index keeps of an entry to take it out again."""

    terms: Mapping[str, float]
    kind: str
    needs: tuple[str, ...]
    digits: str


class WordIndex:
    """Finds entries by words; not safe for use by several threads while entries are put in."""

    def __init__(self, everyday: EverydayWords) -> None:
        self._everyday = everyday
        self._documents: dict[str, Document] = {}
        self._by_term: dict[str, dict[str, float]] = {}
        self._by_kind: dict[str, set[str]] = {}
        self._by_need: dict[str, set[str]] = {}
        self._vocabulary: str | None = None

    def __len__(self) -> int:
        return len(self._documents)

    def put(
        self, key: str, texts: Iterable[Text], kind: str, needs: Sequence[str], numbers: Iterable[str] = ()
    ) -> None:
        """Put an entry in, in place of what was there under its key.

        Args:
            numbers: telephone numbers by which it is found too.
        """
        self.take_out(key)
        terms: dict[str, float] = {}
        seen: set[tuple[str | None, str]] = set()
        # From the most telling text down, so that each word is looked at once.
        for language, text, worth in sorted(texts, key=lambda text: -text.worth):
            for word in split_words(text):
                spelled = (language, word)
                if spelled not in seen:
                    seen.add(spelled)
                    for term in find_terms(word, language):
                        terms.setdefault(term, worth)
        digits = " ".join("".join(filter(str.isdigit, number)) for number in numbers)
        self._documents[key] = Document(terms, kind, tuple(needs), digits)
        for term, worth in terms.items():
            known = self._by_term.get(term)
            if known is None:
                known = self._by_term[term] = {}
                self._vocabulary = None
            known[key] = worth
        self._by_kind.setdefault(kind, set()).add(key)
        for need in needs:
            self._by_need.setdefault(need, set()).add(key)

    def take_out(self, key: str) -> None:
        """Take an entry out, if it is there."""
        document = self._documents.pop(key, None)
        if document is None:
            return
        for term in document.terms:
            known = self._by_term[term]
            del known[key]
            if not known:
                del self._by_term[term]
                self._vocabulary = None
        self._by_kind[document.kind].discard(key)
        for need in document.needs:
            self._by_need[need].discard(key)

    def find(self, query: str) -> dict[str, Found]:
        """Entries in which at least one word of the query is found, by key.

        Words that say nothing by themselves count only where the query has no others.
        """
        if by_number := self._find_by_number(query):
            return by_number
        words = self._read_query(query)
        kinds = self._everyday.find_kinds(plain(word) for word in words)
        counts: dict[str, int] = {}
        scores: dict[str, float] = {}
        for place, word in enumerate(words):
            named = [kind for kind, places in kinds.items() if place in places]
            fitting = self._find_word(word, named)
            if not fitting:
                continue
            rarity = math.log(1 + len(self._documents) / len(fitting))
            for key, worth in fitting.items():
                counts[key] = counts.get(key, 0) + 1
                scores[key] = scores.get(key, 0.0) + rarity * worth
        return {key: Found(count, scores[key]) for key, count in counts.items()}

    def count_words(self, query: str) -> int:
        """How many words of the query count."""
        return len(self._read_query(query))

    def _read_query(self, query: str) -> list[str]:
        written = []
        for word in split_words(query):
            written.extend(split_words(self._everyday.written.get(plain(word), word)))
        telling = [word for word in written if plain(word) not in self._everyday.small]
        return list(dict.fromkeys(telling or written))

    def _find_by_number(self, query: str) -> dict[str, Found]:
        digits = "".join(filter(str.isdigit, query))
        if len(digits) < FEWEST_DIGITS or any(letter.isalpha() for letter in query):
            return {}
        national = digits.removeprefix("00").removeprefix("358").lstrip("0")
        words = max(self.count_words(query), 1)
        return {
            key: Found(words, 1.0) for key, document in self._documents.items() if national in document.digits
        }

    def _find_word(self, word: str, named_kinds: Iterable[str]) -> dict[str, float]:
        fitting: dict[str, float] = {}

        def note(keys: Mapping[str, float], worth: float) -> None:
            for key, worth_there in keys.items():
                if fitting.get(key, 0.0) < worth * worth_there:
                    fitting[key] = worth * worth_there

        own = {term for language in STEMMERS for term in find_terms(word, language)}
        terms = self._find_alike(own | _find_weak_grades(own)) or self._find_alike(_shorten(own))
        for term, worth in terms.items():
            note(self._by_term[term], worth)
        for kind in named_kinds:
            note(dict.fromkeys(self._by_kind.get(kind, ()), KIND_WORTH), EVERYDAY_KIND)
        for need in self._everyday.find_needs(plain(word)):
            note(dict.fromkeys(self._by_need.get(need, ()), NEED_WORTH), EVERYDAY_NEED)
        if fitting:
            return fitting
        for term in own:
            for length in range(SHORTEST_PART, len(term)):
                note(self._by_term.get(term[:length], {}), MODIFIER)
        for concept in self._everyday.find_concepts(plain(word)):
            for term in self._find_terms_of(concept):
                note(self._by_term[term], CONCEPT)
        return fitting

    def _find_alike(self, own: Iterable[str]) -> dict[str, float]:
        """The index's terms that are the word, are a compound with it, or the last part of it."""
        vocabulary = self._get_vocabulary()
        found: dict[str, float] = {}

        def note(term: str, worth: float) -> None:
            if found.get(term, 0.0) < worth:
                found[term] = worth

        for term in own:
            if term in self._by_term:
                note(term, SAME)
            for length in range(max(len(term) - LONGEST_INFLECTION, SHORTEST_ROOT), len(term)):
                if term[:length] in self._by_term:
                    note(term[:length], INFLECTED)
            for start in range(1, len(term) - SHORTEST_PART + 1):
                if term[start:] in self._by_term:
                    note(term[start:], HEAD)
            if len(term) < SHORTEST_TO_BEGIN:
                continue
            # Short words stand inside too many others: isä in lisätieto.
            wanted = term if len(term) >= SHORTEST_INSIDE else f"\n{term}"
            at = vocabulary.find(wanted)
            while at != -1:
                start = vocabulary.rfind("\n", 0, at + 1) + 1
                end = vocabulary.index("\n", max(at, start))
                at += wanted.startswith("\n")
                begins, ends = at == start, at + len(term) == end
                note(vocabulary[start:end], BEGINS if begins else ENDS if ends else INSIDE)
                at = vocabulary.find(wanted, end)
        return found

    def _find_terms_of(self, concept: str) -> list[str]:
        return [term for term in self._by_term if concept in _find_concepts(self._everyday, term)]

    def _get_vocabulary(self) -> str:
        if self._vocabulary is None:
            self._vocabulary = "\n" + "\n".join(self._by_term) + "\n"
        return self._vocabulary


@lru_cache(maxsize=300_000)
def find_terms(word: str, language: str | None) -> tuple[str, ...]:
    """The forms under which a word in small letters is kept and looked for, without marks.

    Its stem, the same as if its marks were lost, and both without the ending vowel and the grade of the
    consonant before it. None as the language takes the forms of all.
    """
    if language is None:
        return tuple({term for each in STEMMERS for term in find_terms(word, each)})
    stemmers = getattr(_local, "stemmers", None)
    if stemmers is None:
        stemmers = _local.stemmers = {
            code: Stemmer.Stemmer(name, 0)  # our cache above is enough
            for code, name in STEMMERS.items()
        }
    stem = stemmers[language if language in STEMMERS else "en"].stemWord
    forms = {plain(stem(word)), stem(plain(word))}
    if language == "fi":
        forms |= {_find_root(form) for form in forms}
        if plain(word).endswith("nen"):
            # nainen: naisen, naiset
            forms.add(plain(word).removesuffix("nen") + "s")
    return tuple(forms)


def _find_weak_grades(terms: Iterable[str]) -> set[str]:
    """The terms as they stand before a closed syllable: päiht as päihd, which begins päihdetyö."""
    weak = {strong: weak for weak, strong in GRADES.items() if len(strong) == 2}
    return {term[:-2] + weak[term[-2:]] for term in terms if term[-2:] in weak}


def _shorten(terms: Iterable[str]) -> set[str]:
    """The terms without an ending that the stemmer left: päihteisiin stays päihteis."""
    shorter = {
        term[:length]
        for term in terms
        for length in range(max(SHORTEST_INSIDE, len(term) - LONGEST_INFLECTION), len(term))
    }
    return shorter | _find_weak_grades(shorter)


def _find_root(stem: str) -> str:
    root = stem.rstrip(VOWELS)
    root = root[:-2] + GRADES.get(root[-2:], root[-2:])
    return root if len(root) >= SHORTEST_ROOT else stem


@lru_cache(maxsize=100_000)
def _find_concepts(everyday: EverydayWords, term: str) -> frozenset[str]:
    return frozenset(everyday.find_concepts(term))
