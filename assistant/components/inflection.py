"""Inflected forms of Finnish place names.

Each stem takes every local case, also in its spoken form ("Espoos", "Lahest", "Vihtii"), and stems of both
grades take every ending: "Lahtissa" is wrong Finnish but what a learner writes.
Source: Iso suomen kielioppi § 41-45 (grades) and § 81-93 (cases), https://kaino.kotus.fi/visk, from memory.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

VOWELS = "aeiouyäöå"

# Ends of compound place names and their stems; the first that fits counts.
_ENDINGS: list[tuple[str, tuple[str, ...]]] = [
    ("järvi", ("järve",)),
    ("joki", ("joe", "joke")),
    ("lahti", ("lahde", "lahte", "lahe")),
    ("vesi", ("vede", "vete")),
    ("mäki", ("mäe", "mäke")),
    ("niemi", ("nieme",)),
    ("salmi", ("salme",)),
    ("koski", ("koske",)),
    ("saari", ("saare",)),
    ("lampi", ("lamme", "lampe")),
    ("nummi", ("numme",)),
    ("suomi", ("suome",)),
    ("lähde", ("lähtee",)),
    ("perä", ("perä",)),
    ("kylä", ("kylä",)),
    ("kangas", ("kankaa",)),
    ("keskus", ("keskukse",)),
    ("kaupunki", ("kaupungi", "kaupunki")),
    ("kaski", ("kaske",)),
    ("hovi", ("hovi",)),
    ("nen", ("se", "si")),
    ("us", ("ukse", "ude", "ute")),
    ("ys", ("ykse",)),
    ("os", ("okse",)),
    ("as", ("aa", "akse")),
]
# Consonants that weaken before a short open syllable closes: "silta" - "sillan".
_GRADES: list[tuple[str, str]] = [
    (r"kk(?=[aeiouyäö]$)", "k"),
    (r"pp(?=[aeiouyäö]$)", "p"),
    (r"tt(?=[aeiouyäö]$)", "t"),
    (r"nk(?=[aeiouyäö]$)", "ng"),
    (r"nt(?=[aeiouyäö]$)", "nn"),
    (r"lt(?=[aeiouyäö]$)", "ll"),
    (r"rt(?=[aeiouyäö]$)", "rr"),
    (r"mp(?=[aeiouyäö]$)", "mm"),
    (r"ht(?=[aeiouyäö]$)", "hd"),
    (r"(?<=[aeiouyäö])t(?=[aeiouyäö]$)", "d"),
]

INSIDE, FROM, TO, GENITIVE, NOMINATIVE, RESIDENT = "in", "from", "to", "genitive", "nominative", "resident"
_CASES: dict[str, tuple[str, ...]] = {
    INSIDE: ("ssa", "ssä", "s", "lla", "llä", "l", "ssakin", "ssäkin", "llakin"),
    FROM: ("sta", "stä", "st", "lta", "ltä", "lt"),
    TO: ("lle", "seen", "see"),
    GENITIVE: ("n",),
}
# After the colon of an abbreviation: "Hki:ssä", "Jkl:stä".
COLON_ENDINGS = tuple(
    (ending, case)
    for case, endings in _CASES.items()
    for ending in (*endings, *(("hin", "hen", "een") if case == TO else ()))
)
# Northern "oulusa", and south-western "turuust" and "hangoos", these only after a short vowel.
_NORTHERN = ("sa", "sä")
_DRAWLED = (("s", INSIDE), ("st", FROM))
_RESIDENT = (
    "lainen",
    "läinen",
    "laiset",
    "läiset",
    "laisen",
    "läisen",
    "laise",
    "lainenkin",
    "laine",
    "läine",
)


def find_stems(name: str) -> tuple[str, ...]:
    """Inflection stems of a Finnish place name in lower case, the weak grade first."""
    for ending, replacements in _ENDINGS:
        if name.endswith(ending):
            return tuple(name[: len(name) - len(ending)] + one for one in replacements)
    if name[-1] == "e":
        return (name + "e", name)
    if name[-1] not in VOWELS:
        return (name + "i", name + "e")
    for pattern, weak in _GRADES:
        weakened = re.sub(pattern, weak, name)
        if weakened != name:
            return (weakened, name)
    return (name,)


def build_forms(
    name: str, stems: tuple[str, ...] | None = None, dialects: bool = False
) -> Iterator[tuple[str, str]]:
    """Pairs of a form in lower case and its case (INSIDE, FROM, TO, GENITIVE, NOMINATIVE, RESIDENT).

    Args:
        name: Name in the nominative, in lower case; of several words the last one is inflected.
        stems: Stems of the whole name, when the rule does not give them.
        dialects: Dialect forms too, for names that are written often.
    """
    yield name, NOMINATIVE
    if stems is None:
        head, space, last = name.rpartition(" ")
        stems = tuple(head + space + stem for stem in find_stems(last))
    for stem in stems:
        for case, endings in _CASES.items():
            for ending in endings:
                yield stem + ending, case
        vowel = stem[-1]
        for ending in (f"{vowel}n", f"h{vowel}n", vowel):
            # "Vihtiin", "Salohon", spoken "Vihtii"; the bare vowel is no ending after a long vowel
            # ("Espooo").
            if len(ending) > 1 or stem[-2:-1] != vowel:
                yield stem + ending, TO
        if dialects:
            yield from ((stem + ending, INSIDE) for ending in _NORTHERN)
        if dialects and stem[-2:-1] not in VOWELS:
            yield from ((stem + vowel + ending, case) for ending, case in _DRAWLED)
        for ending in _RESIDENT:
            yield stem + ending, RESIDENT
            if stem[-1] == "e":
                yield stem[:-1] + "i" + ending, RESIDENT
            if name.endswith("nen"):
                # "kauniaislainen", "jokioislainen"
                yield stem[:-1] + ending, RESIDENT


def build_borrowed_forms(name: str) -> Iterator[tuple[str, str]]:
    """Finnish forms of a Swedish name in lower case, as many write: "Ingåssa", "Kyrkslättissä"."""
    stem = name if name[-1] in VOWELS else name + "i"
    for case, endings in _CASES.items():
        yield from ((stem + ending, case) for ending in endings)
    for ending in (f"{stem[-1]}n", f"h{stem[-1]}n"):
        yield stem + ending, TO
