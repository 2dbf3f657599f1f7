"""Compares features and models on the development set, in one run: `python -m assistant compare`.

Every variant learns from the same messages (data/nlu), each under its first label only, and is measured on
the same needs of tests/development. The table goes into docs/models.md; nothing of it runs when Kynnys does.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse
from scipy.special import log_softmax
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import SGDClassifier
from sklearn.naive_bayes import ComplementNB
from sklearn.svm import LinearSVC

from assistant.components.features import Features, PreparedText, find_words_and_pairs, prepare
from assistant.components.text_model import SHARPNESS, train_one_of_many
from assistant.importer import read_messages
from assistant.settings import ROOT

LANGUAGES = ("fi", "sv", "en")
MOST_FEATURES = 180000
_WORD = re.compile(r"\w+")
SEED = 20261121
SHARPNESS_GRID = (2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0)
EVERYTHING = ("characters", "stems", "concepts", "hints")


@dataclass(frozen=True)
class Labelled:
    """Messages with their labels: the intent of a training message, all accepted needs of a test message."""

    texts: list[PreparedText]
    labels: list[frozenset[str]]

    @property
    def languages(self) -> Any:
        """Language of each, shape (n,)."""
        return np.array([text.language for text in self.texts])


def read_training() -> Labelled:
    """All messages of data/nlu with their intents."""
    files = sorted((ROOT / "data" / "nlu").glob("*/*.yml"))
    messages = [message for file in files for message in read_messages(file)]
    return Labelled(
        [prepare(one.get("text"), one.get("metadata")["intent"]["language"]) for one in messages],
        [frozenset([one.get("intent")]) for one in messages],
    )


def read_development() -> Labelled:
    """The needs of the development set."""
    files = [ROOT / "tests" / "development" / f"{language}.jsonl" for language in LANGUAGES]
    rows = [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    needs = [row for row in rows if row["kind"] == "need"]
    return Labelled(
        [prepare(row["text"], row["lang"]) for row in needs],
        [frozenset([row["need"], *row["also"]]) for row in needs],
    )


def compare() -> None:
    """Prints a table in Markdown (right first, by language, in first three, seconds), then the sharpness."""
    training, development = read_training(), read_development()
    intents = np.array([next(iter(labels)) for labels in training.labels])
    print(f"{len(training.texts)} messages to learn from, {len(development.texts)} needs to tell.\n")
    print_head()
    parts = _read_parts(training, development)
    for name, chosen, fit in _variants():
        begun = time.monotonic()
        learnt, read = (sparse.hstack([parts[part][i] for part in chosen], format="csr") for i in (0, 1))
        scores, names = fit(learnt, intents, read)
        print_row(name, scores, names, development, time.monotonic() - begun)
    begun = time.monotonic()
    scores, names = _fit_apart(parts, training, development, intents)
    print_row("all, a model for each language", scores, names, development, time.monotonic() - begun)
    everything = sparse.hstack([parts[part][0] for part in EVERYTHING], format="csr")
    likeliest = _find_sharpness(everything, intents)
    print(f"\nLikeliest sharpness, needs and acts held out: {likeliest:g} (in use: {SHARPNESS:g}).")


def _variants() -> Iterator[tuple[str, tuple[str, ...], Callable[..., tuple[Any, Sequence[str]]]]]:
    yield "letters, SVM", ("characters",), _fit_svm
    yield "words, SVM", ("words",), _fit_svm
    yield "lemmas (simplemma), SVM", ("lemmas",), _fit_svm
    yield "stems (Snowball), SVM", ("stems",), _fit_svm
    yield "letters and words, SVM", ("characters", "words"), _fit_svm
    yield "letters and stems, SVM", ("characters", "stems"), _fit_svm
    yield "letters and lemmas, SVM", ("characters", "lemmas"), _fit_svm
    yield "letters, stems, concepts, SVM", ("characters", "stems", "concepts"), _fit_svm
    yield "**letters, stems, concepts, hints (all), SVM**", EVERYTHING, _fit_svm
    yield "all, logistic regression (SGD)", EVERYTHING, _fit_logistic
    yield "all, complement naive Bayes", EVERYTHING, _fit_bayes
    yield "all, SVM and naive Bayes together", EVERYTHING, _fit_both


def _read_parts(training: Labelled, development: Labelled) -> dict[str, tuple[Any, Any]]:
    features, _ = Features.learn(training.texts, MOST_FEATURES)
    parts = {
        name: (learnt, read)
        for (name, learnt), (_, read) in zip(
            features.count_parts(training.texts), features.count_parts(development.texts), strict=True
        )
    }
    for name, analyzer in (("words", _find_words), ("lemmas", _find_lemmas)):
        counted = TfidfVectorizer(analyzer=analyzer, min_df=2, sublinear_tf=True, dtype=np.float32)
        parts[name] = (
            counted.fit_transform(training.texts) * 1.5,
            counted.transform(development.texts) * 1.5,
        )
    return parts


def _find_words(text: PreparedText) -> list[str]:
    return find_words_and_pairs(" ".join(_WORD.findall(text.characters)))


def _find_lemmas(text: PreparedText) -> list[str]:
    import simplemma

    words = _WORD.findall(text.text.lower())
    return find_words_and_pairs(" ".join(simplemma.lemmatize(word, lang=text.language) for word in words))


def _fit_svm(learnt: Any, intents: Any, read: Any) -> tuple[Any, Sequence[str]]:
    machine = LinearSVC(C=0.4, tol=0.1, class_weight="balanced", random_state=SEED).fit(learnt, intents)
    return machine.decision_function(read), machine.classes_


def _fit_logistic(learnt: Any, intents: Any, read: Any) -> tuple[Any, Sequence[str]]:
    machine = SGDClassifier(loss="log_loss", alpha=2e-6, class_weight="balanced", random_state=SEED, n_jobs=2)
    machine.fit(learnt, intents)
    return machine.decision_function(read), machine.classes_


def _fit_bayes(learnt: Any, intents: Any, read: Any) -> tuple[Any, Sequence[str]]:
    machine = ComplementNB(alpha=0.3).fit(learnt, intents)
    return machine.predict_log_proba(read), machine.classes_


def _fit_both(learnt: Any, intents: Any, read: Any) -> tuple[Any, Sequence[str]]:
    first, names = _fit_svm(learnt, intents, read)
    second, _ = _fit_bayes(learnt, intents, read)
    return _standardise(first) + 0.25 * _standardise(second), names


def _fit_apart(
    parts: dict[str, tuple[Any, Any]], training: Labelled, development: Labelled, intents: Any
) -> tuple[Any, Sequence[str]]:
    learnt, read = (sparse.hstack([parts[part][i] for part in EVERYTHING], format="csr") for i in (0, 1))
    names = sorted(set(intents))
    scores: Any = np.zeros((len(development.texts), len(names)))
    for language in LANGUAGES:
        here, there = training.languages == language, development.languages == language
        scores[there], _ = _fit_svm(learnt[here], intents[here], read[there])
    return scores, names


def _find_sharpness(matrix: Any, intents: Any) -> float:
    """The one of a grid that makes needs and acts of a held-out quarter likeliest (dangers left aside)."""
    rows = np.random.default_rng(SEED).permutation(len(intents))
    held, learnt = np.split(rows, [len(rows) // 4])
    model = train_one_of_many(matrix[learnt], list(intents[learnt]))
    columns = np.array([model.labels.index(label) for label in intents[held]])
    scores = matrix[held] @ model.weights.astype(np.float32) + model.intercepts
    return max(
        SHARPNESS_GRID,
        key=lambda sharpness: float(
            log_softmax(scores * sharpness, axis=1)[np.arange(len(held)), columns].mean()
        ),
    )


def _standardise(scores: Any) -> Any:
    return (scores - scores.mean(axis=1, keepdims=True)) / scores.std(axis=1, keepdims=True)


def print_head() -> None:
    """Prints the head of the table."""
    print("| features and model | first | first three | fi | sv | en | learnt in |")
    print("|---|---|---|---|---|---|---|")


def print_row(name: str, scores: Any, names: Sequence[str], development: Labelled, seconds: float) -> None:
    """Prints a row: per cent right first, in the first three, right first by language, and seconds.

    Args:
        scores: Shape (n_texts, n_labels), the highest for the likeliest label. names: Of the columns.
    """
    best = [[names[place] for place in np.argsort(-row)[:3]] for row in scores]
    first = np.array([row[0] in labels for row, labels in zip(best, development.labels, strict=True)])
    accepted = development.labels
    three = np.array([bool(labels & set(row)) for row, labels in zip(best, accepted, strict=True)])
    by_language = [f"{100 * first[development.languages == language].mean():.1f}" for language in LANGUAGES]
    shares = [f"{100 * first.mean():.1f}", f"{100 * three.mean():.1f}", *by_language]
    print(f"| {name} | {' | '.join(shares)} | {seconds:.0f} s |", flush=True)
