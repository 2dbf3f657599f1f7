"""How surely the writer lives in a place that the message names."""

from __future__ import annotations

from assistant.components.inflection import FROM, GENITIVE, INSIDE, NOMINATIVE, RESIDENT, TO
from assistant.components.place_context import CLOSE, FAR, PlaceContext

_SCORES = {INSIDE: 2.0, TO: 1.0, RESIDENT: 2.5, FROM: 1.0, GENITIVE: 0.8, NOMINATIVE: 1.2}
# Where one was once: less than any place named without such a word.
_ONCE = 0.3
_NOT = -1.0
_LIVING, _BEING_FROM, _CORRECTED, _NOW = 3.0, 2.0, 2.0, 0.5
_WITH_US = frozenset(["meilla", "meil", "oss", "us", "luonani"])
_OR = frozenset(["vai", "tai", "eller", "or"])
_WAS = frozenset(["var", "va"])
_WE = frozenset(["vi", "jag", "ja", "han", "hon", "de", "dom"])
_HERE = frozenset(["här", "here", "täällä", "tääl"])
_OWN = frozenset(["min", "mitt", "my", "mun", "minun"])
_THEIRS = frozenset(["her", "his", "their", "hennes", "hans", "deras", "hanen", "sen"])
_BEEN = frozenset(["been", "am", "'m", "im", "som", "olen", "oon"])
_FRIENDS = frozenset(["kompisar", "vanner", "friends", "kavereita", "kavereit", "ystavia"])
_PARENT_OF = frozenset(["till", "at", "of", "to"])
_LONGEST_SUBJECT = 6
_THERE = frozenset(["there", "siella", "dar"])
# Between somebody and "from": "my mum's from", "my husband comes from".
_IS_FROM = frozenset(["'s", "s", "is", "comes", "came"])


class ResidenceContext(PlaceContext):
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
        if self._is_ruled_out(case, start, end, served, lives, among_others):
            return _CORRECTED + _NOT if self._follows_correction(start) else _NOT
        score = _SCORES[case]
        if lives:
            # "oon kotoisin Kemistä mut asun nyt Espoossa"
            score += 0.0 if case == FROM and among_others else _LIVING
        if case == FROM and self.near("be_from", start, end, 3, 2):
            score += _BEING_FROM
        if self.near("now", start, end, CLOSE, 0) or self._is_here(start):
            score += _NOW
        if self._was_once(case, start, end, lives):
            score = _ONCE if served or among_others else _NOT
        if self._follows_correction(start):
            score += _CORRECTED
        return score

    def _is_ruled_out(
        self, case: str, start: int, end: int, served: bool, lives: bool, among_others: bool
    ) -> bool:
        """Whether the writer does not live there: denied, left, visited, a company, of somebody else."""
        if self._is_denied(start) or (case == FROM and self.near("move", start, end, FAR, CLOSE)):
            return True
        if self._is_of_others(start, end, case, served) and (among_others or not self.asked):
            return True
        if self.asked:
            return False
        if case == TO and self._is_open_choice(start, end):
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
        clause = self.clauses[start]
        window = range(max(0, start - 4), start)
        return any(self.kinds["negation"][index] and self.clauses[index] == clause for index in window)

    def _follows_correction(self, start: int) -> bool:
        window = range(max(0, start - 3), start)
        return any(self.kinds["correction"][index] for index in window)

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

    def _is_of_others(self, start: int, end: int, case: str, served: bool) -> bool:
        """Whether somebody else lives there: "mummo asuu", "my dad lives in", "isä Vantaalla"."""
        clause = self.clauses[start]
        name = start - 1 if self.find_preposition_case(start) is None else start - 2
        while name > 0 and self.language == "en" and self.words[name] in _IS_FROM:
            name -= 1
        first = max(0, start - _LONGEST_SUBJECT)
        for index in range(first, start):
            if self.clauses[index] != clause or not self._is_other(index):
                continue
            if any(word in _WITH_US for word in self.words[index:start]):
                return False
            parent = self.kinds["parents"][index] and not self._is_possessed(index)
            beside = index == name and case in (INSIDE, FROM) and not (parent and case == FROM)
            if beside and (self.language == "fi" or not parent):
                return True
            if any(self.kinds["others_do"][i] for i in range(index + 1, min(start, index + 5))):
                return not self._speaks_of_self(index + 1, start)
        if case == INSIDE and name >= 0 and not served and self._is_he(name):
            # "got dumped, shes in rauma"
            return True
        # "Vantaalla asuu isä"
        after = self.kinds["others_do"][end : end + 1]
        return any(after) and any(self.kinds["others"][end + 1 : end + 3])

    def _is_other(self, index: int) -> bool:
        """Whether a word for kin or a friend stands here, or for somebody met: "en kille", "a guy"."""
        if self.words[index] == "man" and self.words[max(0, index - 1)] == "min":
            return True
        if self.kinds["others"][index]:
            been = _BEEN.intersection(self.words[max(0, index - 3) : index])
            # "I've been a husband in Hollola" tells of the writer, "kompisar i Karis" of a life there.
            return not been and self.words[index] not in _FRIENDS
        if not (
            index > 0 and self.kinds["met"][index] and any(self.kinds["articles"][max(0, index - 2) : index])
        ):
            return False
        # "far till en kille i Lojo" tells of the writer's own.
        return index < 2 or self.words[index - 2] not in _PARENT_OF

    def _is_possessed(self, index: int) -> bool:
        before = self.words[index - 1] if index else ""
        return before in _OWN | _THEIRS or self.words[index].endswith("ni")

    def _is_he(self, index: int) -> bool:
        """Whether "he is" stands here; the tokeniser parts "shes" and "he's"."""
        parted = self.words[index] in ("s", "'s", "is") and index > 0
        return self.kinds["he_is"][index - 1 if parted else index]

    def _speaks_of_self(self, first: int, end: int) -> bool:
        """Whether the writer is named in between: "äiti sanoo et mä asun"."""
        return any(self.kinds["self"][index] for index in range(first, end))
