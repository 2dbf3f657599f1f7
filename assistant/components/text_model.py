"""Linear models over character and word n-grams: training, saving without pickle, and reading off probabilities."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Callable, Iterator, Sequence
from weakref import WeakValueDictionary

import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold
from sklearn.svm import LinearSVC

from assistant.components.normalization import to_character_text, to_word_text
from assistant.components.reading import Reading

_SEED = 20261121
_SENTENCE_END = re.compile(r"(?<=[.!?;\n])\s+|\n+")
_LONGEST_SENTENCE_COUNT = 12
# A held-out score cannot be had for a class with one example; its sigmoid is then a plain one.
_PLAIN_SIGMOID = (2.0, -1.0)
# Above this many examples one held-out quarter is enough for the sigmoids, and two fits run side by side.
_MANY_EXAMPLES = 6000
_FEATURE_FILES = ("characters.json", "characters.npy", "words.json", "words.npy")
_learnt: dict[str, Any] = {}
_loaded: WeakValueDictionary[str, Features] = WeakValueDictionary()


@dataclass(frozen=True)
class TextTerms:
    """The terms of one text: column numbers and TF-IDF values, each part of unit length."""

    columns: Any
    values: Any


class Features:
    """TF-IDF of character n-grams inside words and of words, side by side.

    Attributes:
        digest: Tells whether two models read texts alike, so that one reading serves both.
    """

    def __init__(self, characters: TfidfVectorizer, words: TfidfVectorizer, digest: str = "") -> None:
        self._characters = characters
        self._words = words
        self.digest = digest
        first = len(characters.vocabulary_) if hasattr(characters, "vocabulary_") else 0
        self._readers = [
            (characters.build_analyzer(), getattr(characters, "vocabulary_", {}), characters, 0),
            (words.build_analyzer(), getattr(words, "vocabulary_", {}), words, first),
        ]

    @classmethod
    def learn(cls, texts: Sequence[str], most_features: int) -> tuple[Features, sparse.csr_matrix]:
        """Features fitted to normalised texts, and the texts as a matrix of float32.

        The last result is kept for the next caller: both classifiers learn from the same texts, and counting the
        n-grams of 40,000 takes 11 s.
        """
        key = hashlib.sha256("\0".join([str(most_features), *texts]).encode()).hexdigest()
        if key not in _learnt:
            _learnt.clear()
            _learnt[key] = cls._learn(texts, most_features)
        features: tuple[Features, sparse.csr_matrix] = _learnt[key]
        return features

    @classmethod
    def _learn(cls, texts: Sequence[str], most_features: int) -> tuple[Features, sparse.csr_matrix]:
        rare = 2 if len(texts) > 2000 else 1
        characters = TfidfVectorizer(
            analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, lowercase=False, min_df=rare,
            max_features=most_features, dtype=np.float32,
        )
        words = TfidfVectorizer(
            ngram_range=(1, 2), sublinear_tf=True, lowercase=False, min_df=rare, max_features=most_features // 3,
            token_pattern=r"(?u)\b\w+\b", dtype=np.float32,
        )
        matrix = sparse.hstack(
            [characters.fit_transform(texts), words.fit_transform([to_word_text(text) for text in texts])], format="csr"
        )
        return cls(characters, words), matrix

    def transform(self, texts: Sequence[str]) -> sparse.csr_matrix:
        """Normalised texts as a matrix."""
        return sparse.hstack(
            [self._characters.transform(texts), self._words.transform([to_word_text(text) for text in texts])],
            format="csr",
        )

    def find_terms(self, text: str) -> TextTerms:
        """What `transform` gives for one text, ten times as fast: scikit-learn's checks are made for many texts."""
        columns: list[Any] = []
        values: list[Any] = []
        for (analyze, vocabulary, vectorizer, first), written in zip(self._readers, (text, to_word_text(text))):
            counts = Counter(vocabulary[term] for term in analyze(written) if term in vocabulary)
            if not counts:
                continue
            found = np.fromiter(counts.keys(), dtype=np.int64, count=len(counts))
            weighed = 1.0 + np.log(np.fromiter(counts.values(), dtype=np.float32, count=len(counts)))
            weighed = weighed * vectorizer.idf_[found]
            columns.append(found + first)
            values.append(weighed / np.sqrt(np.square(weighed).sum()))
        if not columns:
            return TextTerms(np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float32))
        return TextTerms(np.concatenate(columns), np.concatenate(values).astype(np.float32))

    def save(self, folder: Path) -> None:
        """Writes the vocabulary (JSON) and the weights of terms (NumPy, no pickle)."""
        for name, vectorizer in self._parts():
            terms = sorted(vectorizer.vocabulary_, key=vectorizer.vocabulary_.__getitem__)
            (folder / f"{name}.json").write_text(json.dumps(terms, ensure_ascii=False), encoding="utf-8")
            np.save(folder / f"{name}.npy", vectorizer.idf_.astype(np.float32), allow_pickle=False)

    @classmethod
    def load(cls, folder: Path) -> Features:
        """Features as `save` wrote them; those of two models that are alike are one object."""
        digest = hashlib.sha256(b"".join((folder / name).read_bytes() for name in _FEATURE_FILES)).hexdigest()
        features = _loaded.get(digest) or cls._load(folder, digest)
        _loaded[digest] = features
        return features

    @classmethod
    def _load(cls, folder: Path, digest: str) -> Features:
        parts = {}
        for name, options in (
            ("characters", {"analyzer": "char_wb", "ngram_range": (2, 5)}),
            ("words", {"ngram_range": (1, 2), "token_pattern": r"(?u)\b\w+\b"}),
        ):
            terms = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
            vectorizer = TfidfVectorizer(
                vocabulary={term: index for index, term in enumerate(terms)}, sublinear_tf=True, lowercase=False,
                dtype=np.float32, **options,
            )
            vectorizer.idf_ = np.load(folder / f"{name}.npy", allow_pickle=False)
            parts[name] = vectorizer
        return cls(**parts, digest=digest)

    def _parts(self) -> list[tuple[str, TfidfVectorizer]]:
        return [("characters", self._characters), ("words", self._words)]


