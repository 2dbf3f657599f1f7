"""Linear models over the features of texts: training, saving without pickle, reading off probabilities."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy import sparse
from scipy.special import softmax
from sklearn.naive_bayes import ComplementNB
from sklearn.svm import LinearSVC
from sklearn.utils.class_weight import compute_class_weight

from assistant.components.features import TextTerms

_SEED = 20261121
# What scores are multiplied by to become confidences. The scores of held-out messages, whose labels it makes
# likeliest, said so each time; it took a fifth of training (`make compare`: that of needs and acts alone).
SHARPNESS = 5.0
# Naive Bayes speaks with a tenth of the machine's voice; the spread of both is compared on so many texts.
_BAYES_SHARE = 0.1
_BAYES_SMOOTHING = 0.01
_SPREAD_ROWS = 2000
# LinearSVC's tol: not one reading of the development set changes, in two thirds of the time of the default.
_TOLERANCE = 0.1


@dataclass
class ChoiceModel:
    """Linear scores of labels that exclude each other; the confidences of a text add up to one.

    Attributes:
        labels: Class names, in the order of the columns. weights: Shape (n_features, n_labels), float16, for
            half the memory.
        intercepts: Shape (n_labels,).
    """

    labels: list[str]
    weights: Any
    intercepts: Any

    def read(self, texts: Sequence[TextTerms]) -> Any:
        """Confidence in each label, 0-1, shape (n_texts, n_labels), adding up to 1 for each text."""
        return softmax(_find_scores(texts, self.weights, self.intercepts) * SHARPNESS, axis=1)

    def save(self, folder: Path) -> None:
        """Writes labels (JSON) and numbers (NumPy, no pickle)."""
        _save(folder, self.labels, weights=self.weights, intercepts=self.intercepts)

    @classmethod
    def load(cls, folder: Path) -> ChoiceModel:
        """The model as `save` wrote it."""
        labels, numbers = _load(folder)
        return cls(labels, numbers["weights"], numbers["intercepts"])


def _find_scores(texts: Sequence[TextTerms], weights: Any, intercepts: Any) -> Any:
    found = [terms.values @ weights[terms.columns].astype(np.float32) for terms in texts]
    return np.stack(found) + intercepts


def _save(folder: Path, labels: list[str], **numbers: Any) -> None:
    (folder / "labels.json").write_text(json.dumps(labels, ensure_ascii=False), encoding="utf-8")
    # Compressed here, Rasa's packing of the archive, which is slow to find that out, has little left to do.
    np.savez_compressed(folder / "model.npz", **numbers)


def _load(folder: Path) -> tuple[list[str], dict[str, Any]]:
    with np.load(folder / "model.npz", allow_pickle=False) as numbers:
        return json.loads((folder / "labels.json").read_text(encoding="utf-8")), dict(numbers)


def train_one_of_many(
    matrix: sparse.csr_matrix,
    labels: Sequence[str],
    strength: float = 0.4,
    emphasis: Mapping[str, float] | None = None,
) -> ChoiceModel:
    """A model that chooses one label for each text.

    A support vector machine, and beside it with a small voice naive Bayes, which errs elsewhere: both are
    linear, so that together they are one model (what it brings: docs/models.md).

    Each label weighs the same however many texts it has: people's messages are not spread like ours
    (measured on authors held out: right first 3 points more often than with equal texts).

    Args:
        matrix: Features of the texts.
        labels: The label of each text.
        strength: C of the support vector machine; smaller is smoother.
        emphasis: How many times the others' weight some labels have.
    """
    names = sorted(set(labels))
    index = {name: column for column, name in enumerate(names)}
    target = np.array([index[label] for label in labels])
    times = np.array([(emphasis or {}).get(name, 1.0) for name in names])
    weights, intercepts = _fit(matrix, target, strength, times)
    return ChoiceModel(names, np.ascontiguousarray(weights, dtype=np.float16), intercepts)


def _fit(matrix: sparse.csr_matrix, target: Any, strength: float, times: Any) -> tuple[Any, Any]:
    """Weights, shape (n_features, n_labels), and intercepts of the labels, float32."""
    labels = np.arange(len(times))
    balanced = compute_class_weight("balanced", classes=labels, y=target)
    weights = dict(zip(labels, balanced * times, strict=True))
    machine = LinearSVC(C=strength, tol=_TOLERANCE, max_iter=300, random_state=_SEED, class_weight=weights)
    machine.fit(matrix, target)
    scores, intercepts = machine.coef_.astype(np.float32), machine.intercept_.astype(np.float32)
    if len(intercepts) == 1:
        # Of two labels scikit-learn keeps only one.
        scores, intercepts = np.vstack([-scores, scores]), np.concatenate([-intercepts, intercepts])
    chances = ComplementNB(alpha=_BAYES_SMOOTHING, norm=True).fit(matrix, target).feature_log_prob_
    chances = chances.astype(np.float32)
    some = matrix[:: max(1, matrix.shape[0] // _SPREAD_ROWS)]
    share = _BAYES_SHARE * _spread(some, scores) / _spread(some, chances)
    return (scores + share * chances).T, intercepts


def _spread(matrix: sparse.csr_matrix, weights: Any) -> float:
    """How far apart the scores of the labels of one text lie, on average."""
    return float(np.std(matrix @ weights.T, axis=1).mean())
