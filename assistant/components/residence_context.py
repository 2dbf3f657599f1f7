"""How surely the writer lives in a place that the message names."""

from __future__ import annotations

import re

from assistant.components.inflection import FROM, GENITIVE, INSIDE, NOMINATIVE, RESIDENT, TO
from assistant.components.place_context import CLOSE, FAR, SENTENCE_ENDS
from assistant.components.place_owners import PlaceOwners

_SCORES = {INSIDE: 2.0, TO: 1.0, RESIDENT: 2.5, FROM: 1.0, GENITIVE: 0.8, NOMINATIVE: 1.2}
# Where one was once: less than any place named without such a word.
_ONCE = 0.3
_NOT = -1.0
_LIVING, _BEING_FROM, _CORRECTED, _NOW, _SOUGHT = 3.0, 2.0, 2.0, 0.5, 1.5
# Taking back what was just said is told from a mere "but".
_MENDED, _NO_BUT = 4.0, re.compile(r"\b(?:eikun?|ei kun?)$")
_NOR = frozenset(["enka", "inte", "varken", "nor"])
# Between a negation and a name that is denied: "en oo enää Lohjalla", "I'm not from".
_BEING = frozenset(
    ["oo", "ole", "olla", "enaa", "enaan", "ees", "edes", "langre", "ens", "even", "from", "fran", "in", "i"]
    + ["pa", "at", "till", "to"]
)
_OR = frozenset(["vai", "tai", "eller", "or"])
_FROM = frozenset(["from", "fran"])
_WAS = frozenset(["var", "va"])
_WE = frozenset(["vi", "jag", "ja", "han", "hon", "de", "dom"])
_HERE = frozenset(["här", "here", "täällä", "tääl"])
_OWN = frozenset(["min", "mitt", "my", "mun", "minun"])
_THERE = frozenset(["there", "siella", "dar"])


