"""Vectors know words that nobody taught; the networks over them have a say in two languages, no more."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assistant.components import sentence_vectors, vector_model, word_vectors
from assistant.components.sentence_vectors import SentenceVectors
from assistant.components.vector_model import TextVectors, VectorModel, mix, train_on_vectors
from assistant.components.word_vectors import WordVectors

VOICE = 0.25
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
    return WordVectors.learn(["en jaksa"])


@pytest.fixture(scope="module")
def sentences() -> SentenceVectors:
    return SentenceVectors.learn([])


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch) -> VectorModel:
    """A model of two needs that knows the few messages above."""
    monkeypatch.setattr(vector_model, "FEWEST_MESSAGES", 10)
    texts = [text for some in MESSAGES.values() for text in some] * 20
    names = [name for name, some in MESSAGES.items() for _ in some] * 20
    made = train_on_vectors(texts, names, LABELS, WordVectors)
    assert made is not None
    return made


def likeness(vectors: TextVectors, one: str, other: str) -> float:
    first, second = vectors.read_texts([one, other])
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
    assert vectors.read_texts(["", "…!?"]).tolist() == np.zeros((2, vectors.text_width)).tolist()
    assert vectors.read_texts([]).shape == (0, vectors.text_width)


def test_many_words_are_looked_up_in_parts(vectors: WordVectors, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = ["äiti itkee", "velat kasvaa kuukausi kuukaudelta"]
    whole = vectors.read_texts(texts)
    monkeypatch.setattr(word_vectors, "_LOOKED_UP_AT_ONCE", 2)
    assert np.allclose(vectors.read_texts(texts), whole, atol=1e-6)


def test_words_that_nobody_taught_are_understood(model: VectorModel) -> None:
    """None of these words stands in the messages."""
    debts, game = model.read(["velka ja luotto erääntyy", "jääkiekko tai salibandy kiinnostais"])
    money, never_seen = LABELS.index("money"), LABELS.index("never_seen")
    assert debts[money] > 0.5 > game[money]
    assert debts.sum() == pytest.approx(1, abs=1e-5)
    assert debts[never_seen] < 1e-6


def test_model_comes_back_from_its_folder(model: VectorModel, tmp_path: Path) -> None:
    model.save(tmp_path)
    again = VectorModel.load(tmp_path, WordVectors)
    assert again is not None
    texts = ["rahat loppu", "uimahalli"]
    assert np.allclose(again.read(texts), model.read(texts), atol=1e-5)
    assert VectorModel.load(tmp_path / "elsewhere", WordVectors) is None


def test_few_messages_make_no_model() -> None:
    assert train_on_vectors(["rahat loppu"], ["money"], LABELS, WordVectors) is None


def test_opinion_moves_confidences_and_does_not_overrule_them() -> None:
    sure: Any = np.array([[0.9, 0.1]])
    assert mix(sure, sure, VOICE)[0] == pytest.approx([0.9, 0.1], abs=1e-3)
    heard = mix(sure, np.array([[0.2, 0.8]]), VOICE)[0]
    assert 0.5 < heard[0] < 0.9
    assert heard.sum() == pytest.approx(1)
    torn = mix(np.array([[0.52, 0.48]]), np.array([[0.2, 0.8]]), VOICE)[0]
    assert torn[1] > torn[0]


@pytest.mark.parametrize(
    ("told", "near", "far"),
    [
        ("The bailiff took half of my pay", "I can't pay my debts", "my son wants to play football"),
        ("she skips lunch and weighs herself", "my daughter has stopped eating", "where can I park my car"),
        ("nobody sat with me today", "I have no friends at school", "how much does it cost"),
    ],
)
def test_english_messages_of_like_meaning_lie_near(
    sentences: SentenceVectors, told: str, near: str, far: str
) -> None:
    """They share no word that means anything."""
    assert likeness(sentences, told, near) > likeness(sentences, told, far)


def test_order_and_company_of_texts_change_nothing(sentences: SentenceVectors) -> None:
    """A short text is filled up beside a long one; what fills must not be seen."""
    short, long = (
        "help",
        "my mother drinks again and I have to look after my little brothers every evening " * 3,
    )
    alone, beside = sentences.read_texts([short]), sentences.read_texts([long, short])
    assert np.allclose(alone[0], beside[1], atol=1e-4)
    assert not np.allclose(beside[0], beside[1], atol=1)


def test_endless_or_empty_text_is_read(sentences: SentenceVectors) -> None:
    """Beyond so many pieces nothing is read, and nothing at all is read as something finite."""
    endless, cut = sentences.read_texts(["help me " * 20_000, "help me " * 40])
    assert np.allclose(endless, cut, atol=1e-4)
    assert np.isfinite(sentences.read_texts(["", " ", "🙃", "\0"])).all()
    assert sentences.read_texts([]).shape == (0, sentences.text_width)


def test_encoder_gives_what_its_authors_give(
    sentences: SentenceVectors, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With all six layers: the likeness of its model card's kind of pairs, as the whole model gives it."""
    monkeypatch.setattr(sentence_vectors, "_LAYERS", 6)
    whole = SentenceVectors.learn([])
    assert likeness(whole, "My baby cries all night.", "the infant never sleeps") == pytest.approx(
        0.52, abs=0.01
    )


@pytest.mark.parametrize(
    ("module", "kind"), [(word_vectors, WordVectors), (sentence_vectors, SentenceVectors)]
)
def test_missing_package_says_what_to_do(
    module: Any, kind: type[TextVectors], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_PACKAGE", "no_such_package")
    with pytest.raises(FileNotFoundError, match="make environments"):
        kind.learn([])
