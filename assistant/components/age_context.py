"""The words of a message as the rules for ages see them: each with what stands before and after."""

from __future__ import annotations

from functools import cached_property

from assistant.components.age_words import load_age_words
from assistant.components.scenes import Scene

# Written out, the small numbers count things more often than years.
LARGEST_COUNT = 10
SENTENCE_ENDS = frozenset([".", "!", "?"])
PAUSES = frozenset([",", ".", "(", ")", "!", "?", ";", "\n", "…", "/", "&", "-", "–", "—"])


class AgeContext:
    """One message; words are told by number, and those beyond its ends are empty."""

    def __init__(self, scene: Scene, language: str) -> None:
        self.scene, self.words = scene, scene.words
        self.texts = [word.text for word in scene.words]
        self.rules = load_age_words(language)
        self.persons = {person.index: person for person in scene.persons}

    def ends_or_joins(self, index: int) -> bool:
        """Whether the words before are over here, or go on with "and", "who" and the like."""
        return self.ends(index) or self.is_word(self.text(index), "after")

    def is_pregnant(self) -> bool:
        """Whether a baby of the message is not yet born."""
        return self.rules["pregnant"].search(" ".join(self.texts)) is not None

    @cached_property
    def is_only_upper_secondary(self) -> bool:
        """Whether upper secondary school is named anywhere, and no higher studies."""
        upper = any(self.is_word(text, "upper_secondary") for text in self.texts)
        return upper and not any(self.is_word(text, "studies_above") for text in self.texts)

    @cached_property
    def tells_of_child(self) -> bool:
        """Whether a child of the family, or somebody as "he" or "she", is told of."""
        children = any(person.kind in ("child", "youngster") for person in self.scene.persons)
        return children or bool(self.scene.signs["he"])

    def counts_as_digits(self, index: int) -> bool:
        """Whether a number is in digits, or too great to be a count in words."""
        return self.texts[index].isdigit() or (self.words[index].number or 0) > LARGEST_COUNT

    def begins(self, index: int) -> bool:
        """Whether a pause stands before the word."""
        return index <= 0 or self.text(index - 1) in PAUSES

    def ends(self, index: int) -> bool:
        """Whether a pause stands here."""
        return index >= len(self.texts) or self.text(index) in PAUSES

    def near(self, index: int, name: str) -> bool:
        """Whether such a word stands at most three words before, in the same sentence part."""
        first = index
        while first > max(0, index - 3) and self.texts[first - 1] not in (".", "!", "?", ";", ","):
            first -= 1
        return self.rules[name].search(" ".join(self.texts[first:index])) is not None

    def follows(self, index: int, name: str) -> bool:
        """Whether such words stand right after the word, or after its unit and a filler."""
        i = index + 1
        while i <= index + 3 and any(self.is_word(self.text(i), one) for one in ("years", "old", "fillers")):
            i += 1
        return any(self.rules[name].match(" ".join(self.texts[j : j + 5])) for j in range(index + 1, i + 1))

    def near_after(self, index: int, name: str) -> bool:
        """Whether such a word is one of the next three."""
        return self.rules[name].search(" ".join(self.texts[index + 1 : index + 4])) is not None

    def signs_off(self, index: int) -> bool:
        """Whether a message ends with age and place: "… 17 from Karjaa", "… 15 hangosta"."""
        last = len(self.texts) - 1
        while last > index and self.texts[last] in SENTENCE_ENDS:
            last -= 1
        place = range(index + 1, last + 1)
        if index < 2 or self.text(index - 1) not in (*SENTENCE_ENDS, "\n") or not 0 < len(place) <= 3:
            return False
        if not all(self.texts[i].isalpha() and not self.is_word(self.texts[i], "passing") for i in place):
            return False
        lives = any(self.is_word(self.texts[i], "living_at") or self.texts[i] == "i" for i in place)
        return (len(place) > 1 and lives) or (
            len(place) == 1 and self.is_word(self.texts[last], "from_place")
        )

    def text(self, index: int) -> str:
        """Text of the word; empty beyond the ends."""
        return self.texts[index] if 0 <= index < len(self.texts) else ""

    def is_word(self, text: str, name: str) -> bool:
        """Whether the text is a word of the list in data/vocabulary/ages.yml."""
        return bool(text) and self.rules[name].fullmatch(text) is not None
