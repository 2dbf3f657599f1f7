"""Whose a place is: whether somebody else than the one helped lives there."""

from __future__ import annotations

import re

from assistant.components.inflection import FROM, INSIDE, TO
from assistant.components.place_context import SENTENCE_ENDS, PlaceContext

_WITH_US = frozenset(["meilla", "meil", "oss", "us", "luonani"])
_OWN = frozenset(["min", "mitt", "my", "mun", "minun"])
_THEIRS = frozenset(["her", "his", "their", "hennes", "hans", "deras", "hanen", "sen"])
_BEEN = frozenset(["been", "am", "'m", "im", "som", "olen", "oon"])
_FRIENDS = frozenset(["kompisar", "vanner", "friends", "kavereita", "kavereit", "ystavia"])
_PARENT_OF = frozenset(["till", "at", "of", "to"])
# Before a minor: the one for whom help is sought, "stöd åt en 12-årig pojke i Hangö".
_FOR, _MINOR, _LONGEST_PHRASE = frozenset(["at", "till", "for"]), 18, 6
_AS_KIN = frozenset(["laheisena", "omaisena", "siskona", "veljena"])
# Between somebody and "from": "my mum's from", "my husband comes from".
_IS_FROM = frozenset(["'s", "s", "is", "comes", "came"])
# Words for living of the writer's own, and so many letters by which kin named twice are the same:
# "äiti" and "äidin", "dad" and "dad's".
_DWELLING = frozenset(
    ["asun", "asutaan", "asumme", "oon", "olen", "bor", "live", "living", "stay", "staying"]
)
_SAME_KIN = 2
# Forms of Finnish kin whose first letters change or which are too short to be known by them: "isällä".
_INFLECTED = ("isalla", "isan", "isil", "isin", "iskal", "iskan", "aidi", "aitin", "aitil")
_NEIGHBOURS = ("naapur", "grann", "neighbo")
# Of what is said, these may begin a deed: "my dad in Lohja keeps hitting me".
_BEFORE_DEEDS = frozenset(["keeps", "wants", "vill", "skriker", "haluaa", "haluu"])
_LONGEST_SUBJECT = 6
# A subject is looked for so many words before the place; so many after it say what the one beside it does.
_LONGEST_SENTENCE, _SOON = 20, 3
# From the words of living to the last one of those lived with.
_LONGEST_HOUSEHOLD = 8


