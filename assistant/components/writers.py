"""What the writer tells of himself or herself: a parent, or one who is there for somebody else."""

from __future__ import annotations

import re

from assistant.components.number_words import Word

ADULT = 18
# A message that begins with kin and such an age is by that person: "farmor 72".
_LEAST_OF_KEEPERS = 35
# Words of an age before what it belongs to: "36 year old".
LONGEST_AGE = 4
PARENT_OF = frozenset(["of", "till", "at", "to"])
# How illness befell somebody, and within how many words it is told.
_GOT, _SOON = frozenset(["fick", "har", "fatt", "sai", "sairastui", "sairasti", "got", "had", "has"]), 6
# The writer as the one to whom it is done. "mut" is also "but": it counts only at the end of a sentence part.
_ME = frozenset(["mua", "minua", "minut", "muo", "mulle", "mig", "mej", "me"])
_NOBODY = frozenset(
    ["kukaan", "ketaan", "ei", "ingen", "inget", "nobody", "noone", "everyone", "alla", "kaikki"]
)
_AM = frozenset(["ar", "e", "am", "oon", "olen", "just", "only", "bara", "vasta"])
# Nobody younger writes; smaller numbers count children.
_YOUNGEST, _YEARS = 8, frozenset(["v", "vee", "vuotias", "vuotta", "ar", "years", "yo", "ja", "och", "and"])
_BY_ONESELF = frozenset(["teach", "coach"])
_ASKING = frozenset(["vad", "va", "vem", "vilka", "what", "who", "whats", "what's", "mika", "kuka", "mita"])
_WHOSE_PARENT = frozenset(
    ["barnens", "barnets", "pojkens", "flickans", "sonens", "dotterns", "lillans", "lillens", "pojkarnas"]
    + ["flickornas", "lasten", "lapsen", "pojan", "tyton", "tyttaren", "poikien", "tyttojen"]
)
_ALONE = frozenset(["a", "single", "ensam", "ensamstaende"])
PLURAL = re.compile(
    r"(?!dott|mitt|barnet$|klasskompis$)(?:\w+(?:[aou]t|[^t]et|arna|orna|erna)|\w*kaver(?:it|e\w+)|naapurit|lasten|lapsi(?:a|lla|lle|ll|ssa|sta|en)\w*|poikia"
    r"|kavere\w+|kaverit|ystavi\w+|(?:son|dottr|barnen|elev|kompis|vann|kusin|klassk\w+)(?:er|ar|na|s)|barnen"
    r"|soner\w*|dottrar\w*|tvillingar\w*|kids|children|sons|daughters|friends|boys|girls|twins|classmates|students"
    r"|pupils|parents|ungar\w*|pojkar|flickor\w*|killar\w*|tjejer\w*|systrar|grannar\w*)"
)


def find_writer(
    words: list[Word], kinds: dict[int, str], signs: dict[str, frozenset[int]], clauses: list[int]
) -> str | None:
    """What the writer tells of himself or herself; the words that tell it get the kind "writer"."""
    # "teach me" asks; "I teach" tells.
    told = any(words[i].text not in _BY_ONESELF or i - 1 in signs["i"] for i in signs["keeper_as"])
    writer = "keeper" if told else None
    for index in sorted(signs["keeper"]):
        following = words[index + 1].text if index + 1 < len(words) else ""
        aged = index == 0 and len(words) > 1 and (words[1].number or 0) >= _LEAST_OF_KEEPERS
        opens = (
            aged
            or (index == 0 or words[index - 1].text in (".", "!", ","))
            and following
            in (
                "i",
                "in",
                "from",
                "at",
            )
        )
        if opens or _tells_itself(words, index, kinds, signs, clauses):
            kinds[index], writer = "writer", "keeper"
    for index in [index for index, kind in kinds.items() if kind == "parent"]:
        if _tells_itself(words, index, kinds, signs, clauses) and not PLURAL.fullmatch(words[index].text):
            of = index + 1 < len(words) and words[index + 1].text in ("of", "till")
            # "I'm a nurse and a single mum of an eighteen-year-old": the parent writes.
            kinds[index], writer = "writer", "parent" if of else writer or "parent"
    return writer


