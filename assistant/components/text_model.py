"""Linear models over the features of texts: training, saving without pickle, reading off probabilities."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from scipy import sparse
from scipy.special import log_softmax, softmax
from sklearn.model_selection import StratifiedKFold
from sklearn.naive_bayes import ComplementNB
from sklearn.svm import LinearSVC
from sklearn.utils.class_weight import compute_class_weight

from assistant.components.features import TextTerms

_SEED = 20261121
# Above this many examples one held-out quarter is enough for the sharpness, and two fits run side by side.
_MANY_EXAMPLES = 6000
_SHARPNESS_GRID = (1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 10.0)
_PLAIN_SHARPNESS = 4.0
# Naive Bayes speaks with a tenth of the machine's voice; the spread of both is compared on so many texts.
_BAYES_SHARE = 0.1
_BAYES_SMOOTHING = 0.01
_SPREAD_ROWS = 2000
# LinearSVC's tol. At 0.1 not one reading of the development set changes, in two thirds of the time of the
# default 1e-4; for the sharpness alone 1 chooses the same one in two thirds of that (61 s of work, not 90).
_PRECISELY, _ROUGHLY = 0.1, 1.0


@dataclass
class ChoiceModel:
    """Linear scores of labels that exclude each other; the confidences of a text add up to one.

    Attributes:
        labels: Class names, in the order of the columns. weights: Shape (n_features, n_labels), float16, for
            half the memory.
        intercepts: Shape (n_labels,). sharpness: What scores are multiplied by before the softmax.
    """

    labels: list[str]
    weights: Any
    intercepts: Any
    sharpness: float

    def read(self, texts: Sequence[TextTerms]) -> Any:
        """Confidence in each label, 0-1, shape (n_texts, n_labels), adding up to 1 for each text."""
        return softmax(_find_scores(texts, self.weights, self.intercepts) * self.sharpness, axis=1)

    def save(self, folder: Path) -> None:
        """Writes labels (JSON) and numbers (NumPy, no pickle)."""
        _save(folder, self.labels, weights=self.weights, intercepts=self.intercepts, sharpness=self.sharpness)

    @classmethod
    def load(cls, folder: Path) -> ChoiceModel:
        """The model as `save` wrote it."""
        labels, numbers = _load(folder)
        return cls(labels, numbers["weights"], numbers["intercepts"], float(numbers["sharpness"]))


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
    folds: int = 3,
) -> ChoiceModel:
    """A model that chooses one label for each text, calibrated on held-out scores.

    A support vector machine, and beside it with a small voice naive Bayes, which errs elsewhere: both are
    linear, so that together they are one model (what it brings: docs/models.md).

    Each label weighs the same however many texts it has: people's messages are not spread like ours
    (measured on authors held out: right first 3 points more often than with equal texts).

    Args:
        matrix: Features of the texts.
        labels: The label of each text.
        strength: C of the support vector machine; smaller is smoother.
        emphasis: How many times the others' weight some labels have.
        folds: Parts for held-out scores.
    """
    names = sorted(set(labels))
    index = {name: column for column, name in enumerate(names)}
    target = np.array([index[label] for label in labels])
    held_out: Any = np.full((len(labels), len(names)), np.nan, dtype=np.float32)
    splits = list(_split(target, folds))
    times = np.array([(emphasis or {}).get(name, 1.0) for name in names])
    *parts, final = _run_all(
        [partial(_fit, matrix[train], target[train], strength, times, _ROUGHLY) for train, _ in splits]
        + [partial(_fit, matrix, target, strength, times, _PRECISELY)]
    )
    for part, (_, test) in zip(parts, splits, strict=False):
        held_out[np.ix_(test, part.classes)] = matrix[test] @ part.weights + part.intercepts
    return ChoiceModel(
        names,
        np.ascontiguousarray(final.weights, dtype=np.float16),
        final.intercepts,
        _fit_sharpness(held_out, target),
    )


def _run_all(fits: Sequence[Callable[[], Any]]) -> list[Any]:
    """Results of the fits, in order; two at a time, for liblinear works without the interpreter lock."""
    with ThreadPoolExecutor(2) as threads:
        return list(threads.map(lambda fit: fit(), fits))


def _split(target: Any, folds: int) -> Iterator[tuple[Any, Any]]:
    """Rows to learn from and rows to score; none when some class has a single example."""
    smallest = int(np.bincount(target).min())
    if smallest < 2:
        # Classes with one example learn from it; the others are still scored on held-out rows.
        rare = np.isin(target, np.flatnonzero(np.bincount(target) < 2))
        common = np.flatnonzero(~rare)
        if len(np.unique(target[common])) > 1:
            for train, test in StratifiedKFold(2, shuffle=True, random_state=_SEED).split(
                common, target[common]
            ):
                yield common[train], common[test]
        return
    parts = max(2, min(folds, smallest))
    splits = StratifiedKFold(
        max(parts, 4) if _is_large(target, smallest) else parts, shuffle=True, random_state=_SEED
    )
    for count, (train, test) in enumerate(splits.split(np.zeros(len(target)), target)):
        if _is_large(target, smallest) and count:
            return
        yield train, test


def _is_large(target: Any, smallest: int) -> bool:
    return len(target) > _MANY_EXAMPLES and smallest >= 4


class _Linear(NamedTuple):
    """Weights, shape (n_features, n_classes), and intercepts of the classes, float32."""

    classes: Any
    weights: Any
    intercepts: Any


def _fit(matrix: sparse.csr_matrix, target: Any, strength: float, times: Any, tolerance: float) -> _Linear:
    classes = np.unique(target)
    balanced = compute_class_weight("balanced", classes=classes, y=target)
    weights = dict(zip(classes, balanced * times[classes], strict=True))
    machine = LinearSVC(C=strength, tol=tolerance, max_iter=300, random_state=_SEED, class_weight=weights)
    machine.fit(matrix, target)
    scores, intercepts = machine.coef_.astype(np.float32), machine.intercept_.astype(np.float32)
    if len(intercepts) == 1:
        # Of two labels scikit-learn keeps only one.
        scores, intercepts = np.vstack([-scores, scores]), np.concatenate([-intercepts, intercepts])
    chances = ComplementNB(alpha=_BAYES_SMOOTHING, norm=True).fit(matrix, target).feature_log_prob_
    chances = chances.astype(np.float32)
    some = matrix[:: max(1, matrix.shape[0] // _SPREAD_ROWS)]
    share = _BAYES_SHARE * _spread(some, scores) / _spread(some, chances)
    return _Linear(classes, (scores + share * chances).T, intercepts)


def _spread(matrix: sparse.csr_matrix, weights: Any) -> float:
    """How far apart the scores of the labels of one text lie, on average."""
    return float(np.std(matrix @ weights.T, axis=1).mean())


def _fit_sharpness(scores: Any, target: Any) -> float:
    """How sharply scores become confidences: the one of a grid that makes the held-out labels likeliest."""
    known = ~np.isnan(scores).any(axis=1)
    if not known.any():
        return _PLAIN_SHARPNESS
    rows = np.arange(int(known.sum()))
    return float(
        max(
            _SHARPNESS_GRID,
            key=lambda sharpness: float(
                log_softmax(scores[known] * sharpness, axis=1)[rows, target[known]].mean()
            ),
        )
    )
