"""Spoken and mistyped text becomes what was learnt from."""

from __future__ import annotations

import pytest

from assistant.components.concepts import find_concepts
from assistant.components.language import decide_language, guess_language
from assistant.components.normalization import (
    collapse_doubles,
    compose,
    fold,
    to_character_text,
    to_written_form,
)


@pytest.mark.parametrize(
    ("text", "language", "written"),
    [
        ("mä oon väsyny", "fi", "minä olen väsynyt"),
        ("meijän tyttö", "fi", "meidän tyttö"),
        ("EN JAKSA ennää", "fi", "en jaksa enää"),
        ("tosi ahistaaaa", "fi", "tosi ahistaa"),
        ("min kompis", "sv", "min vän"),
        ("my mum is wasted", "en", "my mother is drunk"),
    ],
)
def test_spoken_forms_are_written_out_when_they_are_listed(text: str, language: str, written: str) -> None:
    """The lists of data/vocabulary/spoken.yml are used."""
    result = to_written_form(text, language)
    assert result == written or fold(result)[:4] == fold(written)[:4]


def test_lost_dots_make_no_difference_when_folded() -> None:
    """ "aiti" and "äiti" are alike for the features."""
    assert to_character_text("Äiti ja isä lyö", "fi") == to_character_text("aiti ja isa lyo", "fi")


def test_offsets_stay_when_folded() -> None:
    """Folding keeps one character for each."""
    text = "Åbo, İstanbul ja Äänekoski"
    assert len(fold(text)) == len(text)


def test_combining_marks_are_joined_when_composed() -> None:
    """Some phones send "a" and dots apart."""
    assert compose("a\u0308iti") == "äiti"


def test_numbers_are_one_sign_when_counted() -> None:
    """Which number it is tells nothing of the need."""
    assert to_character_text("oon 14", "fi") == to_character_text("oon 16", "fi")


def test_doubled_letters_are_single_when_collapsed() -> None:
    """Doubling is what is mistyped most."""
    assert collapse_doubles("kiussaaminen") == collapse_doubles("kiusaminen")


@pytest.mark.parametrize(
    ("text", "language", "concept"),
    [
        ("isä juo taas", "fi", "alcohol"),
        ("aiti on kannissa", "fi", "alcohol"),
        ("pappa dricker", "sv", "alcohol"),
        ("my dad is drunk", "en", "alcohol"),
        ("en jaksa enää", "fi", "exhausted"),
        ("mua kiussataan", "fi", "bullying_word"),
    ],
)
def test_concepts_are_one_across_languages_when_words_mean_the_same(
    text: str, language: str, concept: str
) -> None:
    """What the model learns in one language helps it in the others."""
    assert concept in find_concepts(text, language)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("mä en tiedä mitä teen", "fi"),
        ("jag vet inte vad jag ska göra", "sv"),
        ("I don't know what to do", "en"),
    ],
)
def test_the_language_is_guessed_when_none_is_given(text: str, language: str) -> None:
    """A cheap guess, for try-outs only."""
    assert guess_language(text) == language


def test_the_front_door_decides_the_language_when_it_says_so() -> None:
    """Metadata win over any guess; a training block carries them one level deeper."""
    assert decide_language("hej hej", {"language": "fi"}) == "fi"
    assert decide_language("hei", {"intent": {"language": "sv"}}) == "sv"
    assert decide_language("hej jag är", {"language": "ru"}) == "sv"
