"""A second opinion: small networks over texts as vectors, for the languages that somebody learnt such for.

What the linear model says of words that nobody wrote to us is guessed from their letters; here they lie
beside words of like meaning. What it brings: docs/models.md.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from scipy.special import softmax
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier

from assistant.components.sentence_vectors import SentenceVectors
from assistant.components.word_vectors import WordVectors


class TextVectors(Protocol):
    """Texts of one language as numbers."""

    @property
    def voice(self) -> float:
        """Share of the logarithm of the confidences that belongs to the networks, 0-1."""

    @classmethod
    def learn(cls, texts: Sequence[str]) -> TextVectors:
        """Fitted to the messages to learn from."""

    @classmethod
    def load(cls, folder: Path) -> TextVectors:
        """As `save` wrote them; FileNotFoundError when their package is not installed."""

    def save(self, folder: Path) -> None:
        """Writes what was fitted."""

    def read_texts(self, texts: Sequence[str]) -> Any:
        """Shape (n_texts, width)."""


# With fewer messages of a language the networks know less than the letters do.
FEWEST_MESSAGES = 5000
VECTORS: Mapping[str, type[TextVectors]] = {"fi": WordVectors, "en": SentenceVectors}
# Reading English sentences is the longest part of training; with 350 of each label they did nearly as well.
_MOST_MESSAGES_OF_A_LABEL = 400
_NETWORKS = 3
_HIDDEN = 256
_ROUNDS = 8
_DECAY = 3e-3
_SEED = 20261122
# Below this, a label that one of the two holds for impossible would win or lose by its digits alone.
_LEAST = 1e-6
_FILE = "vector_model.npz"


@dataclass
class VectorModel:
    """Networks of one hidden layer whose confidences are averaged.

    Attributes:
        vectors: Texts as numbers. mean, spread: Of each of these numbers, shape (width,).
        layers: Of each network: weights and intercepts to the hidden layer, and from it to the labels.
    """

    vectors: TextVectors
    mean: Any
    spread: Any
    layers: list[tuple[Any, Any, Any, Any]]

    def read(self, texts: Sequence[str]) -> Any:
        """Confidence in each label, 0-1, shape (n_texts, n_labels), adding up to 1 for each text."""
        numbers = (self.vectors.read_texts(texts) - self.mean) / self.spread
        return sum(
            softmax(np.maximum(numbers @ inner + bias, 0.0) @ outer + last, axis=1)
            for inner, bias, outer, last in self.layers
        ) / len(self.layers)

    def mix(self, confidences: Any, texts: Sequence[str]) -> Any:
        """Confidences of the linear model after the networks were heard, shape (n_texts, n_labels)."""
        return mix(confidences, self.read(texts), self.vectors.voice)

    def save(self, folder: Path) -> None:
        """Writes the numbers (NumPy, no pickle) and what the vectors keep."""
        self.vectors.save(folder)
        named = {
            f"{name}_{place}": part.astype(np.float32)
            for place, layer in enumerate(self.layers)
            for name, part in zip(("inner", "bias", "outer", "last"), layer, strict=True)
        }
        np.savez_compressed(folder / _FILE, mean=self.mean, spread=self.spread, **named)

    @classmethod
    def load(cls, folder: Path, vectors: type[TextVectors]) -> VectorModel | None:
        """The model as `save` wrote it; None when there is none.

        Raises:
            FileNotFoundError: There is one, but the package of its vectors is not installed.
        """
        if not (folder / _FILE).exists():
            return None
        with np.load(folder / _FILE, allow_pickle=False) as numbers:
            layers = [
                (
                    numbers[f"inner_{place}"],
                    numbers[f"bias_{place}"],
                    numbers[f"outer_{place}"],
                    numbers[f"last_{place}"],
                )
                for place in range(_NETWORKS)
            ]
            mean, spread = numbers["mean"], numbers["spread"]
        return cls(vectors.load(folder), mean, spread, layers)


def mix(confidences: Any, opinion: Any, voice: float) -> Any:
    """Two readings as one, shape (n_texts, n_labels): logarithms, the opinion's weighing `voice`."""
    logarithms = (1 - voice) * np.log(confidences + _LEAST) + voice * np.log(opinion + _LEAST)
    return softmax(logarithms, axis=1)


def train_on_vectors(
    texts: Sequence[str], names: Sequence[str], labels: Sequence[str], vectors: type[TextVectors]
) -> VectorModel | None:
    """A model of one language's texts; None when there are too few to learn from.

    Args:
        texts: As they were written. names: The label of each.
        labels: All labels, in the order that confidences come back in.
        vectors: Of the language.
    """
    if len(texts) < FEWEST_MESSAGES:
        return None
    target = np.array([labels.index(name) for name in names])
    chosen = _choose_rows(target)
    fitted = vectors.learn(texts)
    numbers = fitted.read_texts([texts[row] for row in chosen])
    mean, spread = numbers.mean(axis=0), numbers.std(axis=0) + 1e-3
    rows, target = _balance(target[chosen]), target[chosen]
    layers = [
        _fit((numbers[rows] - mean) / spread, target[rows], len(labels), _SEED + place)
        for place in range(_NETWORKS)
    ]
    return VectorModel(fitted, mean, spread, layers)


def _choose_rows(target: Any) -> list[int]:
    """Rows to learn from: of each label no more than so many, chosen by chance, in their order."""
    chance = np.random.default_rng(_SEED)
    groups = [np.flatnonzero(target == label) for label in np.unique(target)]
    return sorted(
        int(row) for group in groups for row in chance.permutation(group)[:_MOST_MESSAGES_OF_A_LABEL]
    )


def _balance(target: Any) -> Any:
    """Rows in which every label stands at least as often as the middle one of them, in a random order."""
    chance = np.random.default_rng(_SEED)
    groups = [np.flatnonzero(target == label) for label in np.unique(target)]
    wanted = int(np.median([len(group) for group in groups]))
    rows = np.concatenate(
        [np.concatenate([group, chance.choice(group, max(0, wanted - len(group)))]) for group in groups]
    )
    chance.shuffle(rows)
    return rows


def _fit(numbers: Any, target: Any, label_count: int, seed: int) -> tuple[Any, Any, Any, Any]:
    batch = min(256, len(target))
    network = MLPClassifier((_HIDDEN,), alpha=_DECAY, batch_size=batch, max_iter=_ROUNDS, random_state=seed)
    with warnings.catch_warnings():
        # A few rounds are meant: more only learn the messages by heart.
        warnings.simplefilter("ignore", ConvergenceWarning)
        network.fit(numbers, target)
    (inner, known), (bias, last) = network.coefs_, network.intercepts_
    if len(network.classes_) == 2:
        # Of two labels scikit-learn keeps only one.
        known, last = np.hstack([-known, known]) / 2, np.concatenate([-last, last]) / 2
    outer = np.zeros((inner.shape[1], label_count), dtype=np.float32)
    # A label without a message of the language is as good as impossible.
    ends: Any = np.full(label_count, -1e3, dtype=np.float32)
    outer[:, network.classes_], ends[network.classes_] = known, last
    return inner, bias, outer, ends
