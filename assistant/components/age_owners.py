"""Whose an age is: what stands before a number, and the person nearest to it."""

from __future__ import annotations

from assistant.components.age_context import PAUSES, AgeContext

SELF, THIRD, STRANGER = "self", "third", "stranger"
# Somebody whose age never counts: a teacher, a sister's boyfriend.
ASIDE = "aside"
_ADULT = 18
_WITH = frozenset(["med en", "med nan", "with a", "with an", "with some"])
# Words of a row of ages: a paste of numbers is not followed to its beginning.
_LONGEST_ROW = 16
_FAR_ME = 7
# A bare number is the age of a youth who writes between these years.
_YOUNGEST, _LAST_OF_YOUNG = 8, 30
# From the words of living to a number: at most so many words.
_LONGEST_PLACE = 6
_NEW = frozenset(["uuden", "uusi", "uutta", "ny", "nya", "new"])
_HAVING = frozenset(["har", "has", "have"])


class AgeOwners(AgeContext):
    """One message; tells whose the age at a word is."""

    def find_left(self, index: int) -> str | None:
        """What stands before a number: "me" (the writer is), "is", "aged", "person"; None for other words."""
        i = self._find_row_start(index) - 1
        while i >= 0 and self._is_passed_over(i):
            i -= 1
        i = self._find_birthday(i)
        two = f"{self.text(i - 1)} {self.text(i)}"
        if self.is_word(two, "me_is") or self.is_word(self.text(i), "me_is"):
            return "me"
        if self._follows_place(index) or self._is_of_us(index) or self._is_of_parent(index):
            return "me"
        if self.is_of_both(index):
            return "me"
        if (two == "were both" and self.begins(i - 1)) or self._is_beside_me(i, index):
            return "me"
        if self.text(i) == "are" and any(j in self.scene.signs["me"] for j in range(max(0, i - 5), i - 2)):
            # "me and my bf are 16"
            return "me"
        if self.text(i) in self.rules["may"] or (self.is_word(self.text(i), "is") and self._names_age(i - 1)):
            return "aged"
        if i in self.scene.signs["he"] and self.is_word(self.text(i - 1), "is"):
            # "nu är han ett år"
            return "is"
        first = i
        while first > 0 and self._is_passed_over(first - 1):
            first -= 1
        opens = self.begins(first) or self.text(first - 1) in self.rules["before_dropped"]
        if self.text(i) in ("e", "fyllde", "turned") and opens:
            # "I" was left out.
            return "me"
        if self.text(i) in ("pa", "of") and i - 1 in self.persons and self.persons[i - 1].kind != "writer":
            return "aged"
        someone = (
            self.text(i - 1) in self.rules["who"] or i - 1 in self.persons or i - 1 in self.scene.signs["he"]
        )
        if self.is_word(self.text(i), "is"):
            if someone and self.text(index).isdigit() and not self._is_had(i, index):
                return "aged"
            return "is" if i == 0 or self._is_subject(i, index) else None
        if i in self.persons and not self.persons[i].company:
            return "person"
        # An apposition: "Sonen, 15, ligger", "my daughter (13)".
        apart = self.text(i) in (",", "(") and i - 1 in self.persons
        after = self.text(index + 1)
        goes_on = after.isalpha() and after not in self.rules["joining"] and not self.is_word(after, "years")
        return "person" if apart and not goes_on else None

    def _find_row_start(self, index: int) -> int:
        """The first number of a row: "Lapset 4, 7 ja 11" tells of the same people."""
        i = index - 1
        first = max(1, index - _LONGEST_ROW)
        while i >= first and self.text(i) in self.rules["joining"]:
            # "9v ja 12v"
            unit = self.text(i - 1)
            before = i - 2 if unit == "-" or self.is_word(unit, "years_sure") else i - 1
            if before < 0 or self.words[before].number is None:
                break
            i = before - 1
        return i + 1

    def _find_unit(self, index: int) -> str:
        """The unit of a number, also one that it shares with the next: "10- ja 13-vuotiaat"."""
        i = index + 2 if self.text(index + 1) == "-" else index + 1
        if self.text(i) in self.rules["joining"] and i + 1 < len(self.words) and self.words[i + 1].number:
            shared = self.text(i + 2)
            return shared if self._is_of_years(shared) else self.text(index + 1)
        return self.text(index + 1)

    def _is_passed_over(self, index: int) -> bool:
        """Whether the word may stand between "is" and a number: "already", "soon"."""
        text = self.texts[index]
        return any(self.is_word(text, name) for name in ("fillers", "soon"))

    def _find_birthday(self, index: int) -> int:
        """The verb of a birthday before words of time ("täytin viime viikolla 15"), else the same word."""
        i = index
        while i >= 0 and (self._is_passed_over(i) or self.is_word(self.texts[i], "passing")):
            i -= 1
        verb = self.text(i)
        return i if self.is_word(verb, "turned") or self.is_word(verb, "turning") else index

    def _is_beside_me(self, index: int, number: int) -> bool:
        """Whether the number stands bare beside "I": "my boyfriend is 23 and me 16"."""
        alone = self.is_word(self.text(index), "me_beside") and self.text(number).isalnum()
        return alone and (index == 0 or not self.text(index - 1).isdigit()) and self.ends_or_joins(number + 1)

    def _is_youth_by_itself(self, index: int) -> bool:
        """Whether a youth's age stands as a bare number that ends a thought."""
        years = self.words[index].number or 0
        likely = _YOUNGEST <= years <= _LAST_OF_YOUNG and self.counts_as_digits(index)
        return likely and self.ends_or_joins(index + 1)

    def _follows_place(self, index: int) -> bool:
        """Whether the writer told where he lives just before: "asun Lohjalla ja 15", "från Esbo, 16"."""
        if self.text(index - 1) not in self.rules["joining"] or not self._is_youth_by_itself(index):
            return False
        for i in range(index - 2, max(-1, index - _LONGEST_PLACE), -1):
            if i in self.persons or not self.text(i).isalpha():
                return False
            if self.is_word(self.text(i), "living_at"):
                return i < index - 2 and not self.scene.signs["he"] & set(range(i - 3, i))
        return False

    def _is_of_us(self, index: int) -> bool:
        """Whether friends of one age write: "vi är 15 och vill hänga"."""
        two = f"{self.text(index - 2)} {self.text(index - 1)}"
        we = self.is_word(two, "we_are") or self.is_word(self.text(index - 1), "we_are")
        return we and self._is_youth_by_itself(index)

    def _is_of_parent(self, index: int) -> bool:
        """Whether a parent who writes adds the own age: "Single mum, 36, burnt out"."""
        years = self.words[index].number or 0
        apart = self.text(index - 1) in (",", "(") and self.ends_or_joins(index + 1)
        near = range(max(0, index - _LONGEST_PLACE), index)
        return (
            apart
            and years >= _ADULT
            and any(i in self.persons and self.persons[i].kind == "writer" for i in near)
        )

    def _is_had(self, copula: int, number: int) -> bool:
        """Whether what is counted belongs to somebody: "lapsellani on 6 reikää", "my son has 6 holes"."""
        if self.ends_or_joins(number + 1) or self._is_of_years(self.text(number + 1)):
            return False
        owning = self.texts[copula] == "on" and self.is_word(self.text(copula - 1), "owning")
        return owning or self.texts[copula] in _HAVING

    def _is_of_years(self, unit: str) -> bool:
        return self.is_word(unit, "old") or self.is_word(unit, "years")

    def _names_age(self, index: int) -> bool:
        return self.text(index) in self.rules["age_nouns"]

    def _is_subject(self, copula: int, number: int) -> bool:
        """Whether someone stands before the copula, and no thing that is measured or counted."""
        plain = self.texts[copula] in self.rules["he_is"] or self.counts_as_digits(number)
        if plain and self.texts[copula] not in _HAVING | {"pa"}:
            return True
        if self._is_named(copula - 1) and self.ends_or_joins(number + 1):
            # "Alva e fem å frågar varje dag"
            return True
        near = range(max(0, copula - 2), copula)
        return any(i in self.persons or i in self.scene.signs["he"] for i in near)

    def _is_named(self, index: int) -> bool:
        """Whether a name of a person seems to stand here: capitalised, and no word that counts things."""
        return index in self.scene.capitals and self.text(index + 1) not in _HAVING

    def _is_old(self, index: int) -> bool:
        return self.is_word(self.texts[index], "old") or self.is_word(self.texts[index], "old_words")

    def _is_company(self, index: int) -> bool:
        """Whether one of that age is only with somebody: "with a 20-year-old", "med en 20-åring"."""
        if self.is_word(self.text(index + 1), "old") and self.is_word(self.text(index + 2), "with_after"):
            return True
        return f"{self.text(index - 2)} {self.text(index - 1)}" in _WITH

    def is_of_both(self, index: int) -> bool:
        """Whether the writer and a friend are of that age: "vi är båda 16", "we're both 18"."""
        both = [i for i in range(max(0, index - 2), index + 3) if self.is_word(self.text(i), "both")]
        signs, clause = self.scene.signs, self.scene.clauses[index]
        me = any(i in signs["me"] for i in range(max(0, index - _FAR_ME), index))
        near = both and self.scene.clauses[both[0]] == clause
        return bool(near) and me and not (index + 1 in self.persons or self.words[index].number is None)

    def _is_outsiders(self, index: int) -> bool:
        """Whether the age is that of somebody beside the matter: "läraren fyllde 60"."""
        clause, before = self.scene.clauses[index], self.text(index - 1)
        told = before in ("(", ",") or any(
            self.is_word(before, name) for name in ("is", "turned", "fillers", "outsiders")
        )
        for i in range(index - 1, max(-1, index - 5) if told else index - 1, -1):
            if self.scene.clauses[i] != clause or i in self.scene.signs["i"]:
                return False
            if i in self.persons:
                return False
            if self.is_word(self.texts[i], "outsiders"):
                return True
        return False

    def _is_of_kin(self, index: int, kind: str) -> bool:
        """Whether the partner of that age is another's: "isosiskon poikaystävä on 26"."""
        if kind != "partner":
            return False
        clause = self.scene.clauses[index]
        partner = min(
            (i for i, person in self.persons.items() if person.kind == "partner"),
            key=lambda i: abs(i - index),
        )
        before = range(max(0, min(partner, index) - 4), partner)
        kin = (i for i in before if i in self.persons and self.scene.clauses[i] == clause)
        return any(self.persons[i].kind in ("sibling", "friend", "child", "ward") for i in kin)

    def _is_apart(self, index: int, person: int) -> bool:
        """Whether a pause stands between a number and a person named after it: "19, no friends"."""
        return person > index and any(text in PAUSES for text in self.texts[index:person])

    def find_owner(self, index: int) -> tuple[str | None, bool, int]:
        """Kind of the one whose age it is, whether several are meant, and a bonus for the surest."""
        left = self.find_left(index)
        if self.is_of_both(index):
            return None, False, 1
        if left == "me":
            return SELF, False, 1
        following = {index + 1, index + 2, index + 3}
        unit = self._find_unit(index)
        joined = self.is_word(unit, "old") or (self.is_word(unit, "years") and unit != "vuotta")
        first = self._find_row_start(index)
        if first - 1 in self.scene.signs["mine"] and joined and not following & self.persons.keys():
            # "meiän 6v sai pumpun", "my 6 and 9 year olds"
            several = first < index or unit != self.text(index + 1)
            return "child", several, 0 if several else 2
        mine = next((self.persons[i] for i in sorted(following) if i in self.persons), None)
        if index - 1 in self.scene.signs["mine"] and mine is not None and mine.own:
            # "oon 45v iskä ja mun 14v poika varastelee"
            return mine.kind, mine.plural, 2
        if self.is_word(unit, "essive"):
            return SELF, False, 0
        if self._is_outsiders(index):
            return ASIDE, False, 0
        bracketed = self.persons.get(index - 2)
        if bracketed is not None and self.text(index - 1) == "(" and bracketed.kind != "writer":
            # In brackets right after somebody it is always theirs: "bor hos farsan (61)".
            if bracketed.kind == "partner" and self.text(index - 3) in _NEW:
                # The new partner of an ex: "eksä muutti uuden tyttöystävän luo", with an age.
                return ASIDE, False, 0
            return bracketed.kind, bracketed.plural, 0
        if (self.words[index].number or 0) >= _ADULT and self._is_company(index):
            # "tytär seurustelee 20-vuotiaan kanssa"
            return STRANGER, False, 0
        index = self._find_row_start(index)
        clause = self.scene.clauses[index]
        best: tuple[int, str, bool, int] | None = None
        for person in self.scene.persons:
            distance = person.index - index
            apart = self.scene.clauses[person.index] != clause
            if not -8 <= distance <= 3 or (apart and not -3 <= distance < 0):
                continue
            named = left in ("person", "aged") and person.own and not person.plural and -2 <= distance < 0
            singled = 2 if named or self.is_word(self.texts[person.index], "oldest_words") else 0
            kind = SELF if person.kind == "writer" else person.kind
            if kind == SELF and self.scene.writer == "keeper" and (self.words[index].number or 0) < _ADULT:
                # "I'm a youth worker, a 15-year-old told me"
                continue
            away = abs(distance) + (2 if distance > 0 else 0)
            if 0 < distance < 3 and person.kind == "partner" and self.is_word(unit, "old"):
                # "min syster har en 26-årig pojkvän"
                away = 0
            if 0 < distance < 3 and person.own and self._is_old(person.index):
                # "mum of a 10 year old"
                away = 0
            candidate = (away, kind, person.plural, singled)
            if (person.company and distance < -1) or self._is_apart(index, person.index):
                continue
            best = min(best, candidate) if best else candidate
        signs = self.scene.signs
        for i in range(max(0, index - 5), index):
            # Swedish "ja" (I) parts clauses as Finnish "ja" (and) does.
            subject = i in signs["i"] and self.scene.clauses[i + 1] == clause
            if self.scene.clauses[i] != clause and not subject:
                continue
            if i in signs["he"]:
                best = min(best, (index - i, THIRD, False, 0)) if best else (index - i, THIRD, False, 0)
            elif i in signs["i"]:
                best = min(best, (index - i, SELF, False, 0)) if best else (index - i, SELF, False, 0)
        if best is not None and self._is_of_kin(index, best[1]):
            return ASIDE, False, 0
        if best is not None:
            return best[1], best[2], best[3]
        return None, False, 0
