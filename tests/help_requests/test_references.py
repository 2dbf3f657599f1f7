"""Five plain words: hard to guess, easy to type, stored as a keyed hash only."""

import re
from pathlib import Path

import pytest

from help_requests.references import LIST_LENGTH, References, read_words
from tests.help_requests.standins import REFERENCE_KEY

WORDS = Path("data/help_requests/reference_words.txt").read_text(encoding="utf-8").split()
# What nobody should have to read or write down in a bad moment.
UNWELCOME = {
    "kuolema",
    "veri",
    "viha",
    "pelko",
    "ase",
    "puukko",
    "viina",
    "kalja",
    "huume",
    "hullu",
    "läski",
    "orpo",
}


@pytest.fixture(scope="module")
def references() -> References:
    return References.load(REFERENCE_KEY)


def test_list_gives_55_bits_and_every_word_can_be_typed_on_any_keyboard() -> None:
    """2,048 words that stay different without the dots of ä and ö; short, in small letters, sorted."""
    assert len(WORDS) == LIST_LENGTH == 2048
    folded = [" ".join(read_words(word)) for word in WORDS]
    assert len(set(folded)) == LIST_LENGTH
    assert all(re.fullmatch("[a-z]{2,10}", word) for word in folded)
    assert not UNWELCOME & set(WORDS)
    assert sorted(WORDS) == WORDS


def test_reference_is_found_however_it_is_typed(references: References) -> None:
    """Case, dots, hyphens, commas, line breaks and stray spaces do not matter; order and words do."""
    known = references.hash("hylje äyräs pöllö mänty kide")
    for typed in (
        " HYLJE  ayras pollo manty kide ",
        "Hylje-äyräs-pöllö-mänty-kide",
        "hylje, äyräs,\npöllö, mänty, kide.",
        "hylje a\u0308yra\u0308s po\u0308llo\u0308 ma\u0308nty kide",
    ):
        assert references.hash(typed) == known
    assert references.hash("äyräs hylje pöllö mänty kide") != known


@pytest.mark.parametrize(
    "typed", ["", "hylje", "hylje äyräs pöllö mänty", "a b c d e f", "1234 5678", "ą" * 300]
)
def test_what_is_no_reference_has_no_hash(references: References, typed: str) -> None:
    """Nothing is looked up for it."""
    assert references.hash(typed) is None


def test_reference_is_the_same_for_the_same_key_alone(references: References) -> None:
    """Made anew for a repeated sending; another request, sender's key or secret gives other words."""
    made = references.make("request", "key")
    assert made == references.make("request", "key")
    assert len(set(made.split()) & set(WORDS)) >= 4
    others = {
        references.make("request", "other"),
        references.make("other", "key"),
        References.load("another key, just as long as it must be").make("request", "key"),
    }
    assert made not in others
    assert len(others) == 3


def test_words_are_drawn_from_the_whole_list(references: References) -> None:
    """Over many references nearly every word turns up, and no reference twice."""
    made = [references.make(str(number), "key") for number in range(4000)]
    assert len(set(made)) == len(made)
    assert len({word for reference in made for word in reference.split()}) > 0.99 * LIST_LENGTH


def test_hash_needs_the_key(references: References) -> None:
    """A copied database without the key tells nothing of the words."""
    other = References.load("another key, just as long as it must be")
    assert references.hash("hylje äyräs pöllö mänty kide") != other.hash("hylje äyräs pöllö mänty kide")


def test_short_list_is_refused() -> None:
    """Fewer words would be fewer bits."""
    with pytest.raises(ValueError, match="2048"):
        References(REFERENCE_KEY, ("yksi", "kaksi"))