@dataclass
class LinearModel:
    """One-versus-rest linear scores with a sigmoid of its own for each class.

    Attributes:
        labels: Class names, in the order of the columns.
        weights: Shape (n_features, n_labels), float32.
        intercepts: Shape (n_labels,).
        sigmoids: Shape (n_labels, 2): slope and intercept of the sigmoid that turns a score into a probability.
    """

    labels: list[str]
    weights: Any
    intercepts: Any
    sigmoids: Any

    def find_probabilities(self, matrix: sparse.csr_matrix) -> Any:
        """Probability of each class by itself, shape (n_texts, n_labels), 0-1; a text may hold several or none."""
        return self._to_probabilities(np.asarray(matrix @ self.weights) + self.intercepts)

    def read(self, texts: Sequence[TextTerms]) -> Any:
        """The same for texts whose terms are found already."""
        scores = np.stack([terms.values @ self.weights[terms.columns] for terms in texts]) + self.intercepts
        return self._to_probabilities(scores)

    def _to_probabilities(self, scores: Any) -> Any:
        return 1.0 / (1.0 + np.exp(-np.clip(scores * self.sigmoids[:, 0] + self.sigmoids[:, 1], -30, 30)))

    def save(self, folder: Path) -> None:
        """Writes labels (JSON) and numbers (NumPy, no pickle)."""
        (folder / "labels.json").write_text(json.dumps(self.labels, ensure_ascii=False), encoding="utf-8")
        np.savez(folder / "model.npz", weights=self.weights, intercepts=self.intercepts, sigmoids=self.sigmoids)

    @classmethod
    def load(cls, folder: Path) -> LinearModel:
        """The model as `save` wrote it."""
        labels = json.loads((folder / "labels.json").read_text(encoding="utf-8"))
        with np.load(folder / "model.npz", allow_pickle=False) as numbers:
            return cls(labels, numbers["weights"], numbers["intercepts"], numbers["sigmoids"])


def read_parts(reading: Reading, features: Features) -> list[TextTerms]:
    """Terms of the whole message and of each of its sentences; found once for all models that read alike."""
    key = features.digest or str(id(features))
    if key not in reading.terms:
        parts = (reading.text, *split_sentences(reading.text))
        reading.terms[key] = [features.find_terms(normalise(part, reading.language)) for part in parts]
    terms: list[TextTerms] = reading.terms[key]
    return terms


def split_sentences(text: str) -> list[str]:
    """The sentences of a longer message, at most twelve; none when it is one sentence."""
    sentences = [part for part in _SENTENCE_END.split(text) if len(part.split()) >= 3]
    return sentences[:_LONGEST_SENTENCE_COUNT] if len(sentences) > 1 else []


def normalise(text: str, language: str | None) -> str:
    """Text as the features read it."""
    return to_character_text(text, language)


