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
STEMMERS = ("finnish", "swedish", "english")
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
    """Texts of an entry, in any languages, and how much they tell."""

    text: str
    worth: float


@dataclass(frozen=True, slots=True)
class Found:
    """How well an entry fits: the count of words of the query found in it, and its score, more is better."""

    words: int
    score: float


class Document(NamedTuple):
    """What the index keeps of an entry to take it out again."""

    words: tuple[str, ...]
    kind: str
    needs: tuple[str, ...]
    digits: str


class WordIndex:
    """Finds entries by words; not safe for use by several threads while entries are put in."""

    def __init__(self, everyday: EverydayWords) -> None:
        self._everyday = everyday
        self._documents: dict[str, Document] = {}
        # Entries by the words as they are written, and these words by their forms: 20,000 entries have
        # millions of words, but few different ones to find the forms of.
        self._by_word: dict[str, dict[str, float]] = {}
        self._words_by_term: dict[str, set[str]] = {}
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
        worths: dict[str, float] = {}
        for text, worth in sorted(texts, key=lambda text: -text.worth):
            for word in split_words(text):
                if word not in worths:
                    worths[word] = worth
        for word, worth in worths.items():
            known = self._by_word.get(word)
            if known is None:
                known = self._add_word(word)
            known[key] = worth
        digits = " ".join("".join(filter(str.isdigit, number)) for number in numbers)
        self._documents[key] = Document(tuple(worths), kind, tuple(needs), digits)
        self._by_kind.setdefault(kind, set()).add(key)
        for need in needs:
            self._by_need.setdefault(need, set()).add(key)

    def take_out(self, key: str) -> None:
        """Take an entry out, if it is there."""
        document = self._documents.pop(key, None)
        if document is None:
            return
        for word in document.words:
            del self._by_word[word][key]
            if not self._by_word[word]:
                self._drop_word(word)
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

    def _add_word(self, word: str) -> dict[str, float]:
        for term in find_terms(word):
            words = self._words_by_term.get(term)
            if words is None:
                words = self._words_by_term[term] = set()
                self._vocabulary = None
            words.add(word)
        known: dict[str, float] = {}
        self._by_word[word] = known
        return known

    def _drop_word(self, word: str) -> None:
        del self._by_word[word]
        for term in find_terms(word):
            self._words_by_term[term].discard(word)
            if not self._words_by_term[term]:
                del self._words_by_term[term]
                self._vocabulary = None

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

        def note_term(term: str, worth: float) -> None:
            for written in self._words_by_term.get(term, ()):
                note(self._by_word[written], worth)

        own = set(find_terms(word))
        terms = self._find_alike(own | _find_weak_grades(own)) or self._find_alike(_shorten(own))
        for term, worth in terms.items():
            note_term(term, worth)
        for kind in named_kinds:
            note(dict.fromkeys(self._by_kind.get(kind, ()), KIND_WORTH), EVERYDAY_KIND)
        for need in self._everyday.find_needs(plain(word)):
            note(dict.fromkeys(self._by_need.get(need, ()), NEED_WORTH), EVERYDAY_NEED)
        if fitting:
            return fitting
        for term in own:
            for length in range(SHORTEST_PART, len(term)):
                note_term(term[:length], MODIFIER)
        for concept in self._everyday.find_concepts(plain(word)):
            for term in self._find_terms_of(concept):
                note_term(term, CONCEPT)
        return fitting

    def _find_alike(self, own: Iterable[str]) -> dict[str, float]:
        """The index's terms that are the word, are a compound with it, or the last part of it."""
        vocabulary = self._get_vocabulary()
        found: dict[str, float] = {}

        def note(term: str, worth: float) -> None:
            if found.get(term, 0.0) < worth:
                found[term] = worth

        for term in own:
            if term in self._words_by_term:
                note(term, SAME)
            for length in range(max(len(term) - LONGEST_INFLECTION, SHORTEST_ROOT), len(term)):
                if term[:length] in self._words_by_term:
                    note(term[:length], INFLECTED)
            for start in range(1, len(term) - SHORTEST_PART + 1):
                if term[start:] in self._words_by_term:
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
        return [term for term in self._words_by_term if concept in _find_concepts(self._everyday, term)]

    def _get_vocabulary(self) -> str:
        if self._vocabulary is None:
            self._vocabulary = "\n" + "\n".join(self._words_by_term) + "\n"
        return self._vocabulary


@lru_cache(maxsize=100_000)
def find_terms(word: str) -> tuple[str, ...]:
    """The forms under which a word in small letters is kept and looked for, without marks.

    Which language it is of need not be known: the stems of all three, the same as if its marks were lost,
    and in Finnish both without the ending vowel and the grade of the consonant before it.
    """
    stemmers = getattr(_local, "stemmers", None)
    if stemmers is None:
        stemmers = _local.stemmers = [
            Stemmer.Stemmer(name, 0)  # our cache above is enough
            for name in STEMMERS
        ]
    bare = plain(word)
    finnish = {plain(stemmers[0].stemWord(word)), plain(stemmers[0].stemWord(bare))}
    forms = finnish | {_find_root(form) for form in finnish}
    if bare.endswith("nen"):
        # nainen: naisen, naiset
        forms.add(bare.removesuffix("nen") + "s")
    for stemmer in stemmers[1:]:
        forms |= {plain(stemmer.stemWord(word)), plain(stemmer.stemWord(bare))}
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
