"""Word vectors know words that nobody taught; the networks over them have a say in Finnish, no more."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assistant.components import vector_model, word_vectors
from assistant.components.vector_model import VectorModel, mix, train_on_vectors
from assistant.components.word_vectors import WordVectors

LABELS = ["hobbies", "money", "never_seen"]
MESSAGES = {
    "money": [
        "en pysty maksamaan vuokraa",
        "laskut jäi taas maksamatta",
        "tilillä ei ole euroakaan",
        "lainaa on liikaa ja korot nousee",
        "palkka loppuu ennen kuun loppua",
        "kelan tuki evättiin",
    ],
    "hobbies": [
        "haluaisin pelata jalkapalloa",
        "onko täällä uimaseuraa",
        "poika tykkää soittaa kitaraa",
        "missä voi harrastaa tanssia",
        "etsin kuoroa jossa voi laulaa",
        "tyttö haluaa ratsastaa",
    ],
}


@pytest.fixture(scope="module")
def vectors() -> WordVectors:
    return WordVectors.load()


@pytest.fixture
def model(vectors: WordVectors, monkeypatch: pytest.MonkeyPatch) -> VectorModel:
    """A model of two needs that knows the few messages above."""
    monkeypatch.setattr(vector_model, "FEWEST_MESSAGES", 10)
    texts = [text for some in MESSAGES.values() for text in some] * 20
    names = [name for name, some in MESSAGES.items() for _ in some] * 20
    made = train_on_vectors(texts, names, LABELS, vectors)
    assert made is not None
    return made


def likeness(vectors: WordVectors, one: str, other: str) -> float:
    first, second = vectors.read_texts([one, other], {})
    return float(first @ second / np.linalg.norm(first) / np.linalg.norm(second))


@pytest.mark.parametrize(
    ("word", "near", "far"),
    [
        ("velka", "laina", "koira"),
        ("ulosotto", "perintä", "jalkapallo"),
        ("masennus", "ahdistus", "polkupyörä"),
        ("mielenterveys", "mielentervys", "bussiaikataulu"),
    ],
)
def test_words_of_like_meaning_lie_near(vectors: WordVectors, word: str, near: str, far: str) -> None:
    """Also a misspelt one, of which no table of words would know."""
    assert likeness(vectors, word, near) > likeness(vectors, word, far)


def test_text_without_words_is_nothing(vectors: WordVectors) -> None:
    assert vectors.read_texts(["", "…!?"], {}).tolist() == np.zeros((2, vectors.text_width)).tolist()
    assert vectors.read_texts([], {}).shape == (0, vectors.text_width)


def test_many_words_are_looked_up_in_parts(vectors: WordVectors, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = ["äiti itkee", "velat kasvaa kuukausi kuukaudelta"]
    whole = vectors.read_texts(texts, {})
    monkeypatch.setattr(word_vectors, "_LOOKED_UP_AT_ONCE", 2)
    assert np.allclose(vectors.read_texts(texts, {}), whole, atol=1e-6)


def test_words_that_nobody_taught_are_understood(model: VectorModel) -> None:
    """None of these words stands in the messages."""
    debts, game = model.read(["velka ja luotto erääntyy", "jääkiekko tai salibandy kiinnostais"])
    money, never_seen = LABELS.index("money"), LABELS.index("never_seen")
    assert debts[money] > 0.5 > game[money]
    assert debts.sum() == pytest.approx(1, abs=1e-5)
    assert debts[never_seen] < 1e-6


def test_model_comes_back_from_its_folder(model: VectorModel, tmp_path: Path) -> None:
    model.save(tmp_path)
    again = VectorModel.load(tmp_path)
    assert again is not None
    texts = ["rahat loppu", "uimahalli"]
    assert np.allclose(again.read(texts), model.read(texts), atol=1e-5)
    assert VectorModel.load(tmp_path / "elsewhere") is None


def test_few_messages_make_no_model(vectors: WordVectors) -> None:
    assert train_on_vectors(["rahat loppu"], ["money"], LABELS, vectors) is None


def test_opinion_moves_confidences_and_does_not_overrule_them() -> None:
    sure: Any = np.array([[0.9, 0.1]])
    assert mix(sure, sure)[0] == pytest.approx([0.9, 0.1], abs=1e-3)
    heard = mix(sure, np.array([[0.2, 0.8]]))[0]
    assert 0.5 < heard[0] < 0.9
    assert heard.sum() == pytest.approx(1)
    torn = mix(np.array([[0.52, 0.48]]), np.array([[0.2, 0.8]]))[0]
    assert torn[1] > torn[0]


def test_missing_package_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word_vectors, "_PACKAGE", "no_such_package")
    with pytest.raises(FileNotFoundError, match="make environments"):
        WordVectors.load()
