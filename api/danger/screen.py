"""The danger screen: tells in memory, in linear time and without any model whether a text states danger."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from .automaton import Automaton, Found, Places
from .decoding import read_texts
from .finding import KINDS, LEVELS, About, Finding, Level, Match
from .normalisation import BOUNDARY, split_into_tokens
from .rules import Context, Person, Rule, RuleBook, load_rule_book
from .vocabulary import Effort, Vocabulary

# A stretch of so many words is weighed at once; stretches overlap by the longest pattern.
_STRETCH_WORDS = 400
# Measured: fewer repeat work for each part of the text, more make each operation on it slower.
_STRETCHES_READ_AT_ONCE = 8
# An honest message is shorter than so many stretches; in a longer text the first acute danger decides.
_STRETCHES_READ_FULLY = 2
# So many matches of one rule in one stretch may be excused by contexts; one more counts as it stands.
_EXCUSED_EACH_MOST = 5


_ABOUT: tuple[About, ...] = ("child", "other", "self")


class DangerScreen:
    """Screens texts in all languages at once; safe to share between threads."""

    def __init__(self, book: RuleBook) -> None:
        """Compiles the rules; takes about a second."""
        self._book = book
        dangers = book.patterns[: len(book.dangers)]
        # Of matches that end at the same word, those of shorter patterns come first.
        self._order = sorted(range(len(dangers)), key=lambda index: len(dangers[index]))
        self._dangers = Automaton([dangers[index] for index in self._order])
        self._others = Automaton(book.patterns[len(dangers) :])
        atoms = {atom for slots in book.patterns for slot in slots for atom in slot.atoms}
        self._vocabulary = Vocabulary(sorted(atoms), book.plain_words)

    @classmethod
    def load(cls, folder: Path) -> DangerScreen:
        """Returns the screen for the rule files of a folder (data/danger).

        Raises:
            DangerDataError: a file cannot be used. Meant to stop the start.
        """
        return cls(load_rule_book(folder))

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that have rules."""
        return self._book.languages

    def scan(self, text: str, language: str | None = None) -> Finding | None:
        """Returns the gravest danger in the text, acute before concern, or None.

        Args:
            text: anything; never raises on its content.
            language: only breaks ties between equally grave findings of several languages.
        """
        return _gravest(self.find_matches(text), language)

    def scan_bytes(self, raw: bytes, language: str | None = None) -> Finding | None:
        """Returns the gravest danger in a raw request body, broken or not; never raises on its content.

        What is far longer than any message is read in another encoding only where no acute danger was found.
        """
        matches: list[Match] = []
        read: list[list[str]] = []
        longest = 0
        for text in read_texts(raw):
            words = split_into_tokens(text)
            longest = max(len(words), longest)
            # What comes out the same in two encodings is read once. A part of the text is read no more
            # closely than the whole, or a few broken bytes would make a long text slow.
            if words not in read:
                read.append(words)
                matches += self._find_matches(words, longest)
            if longest > _STRETCH_WORDS * _STRETCHES_READ_FULLY and _any_acute(matches):
                break
        return _gravest(matches, language)

    def find_matches(self, text: str) -> list[Match]:
        """Returns every rule that holds, after contexts were weighed, in the order of the text.

        In a text far longer than any message the search ends at the first stretch with acute danger.
        """
        words = split_into_tokens(text)
        return self._find_matches(words, len(words))

    def _find_matches(self, words: list[str], count: int) -> list[Match]:
        """Returns every rule that holds in folded words, looked at as closely as in a text of so many."""
        effort = Effort.for_words(count)
        tokens = self._vocabulary.read_words(words, effort)
        fits: dict[str, list[str]] = {}
        looked_at: set[str] = set()
        matches: list[Match] = []
        # What is repeated over and over is weighed once.
        weighed: dict[tuple[str, ...], list[Match]] = {}
        stretches = list(self._cut(len(tokens)))
        next_read = 0
        for number, (first, last) in enumerate(stretches):
            if number == next_read:
                # The first few by themselves: with acute danger in them the search may end there.
                next_read += _STRETCHES_READ_AT_ONCE if number else _STRETCHES_READ_FULLY + 1
                begin, end = first, stretches[:next_read][-1][1]
                fresh = [word for word in dict.fromkeys(tokens[begin:end]) if word not in looked_at]
                looked_at.update(fresh)
                fits |= self._vocabulary.classify(fresh, effort)
                places = Places(tokens[begin:end], fits)
                dangers = self._dangers.find_ends(places)
                others = self._others.find_ends(places) if dangers else {}
            if not dangers:
                continue
            found = self._dangers.find_matches(
                dangers, places, first - begin, last - begin, _EXCUSED_EACH_MOST
            )
            if found:
                stretch = tuple(tokens[first:last])
                if stretch not in weighed:
                    around = self._others.find_matches(
                        others, places, first - begin, last - begin, len(stretch)
                    )
                    weighed[stretch] = self._weigh(stretch, first - begin, found, around)
                matches += weighed[stretch]
            if number >= _STRETCHES_READ_FULLY and _any_acute(matches):
                break
        return matches

    def _cut(self, count: int) -> Iterator[tuple[int, int]]:
        """Yields (first word, word after the last) of the stretches."""
        step = _STRETCH_WORDS - self._dangers.longest
        for first in range(0, max(count - self._dangers.longest, 1), step):
            yield first, min(first + _STRETCH_WORDS, count)

    def _weigh(
        self, tokens: Sequence[str], first: int, found: Sequence[Found], around: Sequence[Found]
    ) -> list[Match]:
        surroundings = _Surroundings(tokens)
        for index, start, end, _ in around:
            meaning = self._book.surroundings[index]
            if isinstance(meaning, Context):
                surroundings.contexts[meaning].append((start - first, end - first))
            else:
                surroundings.persons[meaning].append((start - first, end - first))
        surroundings.settle()
        matches: list[Match] = []
        for index, start, end, too_many in found:
            rule = self._book.dangers[self._order[index]]
            level = rule.level if too_many else surroundings.weigh(rule, start - first, end - first)
            if level:
                about = rule.about
                if about != "self":
                    told = surroundings.tell_about(rule.language, start - first)
                    about = told if about is None or told == "child" else about
                matches.append(Match(rule.kind, level, about, rule.language, rule.text))
        return matches