def train_one_of_many(
    matrix: sparse.csr_matrix,
    labels: Sequence[str],
    also: Sequence[Sequence[str]],
    strength: float = 0.6,
    folds: int = 3,
) -> LinearModel:
    """A model of one label for each text, calibrated on held-out scores.

    Args:
        matrix: Features of the texts.
        labels: The label of each text.
        also: Other labels that each text holds: they count as hits when the sigmoids are fitted.
        strength: C of the support vector machine; smaller is smoother.
        folds: Parts for held-out scores.
    """
    names = sorted(set(labels))
    index = {name: column for column, name in enumerate(names)}
    target = np.array([index[label] for label in labels])
    held_out = np.full((len(labels), len(names)), np.nan, dtype=np.float32)
    splits = list(_split(target, folds))
    *parts, final = _run_all(
        [lambda train=train: _fit(matrix[train], target[train], strength) for train, _ in splits]
        + [lambda: _fit(matrix, target, strength)]
    )
    for part, (_, test) in zip(parts, splits):
        held_out[np.ix_(test, part.classes_)] = _scores(part, matrix[test])
    truth = np.zeros(held_out.shape, dtype=bool)
    truth[np.arange(len(labels)), target] = True
    for row, others in enumerate(also):
        for other in others:
            if other in index:
                truth[row, index[other]] = True
    sigmoids = np.array([_fit_sigmoid(held_out[:, column], truth[:, column]) for column in range(len(names))])
    return _assemble(names, final, sigmoids)


def train_each_by_itself(
    matrix: sparse.csr_matrix, hits: dict[str, Any], strength: float = 0.6, folds: int = 3
) -> LinearModel:
    """A model of yes-or-no questions, each trained apart; hits weigh as much as all the rest together.

    Args:
        matrix: Features of the texts.
        hits: For each label an array of bool, shape (n_texts,). A label without both answers is left out.
        strength: C of the support vector machine.
        folds: Parts for held-out scores.
    """
    names = [name for name, truth in sorted(hits.items()) if 0 < int(truth.sum()) < len(truth)]
    weights = np.zeros((matrix.shape[1], len(names)), dtype=np.float32)
    intercepts = np.zeros(len(names), dtype=np.float32)
    sigmoids = np.zeros((len(names), 2))
    fitted = _run_all([lambda name=name: _fit_question(matrix, hits[name].astype(int), strength, folds) for name in names])
    for column, (machine, sigmoid) in enumerate(fitted):
        weights[:, column], intercepts[column], sigmoids[column] = machine.coef_[0], machine.intercept_[0], sigmoid
    return LinearModel(names, weights, intercepts, sigmoids)


def _fit_question(
    matrix: sparse.csr_matrix, truth: Any, strength: float, folds: int
) -> tuple[LinearSVC, tuple[float, float]]:
    held_out = np.full(len(truth), np.nan, dtype=np.float32)
    for train, test in _split(truth, folds):
        held_out[test] = _fit(matrix[train], truth[train], strength, balanced=True).decision_function(matrix[test])
    return _fit(matrix, truth, strength, balanced=True), _fit_sigmoid(held_out, truth.astype(bool))


def _run_all(fits: Sequence[Callable[[], Any]]) -> list[Any]:
    """Results of the fits, in order; two at a time, for liblinear lets go of the interpreter lock while it works."""
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
            for train, test in StratifiedKFold(2, shuffle=True, random_state=_SEED).split(common, target[common]):
                yield common[train], common[test]
        return
    parts = max(2, min(folds, smallest))
    splits = StratifiedKFold(max(parts, 4) if _is_large(target, smallest) else parts, shuffle=True, random_state=_SEED)
    for count, (train, test) in enumerate(splits.split(np.zeros(len(target)), target)):
        if _is_large(target, smallest) and count:
            return
        yield train, test


def _is_large(target: Any, smallest: int) -> bool:
    return len(target) > _MANY_EXAMPLES and smallest >= 4


def _fit(matrix: sparse.csr_matrix, target: Any, strength: float, balanced: bool = False) -> LinearSVC:
    # tol 1e-2: the scores move by less than the folds do, in a third of the time of the default 1e-4.
    machine = LinearSVC(
        C=strength, tol=1e-2, max_iter=300, random_state=_SEED, class_weight="balanced" if balanced else None
    )
    return machine.fit(matrix, target)


def _scores(machine: LinearSVC, matrix: sparse.csr_matrix) -> Any:
    scores = machine.decision_function(matrix)
    return np.column_stack([-scores, scores]) if scores.ndim == 1 else scores


def _fit_sigmoid(scores: Any, truth: Any) -> tuple[float, float]:
    known = ~np.isnan(scores)
    if truth[known].sum() < 2 or (~truth[known]).sum() < 2:
        return _PLAIN_SIGMOID
    line = LogisticRegression(C=10.0, solver="lbfgs").fit(scores[known].reshape(-1, 1), truth[known])
    slope = float(line.coef_[0, 0])
    return (slope, float(line.intercept_[0])) if slope > 0 else _PLAIN_SIGMOID


def _assemble(names: list[str], machine: LinearSVC, sigmoids: Any) -> LinearModel:
    weights, intercepts = machine.coef_, machine.intercept_
    if len(names) == 2:
        weights, intercepts = np.vstack([-weights, weights]), np.concatenate([-intercepts, intercepts])
    return LinearModel(
        names, np.ascontiguousarray(weights.T, dtype=np.float32), intercepts.astype(np.float32), sigmoids
    )