def _tells_itself(
    words: list[Word],
    index: int,
    kinds: dict[int, str],
    signs: dict[str, frozenset[int]],
    clauses: list[int],
) -> bool:
    """Whether the writer is meant: "isä tässä", "olen kahden lapsen äiti", "I'm a teacher", "mother of 3"."""
    following = range(index + 1, min(index + 3, len(words)))
    if index <= 4 and any(i in signs["writer_here"] for i in following):
        return True
    if index - 1 in signs["mine"] or _is_asked_about(words, index, signs) or _is_of_child(words, index):
        return False
    before = [i for i in range(max(0, index - 6), index) if clauses[i] == clauses[index]]
    if any(i in signs["writer_is"] for i in before):
        verbs = ("olen", "oon", "olemme", "toimin", "ar", "e", "som", "i'm", "am", "im", "as")
        others = any(kinds.get(i) in ("sibling", "friend", "partner", "parent") for i in before)
        return not others and any(words[i].text in verbs for i in before)
    lives_with = any(i in signs["living"] | signs["with_before"] for i in range(max(0, index - 6), index))
    falls_ill = _falls_ill(words, index, signs)
    hurts = _hurts_writer(words, index, kinds, signs) or _tells_youth(words, index, signs)
    if not lives_with and not falls_ill and not hurts and _opens_with_own_age(words, index):
        return True
    child_of = kinds.get(index - 1) in ("child", "youngster") and index <= 2
    own = index - 2 in signs["mine"]
    alone = any(word.text in _ALONE for word in words[max(0, index - 2) : index])
    if alone and index + 1 < len(words) and words[index + 1].text in PARENT_OF:
        # "a single mum of an eighteen-year-old"
        return True
    return (child_of and not own) or (index <= 3 and index + 1 < len(words) and words[index + 1].text == "of")


def _is_asked_about(words: list[Word], index: int, signs: dict[str, frozenset[int]]) -> bool:
    """Whether it is asked who that is: "vad är en kurator", "kuka on kuraattori"; not "what can I do as"."""
    asked = [i for i in range(max(0, index - LONGEST_AGE), index) if words[i].text in _ASKING]
    return bool(asked) and not any(
        i in signs["i"] or words[i].text in ("som", "as") for i in range(asked[0], index)
    )


def _is_of_child(words: list[Word], index: int) -> bool:
    """Whether a message begins with the other parent: "Barnens pappa, 45, bor i", "lasten isä"."""
    return index == 1 and words[0].text in _WHOSE_PARENT


def _is_set_off(words: list[Word], index: int) -> bool:
    """Whether a grown-up's age stands apart after the word: "Single mum, 36, burnt out", "isä (45)"."""
    if index + 2 >= len(words) or words[index + 1].text not in (",", "("):
        return False
    apart = index + 3 >= len(words) or not words[index + 3].text.isalnum()
    return apart and (words[index + 2].number or 0) >= ADULT


def _falls_ill(words: list[Word], index: int, signs: dict[str, frozenset[int]]) -> bool:
    """Whether the one with the age fell ill and somebody else writes: "Pappa (66) fick en stroke"."""
    after = range(index + 1, min(index + _SOON, len(words)))
    got = [i for i in after if words[i].text in _GOT]
    return bool(got) and any(i in signs["ill"] for i in range(got[0], min(got[0] + _SOON, len(words))))


def _hurts_writer(
    words: list[Word], index: int, kinds: dict[int, str], signs: dict[str, frozenset[int]]
) -> bool:
    """Whether the one with the age does it to the writer: "Isä (50) lyö mua", "pappa, 50, slår mig"."""
    if index + 3 >= len(words) or not _is_set_off(words, index):
        return False
    others = signs["i"] | signs["mine"] | signs["he"] | frozenset(kinds)
    first = index + 4
    for i in range(first, min(first + _SOON, len(words))):
        text = words[i].text
        after = words[i + 1].text if i + 1 < len(words) else "."
        if i > first and (text in _ME or (text == "mut" and not after[:1].isalpha())):
            return True
        if i in others or not text.isalpha() or text in _NOBODY:
            # "Mum, 36, nobody helps me"
            return False
    return False


def _tells_youth(words: list[Word], index: int, signs: dict[str, frozenset[int]]) -> bool:
    """Whether the writer tells an own age of a minor further on: "Isä (50) lyö, oon 12"."""
    for i in range(index + 1, len(words)):
        ended = i + 1 == len(words) or not words[i + 1].text.isalnum() or words[i + 1].text in _YEARS
        own = i - 1 in signs["i"] or (words[i - 1].text in _AM and i - 2 in signs["i"])
        if own and ended and _YOUNGEST <= (words[i].number or 0) < ADULT:
            return True
    return False


def _opens_with_own_age(words: list[Word], index: int) -> bool:
    """Whether a message begins with a grown-up parent and the age: "36v isä Leppävaarasta"."""
    if index == 0 and len(words) > 2 and not words[2].text.isalnum():
        # "äiti 34, kaksi lasta"
        return (words[1].number or 0) >= ADULT or _is_set_off(words, index)
    if index <= LONGEST_AGE and _is_set_off(words, index):
        return all(word.text.isalnum() for word in words[:index])
    numbers = [word.number for word in words[:index] if word.number is not None]
    return 0 < index <= LONGEST_AGE and words[0].number is not None and max(numbers) >= ADULT
