"""The danger screen: tells in memory, in linear time and without any model whether a text states danger."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from .automaton import Automaton
from .decoding import read_texts
from .finding import KINDS, LEVELS, About, Finding, Level, Match
from .normalisation import BOUNDARY, split_into_tokens
from .rules import Context, Person, Rule, RuleBook, load_rule_book
from .vocabulary import Effort, Vocabulary

# A stretch of so many words is weighed at once; stretches overlap by the longest pattern.
_STRETCH_WORDS = 400
_SHORT_PATTERN_MOST = 12
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
        surroundings = book.patterns[len(book.dangers) :]
        # Short patterns apart from long ones: what is looked for together is looked for in windows of twice
        # the longest, and the shorter the window, the fewer patterns have all their words in it by chance.
        dangers = book.patterns[: len(book.dangers)]
        self._order = sorted(range(len(dangers)), key=lambda index: len(dangers[index]))
        split = sum(len(slots) <= _SHORT_PATTERN_MOST for slots in dangers)
        parts = (self._order[:split], self._order[split:])
        groups = [surroundings, *(tuple(dangers[index] for index in part) for part in parts)]
        automata: list[Automaton] = []
        atoms: dict[str, list[int]] = defaultdict(list)
        bit = 0
        for patterns in groups:
            automata.append(Automaton(patterns, bit, sum(map(len, patterns))))
            for slots in patterns:
                for slot in slots:
                    for atom in slot.atoms:
                        atoms[atom].append(bit)
                    bit += 1
        self._others, self._short, self._long = automata
        self._vocabulary = Vocabulary(atoms, bit, book.plain_words)

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
        """Returns the gravest danger in a raw request body, broken or not; never raises on its content."""
        matches = [match for text in read_texts(raw) for match in self.find_matches(text)]
        return _gravest(matches, language)

    def find_matches(self, text: str) -> list[Match]:
        """Returns every rule that holds, after contexts were weighed, in the order of the text.

        In a text far longer than any message the search ends at the first stretch with acute danger.
        """
        words = split_into_tokens(text)
        effort = Effort.for_words(len(words))
        tokens = self._vocabulary.read_words(words, effort)
        matches: list[Match] = []
        read: dict[str, int] = {}
        short: dict[str, int] = {}
        long: dict[str, int] = {}
        seen: set[str] = set()
        # What is repeated over and over is weighed once.
        weighed: dict[tuple[str, ...], list[Match]] = {}
        for number, stretch in enumerate(self._cut(tokens)):
            masks = self._vocabulary.classify([token for token in stretch if token not in seen], effort)
            seen.update(stretch)
            read |= masks
            short |= self._short.cut_masks(masks)
            long |= self._long.cut_masks(masks)
            whole = tuple(stretch)
            if whole not in weighed:
                found = self._find_dangers(stretch, short, long)
                weighed[whole] = self._weigh(stretch, found, read) if found else []
            matches += weighed[whole]
            if number >= _STRETCHES_READ_FULLY and any(match.level == "acute" for match in matches):
                break
        return matches

    def _cut(self, tokens: list[str]) -> Iterator[list[str]]:
        step = _STRETCH_WORDS - self._long.longest
        for start in range(0, max(len(tokens) - self._long.longest, 1), step):
            yield tokens[start : start + _STRETCH_WORDS]

    def _find_dangers(
        self, tokens: list[str], short: Mapping[str, int], long: Mapping[str, int]
    ) -> list[tuple[int, int, int, bool]]:
        """Returns (number of the rule, first word, last word, whether one too many), by last word."""
        first_long = len(self._short.spans)
        found = self._short.find_matches(tokens, short, _EXCUSED_EACH_MOST)
        found += [
            (first_long + index, start, end, too_many)
            for index, start, end, too_many in self._long.find_matches(tokens, long, _EXCUSED_EACH_MOST)
        ]
        found.sort(key=lambda match: match[2])
        return [(self._order[index], start, end, too_many) for index, start, end, too_many in found]

    def _weigh(
        self, tokens: list[str], found: Sequence[tuple[int, int, int, bool]], masks: Mapping[str, int]
    ) -> list[Match]:
        others = self._others.cut_masks({token: masks[token] for token in set(tokens) & masks.keys()})
        surroundings = _Surroundings(tokens)
        for index, start, end, _ in self._others.find_matches(tokens, others, len(tokens)):
            meaning = self._book.surroundings[index]
            if isinstance(meaning, Context):
                surroundings.contexts[meaning].append((start, end))
            else:
                surroundings.persons[meaning].append((start, end))
        surroundings.settle()
        matches: list[Match] = []
        for index, start, end, too_many in found:
            rule = self._book.dangers[index]
            level = rule.level if too_many else surroundings.weigh(rule, start, end)
            if level:
                about = rule.about
                if about != "self":
                    told = surroundings.tell_about(rule.language, start)
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