class PlaceOwners(PlaceContext):
    """One message; tells the places of others from those of the one helped."""

    def is_of_others(self, start: int, end: int, case: str, served: bool, among_others: bool) -> bool:
        """Whether somebody else lives there: "mummo asuu", "my dad lives in", "farmor i … säger".

        Args:
            start: First token of the name.
            end: Token after the name.
            case: Case of the name, or what its preposition makes of it.
            served: The place lies in a county with full care.
            among_others: The message names other places too.
        """
        clause = self.clauses[start]
        name = start - 1 if self.find_preposition_case(start) is None else start - 2
        while name > 0 and self.language == "en" and self.words[name] in _IS_FROM:
            name -= 1
        if self._is_shared_home(start):
            return False
        befalls = self._befalls_writer(start)
        if name >= 0 and self._is_other(name) and self._says(end, befalls):
            return True
        if (among_others or not served) and self._is_subject_of(start, case, served):
            return True
        first = max(0, start - _LONGEST_SUBJECT)
        for index in range(first, start):
            if self.clauses[index] != clause or not self._is_other(index):
                continue
            if any(word in _WITH_US for word in self.words[index:start]) or self._is_host(index):
                return False
            met = self.kinds["met"][index] and not self.kinds["others"][index]
            if befalls and case != FROM and not (met and self.words[index - 1] not in _OWN):
                # "my stepdad in Lohja hits me": it is done where the writer is; not by "some guy from Espoo".
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

    def _says(self, end: int, befalls: bool) -> bool:
        """Whether what follows the name is what the one beside it says or does: "mummi Kuopiosta neuvoo".

        "keeps hitting me", "vill döda mig" and "haluaa tappaa mut" are no words to the writer but deeds.
        """
        marks, following = self.kinds["others_say"], range(end, min(end + _SOON, len(self.words)))
        said = [i for i in following if marks[i] and self.clauses[i] == self.clauses[end - 1]]
        if befalls:
            said = [i for i in said if self.words[i] not in _BEFORE_DEEDS or self._is_me(i + 1)]
        return bool(said)

    def _is_shared_home(self, start: int) -> bool:
        """Whether the writer lives with the owner: "isä asuu Lohjalla, äiti Vihdissä, asun isällä"."""
        before = range(max(0, start - _LONGEST_SUBJECT), start)
        owners = [i for i in before if self.clauses[i] == self.clauses[start] and self._is_other(i)]
        if not owners:
            return False
        owner = self.words[owners[-1]][:_SAME_KIN]
        for first, word in enumerate(self.words):
            if word not in _DWELLING or not (
                self.language == "fi" or self.kinds["writer"][max(0, first - 1)]
            ):
                continue
            for i in range(first + 1, min(first + _LONGEST_SUBJECT, len(self.words))):
                if self.clauses[i] != self.clauses[first] or self.kinds["negation"][i]:
                    break
                if i != owners[-1] and (self._is_other(i) or self.words[i].startswith(_INFLECTED)):
                    if self.words[i].startswith(owner):
                        return True
                    break
        return False

    def _befalls_writer(self, start: int) -> bool:
        """Whether somebody does something to the writer in the clause: "hits me", "har hotat döda mig"."""
        same = [i for i, clause in enumerate(self.clauses) if clause == self.clauses[start]]
        # Finnish "mut" is "me" at the end of a sentence part, else "but".
        return any(self._is_me(i) for i in (*same, same[-1] + 1))

    def _is_me(self, index: int) -> bool:
        if index >= len(self.words) or self.kinds["befalls_me"][index]:
            return index < len(self.words)
        after = self.words[index + 1] if index + 1 < len(self.words) else "."
        return self.language == "fi" and self.words[index] == "mut" and not after[:1].isalpha()

    def _is_subject_of(self, start: int, case: str, served: bool) -> bool:
        """Whether the sentence tells of somebody else: "poikaystävä jätti, se on 20 ja asuu turussa".

        The nearest subject counts: the writer, a child, another person, or "he" and the one he stands for.
        """
        if case not in (INSIDE, TO, FROM):
            return False
        does = called = False
        for index in range(start - 1, max(-1, start - _LONGEST_SENTENCE), -1):
            if self.words[index] in SENTENCE_ENDS and not called:
                return False
            does = does or self.kinds["others_do"][index]
            if self.kinds["seek"][index] or (self.kinds["children"][index] and not self._is_other(index)):
                return False
            if not called and (self.kinds["writer"][index] or self.kinds["befalls_me"][index]):
                return False
            if self._is_other(index):
                if called and any(self.kinds["children"][:index]):
                    # "Pojan ainoo kaveri muutti. Sen jälkeen se …": the child is meant.
                    return False
                leads = index <= 1 or self.clauses[index - 1] != self.clauses[index]
                far = leads and not served and not called and self.clauses[index] == self.clauses[start]
                return not self._is_host(index) and (does or (far and case != TO))
            if self.kinds["he"][index] and not called:
                if not does:
                    return False
                called = True
        return False

    def _is_host(self, index: int) -> bool:
        """Whether the writer lives with the one named: "bor hos farsan", "muutin poikaystävän luo"."""
        for i in range(index - 1, max(-1, index - _LONGEST_HOUSEHOLD), -1):
            if self.words[i] in SENTENCE_ENDS or self.words[i] == "," or self.kinds["he"][i]:
                return False
            if self.kinds["stays"][i]:
                if self.words[i + 1][:1].isdigit():
                    # "oon 10 ja iskä muuttaa": an age, no home.
                    return False
                others = any(self._is_other(j) for j in range(max(0, i - 2), i))
                return not others
        return False

    def _is_other(self, index: int) -> bool:
        """Whether a word for kin or a friend stands here, or for somebody met: "en kille", "a guy"."""
        if self.words[index].startswith("velje") and _AS_KIN.intersection(self.words):
            # "Veljeni juo Porissa. Mistä saan läheisenä tukea?": else help may be sought where he lives.
            return True
        if index and self.words[index - 1].startswith(_NEIGHBOURS):
            # "naapurin mies Lohjalla hakkaa vaimoaan": a neighbour's town is the writer's own.
            return False
        if self.words[index] == "man" and self.words[max(0, index - 1)] == "min":
            return True
        if self.kinds["others"][index]:
            before = range(max(0, index - 3), index)
            been = any(self.words[i] in _BEEN and self.clauses[i] == self.clauses[index] for i in before)
            # "I've been a husband in Hollola" tells of the writer, "kompisar i Karis" of a life there.
            return not been and self.words[index] not in _FRIENDS
        if not (
            index > 0 and self.kinds["met"][index] and any(self.kinds["articles"][max(0, index - 2) : index])
        ):
            return False
        # "far till en kille i Lojo" tells of the writer's own.
        own = index > 1 and self.words[index - 2] in _PARENT_OF
        return not own and not self._is_helped_minor(index)

    def _is_helped_minor(self, index: int) -> bool:
        """Whether help is sought for a minor: "åt en 12-årig pojke", "for a 9-year-old boy"."""
        before = [re.match(r"\w+", word) for word in self.words[max(0, index - _LONGEST_PHRASE) : index]]
        texts = [found[0] for found in before if found]
        years = [int(digits[0]) for digits in (re.match(r"\d{1,2}(?!\d)", text) for text in texts) if digits]
        return bool(_FOR.intersection(texts)) and any(0 < one < _MINOR for one in years)

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