class _Surroundings:
    """The contexts and persons of one text, asked about single matches."""

    def __init__(self, tokens: Sequence[str]) -> None:
        self.contexts: dict[Context, list[tuple[int, int]]] = defaultdict(list)
        self.persons: dict[Person, list[tuple[int, int]]] = defaultdict(list)
        self._boundaries = [place for place, token in enumerate(tokens) if token == BOUNDARY]
        self._context_sentences: dict[Context, set[int]] = {}
        self._person_sentences: dict[Person, set[int]] = {}

    def settle(self) -> None:
        """Puts the places in the order of the text; needed before weighing."""
        for places in self.contexts.values():
            places.sort(key=lambda place: place[1])
        self._context_sentences = {
            context: {
                sentence
                for place, last in places
                for sentence in range(self._sentence(place), self._sentence(last) + 1)
            }
            for context, places in self.contexts.items()
            if context.where == "sentence"
        }
        self._person_sentences = {
            person: {self._sentence(place) for place, _ in places}
            for person, places in sorted(self.persons.items(), key=lambda item: _ABOUT.index(item[0].about))
        }

    def weigh(self, rule: Rule, start: int, end: int) -> Level | None:
        """Returns the level that remains after all contexts, None when nothing does."""
        if "all" in rule.despite:
            return rule.level
        level: Level | None = rule.level
        for context, places in self.contexts.items():
            if (
                context.language != rule.language
                or rule.kind not in context.kinds
                or context.name in rule.despite
                or not self._applies(context, places, start, end)
            ):
                continue
            if context.effect == "drop" or (context.effect == "lower" and level == "concern"):
                return None
            level = "concern"
        return level

    def tell_about(self, language: str, start: int) -> About | None:
        """Returns whom it is about: persons of the same sentence first, a child before others."""
        elsewhere: set[About] = set()
        sentence = self._sentence(start)
        for person, sentences in self._person_sentences.items():
            if person.language == language:
                if sentence in sentences:
                    return person.about
                elsewhere.add(person.about)
        return next((about for about in _ABOUT if about in elsewhere), None)

    def _applies(self, context: Context, places: list[tuple[int, int]], start: int, end: int) -> bool:
        if context.where == "text":
            return True
        if context.where == "sentence":
            return self._sentence(start) in self._context_sentences[context]
        nearest = range(
            max(0, bisect_left(places, start - context.within, key=lambda place: place[1])),
            bisect_right(places, end + context.within, key=lambda place: place[1]) + 12,
        )
        for place, last in (places[number] for number in nearest if number < len(places)):
            if context.where == "before":
                if place < start and start - context.within <= last + 1 and last <= end:
                    return True
            elif last >= start - context.within and place <= end + context.within:
                return True
        return False

    def _sentence(self, place: int) -> int:
        return bisect_right(self._boundaries, place)


def _any_acute(matches: Iterable[Match]) -> bool:
    return any(match.level == "acute" for match in matches)


def _gravest(matches: Sequence[Match], language: str | None) -> Finding | None:
    if not matches:
        return None
    ranked = sorted(
        matches,
        key=lambda match: (
            LEVELS.index(match.level),
            KINDS.index(match.kind),
            match.language != language,
            match.about is None,
        ),
    )
    levels: dict[str, Level] = {}
    for match in ranked:
        levels.setdefault(match.kind, match.level)
    best = ranked[0]
    return Finding(best.kind, best.level, best.about, tuple(list(levels.items())[1:]))
