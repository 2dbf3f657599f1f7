"""Needs, acts and dangers, with a model trained on the samples."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assistant.components.features import Features, prepare, split_sentences
from assistant.components.reading import Reader
from assistant.components.service_extractor import ServiceExtractor
from assistant.components.text_model import ChoiceModel, train_one_of_many

TEXTS = [
    ("mua kiusataan koulussa", "bullying"),
    ("ne haukkuu mua joka päivä", "bullying"),
    ("kaikki nauraa mulle", "bullying"),
    ("mua tönitään käytävällä", "bullying"),
    ("isä juo taas", "substance_use"),
    ("äiti on kännissä", "substance_use"),
    ("poltan pilveä joka päivä", "substance_use"),
    ("en pääse nuuskasta eroon", "substance_use"),
    ("rahat loppu", "money"),
    ("en pysty maksamaan vuokraa", "money"),
    ("velkaa on liikaa", "money"),
    ("ei oo varaa ruokaan", "money"),
]


@pytest.fixture(scope="module")
def learnt() -> tuple[Features, ChoiceModel]:
    """Features and a model of three needs."""
    features, matrix = Features.learn([prepare(text, "fi") for text, _ in TEXTS], 5000)
    return features, train_one_of_many(matrix, [need for _, need in TEXTS])


def test_one_text_reads_like_many_when_found_the_fast_way(learnt: tuple[Features, ChoiceModel]) -> None:
    """The fast reading gives the numbers that the training matrix holds."""
    features, _ = learnt
    prepared = [prepare(text, "fi") for text, _ in TEXTS]
    _, matrix = Features.learn(prepared, 5000)
    for row, text in enumerate(prepared):
        terms = features.find_terms(text)
        dense = np.zeros(matrix.shape[1])
        dense[terms.columns] = terms.values
        np.testing.assert_allclose(dense, matrix[row].toarray()[0], rtol=1e-4, atol=1e-5)


def test_the_model_is_the_same_when_saved_and_loaded(
    learnt: tuple[Features, ChoiceModel], tmp_path: Path
) -> None:
    """What is written without pickle reads back to the same probabilities."""
    features, model = learnt
    features.save(tmp_path)
    model.save(tmp_path)
    loaded, text = Features.load(tmp_path), prepare("mua kiusataan ja haukutaan", "fi")
    before = model.read([features.find_terms(text)])
    after = ChoiceModel.load(tmp_path).read([loaded.find_terms(text)])
    np.testing.assert_allclose(before, after, rtol=1e-4)
    assert model.labels[int(before[0].argmax())] == "bullying"


def test_nothing_is_pickled_when_a_model_is_saved(
    learnt: tuple[Features, ChoiceModel], tmp_path: Path
) -> None:
    """The archive holds only JSON and plain numbers."""
    features, model = learnt
    features.save(tmp_path)
    model.save(tmp_path)
    assert {path.suffix for path in tmp_path.iterdir()} == {".json", ".npy", ".npz"}


def test_probabilities_lie_between_zero_and_one_when_a_class_has_one_example() -> None:
    """A class with a single example must not stop training."""
    texts = [*TEXTS, ("haluan harrastaa", "hobbies")]
    features, matrix = Features.learn([prepare(text, "fi") for text, _ in texts], 5000)
    model = train_one_of_many(matrix, [need for _, need in texts])
    found = model.read([features.find_terms(prepare("haluan harrastaa jotain", "fi"))])
    assert ((found >= 0) & (found <= 1)).all()
    np.testing.assert_allclose(found.sum(axis=1), 1.0, rtol=1e-5)


def test_long_stories_are_read_by_sentences_when_they_have_several() -> None:
    """A single sentence is not split; short cries do not count as sentences of their own."""
    assert split_sentences("mua kiusataan koulussa") == []
    assert len(split_sentences("Mua kiusataan koulussa. En enää mene sinne. Apua!")) == 2


@pytest.mark.parametrize(
    ("text", "language", "need"),
    [
        ("mua kiusataan", "fi", "bullying"),
        ("isa juo joka ilta", "fi", "substance_use"),
        ("en pysty maksamaan vuokraa", "fi", "money"),
        ("jag blir mobbad", "sv", "bullying"),
        ("my dad drinks", "en", "substance_use"),
    ],
)
def test_the_need_comes_first_when_it_is_plain(
    take_turn: Callable[..., dict[str, Any]], text: str, language: str, need: str
) -> None:
    """Small as it is, the model of the samples knows plain words."""
    parse = take_turn(text, language=language)["parse"]
    assert parse["intent_ranking"][0]["name"] == need
    assert parse["needs"][:1] == [need]
    assert parse["band"] in ("sure", "unsure")


def test_nothing_is_claimed_when_the_message_has_no_letters(take_turn: Callable[..., dict[str, Any]]) -> None:
    """Signs and numbers alone are no need."""
    parse = take_turn("??? 123")["parse"]
    assert parse["band"] == "nothing"
    assert parse["needs"] == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [("aion tappaa itseni tänään", "suicide"), ("mies hakkaa mua just nyt puukko kädessä", "violence")],
)
def test_danger_is_told_when_the_message_holds_it(
    take_turn: Callable[..., dict[str, Any]], text: str, kind: str
) -> None:
    """Danger is a reading of its own beside the need, with a confidence for each kind and level."""
    danger = take_turn(text)["parse"]["danger"]
    assert danger["kind"] == kind
    assert danger["level"] in ("acute", "concern")
    assert set(danger["confidences"][kind]) == {"acute", "concern"}


def test_services_and_languages_are_named_when_the_message_names_them(
    take_turn: Callable[..., dict[str, Any]],
) -> None:
    """ "mikä on kuraattori" and "venäjäksi" become entities."""
    parse = take_turn("mikä on kuraattori ja saako apua venäjäksi")["parse"]
    found = {(entity["entity"], entity["value"]) for entity in parse["entities"]}
    assert ("service_kind", "school_social_worker") in found
    assert ("language_name", "ru") in found


@pytest.mark.parametrize(
    ("text", "language"), [("what is a kuraattori", "en"), ("ring till neuvolan?", "sv")]
)
def test_service_is_known_by_its_finnish_name_in_other_languages(text: str, language: str) -> None:
    """Newcomers and Swedish-speaking families say "kuraattori" and "neuvola" too."""
    found = list(
        ServiceExtractor().find_entities(Reader().read(text, {"language": language, "question": None}))
    )
    assert [entity["entity"] for entity in found] == ["service_kind"]
