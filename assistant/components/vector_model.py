"""A second opinion on Finnish messages: small networks over the vectors of their words.

What the linear model says of words that nobody wrote to us is guessed from their letters; here they lie
beside words of like meaning. What it brings: docs/models.md.
"""

from __future__ import annotations

import json
import warnings
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy.special import softmax
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier

from assistant.components.word_vectors import WordVectors, find_words

# With fewer messages the networks know less than the letters do.
FEWEST_MESSAGES = 5000
# Share of the logarithm of the confidences (0.2-0.5 tried on messages of new authors: docs/models.md).
VOICE = 0.25
_NETWORKS = 3
_HIDDEN = 256
_ROUNDS = 8
_DECAY = 3e-3
_SEED = 20261122
# A word in every thousandth text says half of what a rare one says.
_COMMON = 1000.0
_RARE_COUNT = 3
# Below this, a label that one of the two holds for impossible would win or lose by its digits alone.
_LEAST = 1e-6
_FILE, _WORDS_FILE = "vector_model.npz", "vector_words.json"


@dataclass
class VectorModel:
    """Networks of one hidden layer whose confidences are averaged.

    Attributes:
        weights: Of common words, 0-1. mean, spread: Of each number of a text, shape (text_width,).
        layers: Of each network: weights and intercepts to the hidden layer, and from it to the labels.
    """

    weights: Mapping[str, float]
    mean: Any
    spread: Any
    layers: list[tuple[Any, Any, Any, Any]]
    vectors: WordVectors

    def read(self, texts: Sequence[str]) -> Any:
        """Confidence in each label, 0-1, shape (n_texts, n_labels), adding up to 1 for each text."""
        numbers = (self.vectors.read_texts(texts, self.weights) - self.mean) / self.spread
        return sum(
            softmax(np.maximum(numbers @ inner + bias, 0.0) @ outer + last, axis=1)
            for inner, bias, outer, last in self.layers
        ) / len(self.layers)

    def save(self, folder: Path) -> None:
        """Writes the words (JSON) and the numbers (NumPy, no pickle); the vectors stay in their package."""
        (folder / _WORDS_FILE).write_text(
            json.dumps(dict(self.weights), ensure_ascii=False), encoding="utf-8"
        )
        named = {
            f"{name}_{place}": part.astype(np.float32)
            for place, layer in enumerate(self.layers)
            for name, part in zip(("inner", "bias", "outer", "last"), layer, strict=True)
        }
        np.savez_compressed(folder / _FILE, mean=self.mean, spread=self.spread, **named)

    @classmethod
    def load(cls, folder: Path) -> VectorModel | None:
        """The model as `save` wrote it; None when there is none.

        Raises:
            FileNotFoundError: There is one, but the package of the vectors is not installed.
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
        weights = json.loads((folder / _WORDS_FILE).read_text(encoding="utf-8"))
        return cls(weights, mean, spread, layers, WordVectors.load())


def mix(confidences: Any, opinion: Any) -> Any:
    """The confidences of the linear model after the second opinion was heard, shape (n_texts, n_labels)."""
    logarithms = (1 - VOICE) * np.log(confidences + _LEAST) + VOICE * np.log(opinion + _LEAST)
    return softmax(logarithms, axis=1)


def train_on_vectors(
    texts: Sequence[str], names: Sequence[str], labels: Sequence[str], vectors: WordVectors
) -> VectorModel | None:
    """A model of Finnish texts; None when there are too few to learn from.

    Args:
        texts: As they were written. names: The label of each.
        labels: All labels, in the order that confidences come back in.
        vectors: Of Finnish words.
    """
    if len(texts) < FEWEST_MESSAGES:
        return None
    counts = Counter(word for text in texts for word in set(find_words(text)))
    weights = {
        word: round(1 / (1 + _COMMON * count / len(texts)), 3)
        for word, count in counts.items()
        if count > _RARE_COUNT
    }
    numbers = vectors.read_texts(texts, weights)
    mean, spread = numbers.mean(axis=0), numbers.std(axis=0) + 1e-3
    target = np.array([labels.index(name) for name in names])
    rows = _balance(target)
    layers = [
        _fit((numbers[rows] - mean) / spread, target[rows], len(labels), _SEED + place)
        for place in range(_NETWORKS)
    ]
    return VectorModel(weights, mean, spread, layers, vectors)


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
    # A label without a Finnish message is as good as impossible.
    ends: Any = np.full(label_count, -1e3, dtype=np.float32)
    outer[:, network.classes_], ends[network.classes_] = known, last
    return inner, bias, outer, ends