class ResidenceContext(PlaceOwners):
    """One message; weighs its places by the words around them."""

    def is_school(self, start: int, end: int) -> bool:
        """Whether the place is that of the school: a word for school in the clause and none for living."""
        near_school = self.near("school", start, end, CLOSE + 2, CLOSE)
        return near_school and not self.near("live", start, end, FAR, CLOSE)

    def score(self, case: str, start: int, end: int, served: bool, among_others: bool) -> float:
        """How surely one lives here: above zero means that the place counts.

        Args:
            case: Case of the name, or what its preposition makes of it.
            start: First token of the name.
            end: Token after the name.
            served: The place lies in a county with full care.
            among_others: The message names other places too.
        """
        lives = self.near("live", start, end, FAR, CLOSE)
        if self._stays(case, start):
            return _SCORES[case] + _LIVING
        if self._is_ruled_out(case, start, end, served, lives, among_others):
            return self._weigh_correction(start) + _NOT
        score = _SCORES[case]
        if lives:
            # "oon kotoisin Kemistä mut asun nyt Espoossa"
            score += 0.0 if case == FROM and among_others else _LIVING
        if among_others and self._is_origin(case, start, end):
            # "opiskelija hesasta, kotoisin oon Iitistä"
            return _ONCE
        if case == FROM and self.near("be_from", start, end, 3, 2):
            score += _BEING_FROM
        if case != FROM and among_others and self._is_sought(start):
            score += _SOUGHT
        if self.near("now", start, end, CLOSE, 0) or self._is_here(start):
            score += _NOW
        if self._was_once(case, start, end, lives):
            score = _ONCE if served or among_others else _NOT
        return score + self._weigh_correction(start)

    def _is_ruled_out(
        self, case: str, start: int, end: int, served: bool, lives: bool, among_others: bool
    ) -> bool:
        """Whether the writer does not live there: denied, left, visited, a company, of somebody else."""
        if self._is_denied(start) or (case == FROM and self.near("move", start, end, FAR, CLOSE)):
            return True
        if self._is_returned_from(case, start, end) and (case == FROM or among_others or not served):
            # "home from hospital in Lohja" without another town: it is the own one.
            return True
        if case == INSIDE and self._is_given_up(start) and (among_others or not served):
            return True
        if self.is_of_others(start, end, case, served, among_others) and (among_others or not self.asked):
            return True
        if self.asked:
            return False
        if case == TO and self._is_open_choice(start, end):
            return True
        if case == TO and not served and self.near("wish", start, end, FAR, CLOSE):
            return True
        if self.language != "fi" and end < len(self.words) and self.kinds["wares"][end]:
            # "from Espoo Blues"
            return True
        if case == GENITIVE and start and self.kinds["wares"][start - 1]:
            return True
        if case == NOMINATIVE and (self._is_thing(start, end) or self.is_name(start, end)):
            return True
        left = self.near("grew", start, end, FAR, CLOSE) or (
            case == INSIDE and self.near("duty", start, end, 3, 0)
        )
        if left or self._is_of_work(case, start, end) or self._is_no_longer(case, start, end, lives):
            return True
        if lives:
            return False
        in_passing = not served or any(self.kinds["event"][max(0, start - FAR) : end + 2 * FAR])
        passed = in_passing and case != TO and self.near("arena", start, end, 3, 3)
        return passed or self._is_visited(start, end, served)

    def _is_of_work(self, case: str, start: int, end: int) -> bool:
        """Whether one works there: "jobbar i Esbo", "my job is in Vantaa"; not "i want a job in"."""
        if case != INSIDE or _THERE.intersection(self.words):
            return False
        after = self.kinds["employed"][end : end + 1]
        if self.language == "fi" and any(after):
            return True
        clause = self.clauses[start]
        for index in range(start - 1, max(-1, start - CLOSE - 1), -1):
            if self.clauses[index] != clause or self.kinds["live"][index]:
                return False
            if self.kinds["employed"][index]:
                before = self.words[index - 1] if index else ""
                return self.language == "fi" or self._is_worker(before)
        return False

    def _is_worker(self, before: str) -> bool:
        """Whether the word before "work" or "job" makes it somebody's own: not "som jobbar", "youth work"."""
        if self.language == "sv":
            return before not in ("som", "att", "vill", "nan")
        return before in ("i", "we", "my", "his", "her", "and", "but", "he", "she", "who", "", ",", ".")

    def _is_no_longer(self, case: str, start: int, end: int, lives: bool) -> bool:
        """Whether one lived there and says that it is over: "bodde förr i …, inte längre"."""
        return self._was_once(case, start, end, lives) and any(self.kinds["no_longer"])

    def _is_denied(self, start: int) -> bool:
        """Whether it is denied that one lives there: "en asu", "not in"; not "en tunne ketään Lohjalla"."""
        clause = self.clauses[start]
        for index in range(start - 1, max(-1, start - CLOSE - 1), -1):
            if self.clauses[index] != clause:
                return False
            if self.kinds["negation"][index]:
                between = range(index + 1, start)
                lives = any(self.kinds["dwell"][i] for i in (*between, index - 1) if i >= 0)
                return lives or all(self.words[i] in _BEING for i in between)
        return False

    def _stays(self, case: str, start: int) -> bool:
        """Whether the writer does not want to leave: "en haluu pois vihdistä", "don't leave Lohja"."""
        if case not in (FROM, NOMINATIVE):
            return False
        clause = self.clauses[start]
        window = [i for i in range(max(0, start - FAR), start) if self.clauses[i] == clause]
        leaving = [i for i in window if self.kinds["leave"][i]]
        denied = any(self._denies(i) for i in window if leaving and i < leaving[-1])
        return denied and (case == FROM or leaving[-1] == start - 1)

    def _denies(self, index: int) -> bool:
        return self.kinds["negation"][index] or self.words[index] in _NOR

    def _is_origin(self, case: str, start: int, end: int) -> bool:
        """Whether one only comes from there: "kotoisin", "originally from", "hemma från", "born in"."""
        return self.near("origin" if case == FROM else "born", start, end, CLOSE, 2)

    def _is_sought(self, start: int) -> bool:
        """Whether a service is looked for there: "vart ringer man i", "saako kotiapua …"."""
        for index in range(start - 1, max(-1, start - 2 * FAR), -1):
            if self.words[index] in SENTENCE_ENDS:
                return False
            if self.kinds["seek"][index]:
                return True
        return False

    def _is_returned_from(self, case: str, start: int, end: int) -> bool:
        """Whether one came home from there: "since I came back from", "palasin …sta", "från skolan i"."""
        if case == FROM:
            return self.near("returned", start, end, CLOSE - 1, 2)
        from_there = case == INSIDE and _FROM.intersection(self.words[max(0, start - CLOSE) : start])
        return bool(from_there) and self.near("returned", start, end, FAR, 0)

    def _is_given_up(self, start: int) -> bool:
        """Whether studies there were given up: "hoppa av yrkeshögskolan i", "dropped out of uni in"."""
        return self.near("quit", start, start + 1, FAR, 0) and self.near("school", start, start + 1, CLOSE, 0)

    def _weigh_correction(self, start: int) -> float:
        """What a correction before the name adds; right before it more than any living told first."""
        before = " ".join(self.words[max(0, start - 2) : start])
        if _NO_BUT.search(before):
            # "asun Vihdissä eiku Lohjalla", "ei ku Lohjalla"
            return _MENDED
        window = range(max(0, start - 3), start)
        return _CORRECTED if any(self.kinds["correction"][index] for index in window) else 0.0

    def _is_here(self, start: int) -> bool:
        """Whether "here in" stands before, told from Swedish "har" by its dots."""
        return any(self.doc[index].lower_ in _HERE for index in range(max(0, start - 2), start))

    def _was_once(self, case: str, start: int, end: int, lives: bool) -> bool:
        """Whether one was or lived there once: "bodde i", "asuin Turussa", "biblioteket i … va så skönt"."""
        if case != INSIDE:
            return False
        if self.near("lived", start, end, FAR, 2) and not self._is_perfect(start):
            return True
        after = self.words[end : end + 1]
        return not lives and (self.near("past", start, end, FAR, 0) or bool(_WAS.intersection(after)))

    def _is_perfect(self, start: int) -> bool:
        """Whether English "have lived" tells that one still does."""
        window = self.words[max(0, start - FAR) : start]
        return any(word in ("have", "'ve", "has", "ve") for word in window)

    def _is_open_choice(self, start: int, end: int) -> bool:
        """Whether one asks where to move: "Lohjalle vai Vihtiin"."""
        return bool(_OR.intersection([*self.words[max(0, start - 2) : start], *self.words[end : end + 1]]))

    def _is_thing(self, start: int, end: int) -> bool:
        """Whether a thing or a company is meant: "min Nokia", "Hanko biscuits", "Hangö Stålverk"."""
        if start and self.words[start - 1] in _OWN:
            return True
        beside = [index for index in (start - 1, end) if 0 <= index < len(self.words)]
        if any(self.kinds["wares"][index] for index in beside):
            return True
        return self._names_company(start, end)

    def is_name(self, start: int, end: int) -> bool:
        """Whether somebody is called so: "my surname is", "mitt efternamn, Ekenäs hit"."""
        apart = start > 1 and self.words[start - 1] == "," and self.kinds["naming"][start - 2]
        return apart or self.near("naming", start, end, CLOSE, 5)

    def _names_company(self, start: int, end: int) -> bool:
        """Whether one works at a name of several words that begins with the place."""
        if end >= len(self.words) or self.language == "fi":
            return False
        capital = self.doc[end].text.istitle() and not self.kinds["institution"][end]
        return capital and self.near("work", start, end, CLOSE, 0)

    def _is_visited(self, start: int, end: int, served: bool) -> bool:
        if self.language == "sv" and any(self._is_was(index) for index in range(max(0, start - 4), start)):
            return True
        if self.near("visit", start, end, FAR, 3):
            return True
        return not served and self.near("event", start, end, FAR, CLOSE)

    def _is_was(self, index: int) -> bool:
        """Whether Swedish "var" is "was", not "where": somebody stands beside it."""
        if self.words[index] not in _WAS or self.doc[index].lower_ == "vår":
            return False
        around = [*self.words[max(0, index - 1) : index], *self.words[index + 1 : index + 2]]
        return bool(_WE.intersection(around))
