"""What the model counts in a text: letters, stems, concepts and hints; saved without pickle."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer

from assistant.components.concepts import find_concepts
from assistant.components.hints import Hints
from assistant.components.normalization import to_character_text
from assistant.components.stems import find_stems
from assistant.components.vocabulary import find_data_folder

# Where one thing ends and another begins: the end of a sentence, or a word that adds something.
_SENTENCE_END = re.compile(
    r"(?<=[.!?;\n])\s+|\n+|\s+(?:ja\s+(?:sen\s+)?lisäksi|sen\s+lisäksi|ja\s+vielä|dessutom|och\s+också|och\s+sen|"
    r"and\s+also|and\s+besides|on\s+top\s+of\s+that)\s+",
    re.IGNORECASE,
)
_LONGEST_SENTENCE_COUNT = 12
# Two words say more than each alone also when others stand between them ("ei … kavereita").
_PAIR_DISTANCE = 4


def find_words_and_pairs(text: str) -> list[str]:
    """The words of a text, and the pairs of words with at most three others between them, in their order."""
    words = text.split()
    pairs = [
        f"{word} {other}"
        for place, word in enumerate(words)
        for other in words[place + 1 : place + 1 + _PAIR_DISTANCE]
    ]
    return words + pairs


_OPTIONS: dict[str, dict[str, Any]] = {
    "characters": {
        "analyzer": "char_wb",
        "ngram_range": (2, 5),
        "sublinear_tf": True,
        "lowercase": False,
        "dtype": np.float32,
    },
    "stems": {
        "analyzer": find_words_and_pairs,
        "min_df": 2,
        "sublinear_tf": True,
        "lowercase": False,
        "dtype": np.float32,
    },
    "concepts": {"token_pattern": r"\S+", "sublinear_tf": True, "lowercase": False, "dtype": np.float32},
}
# Concepts and hints are few and each says much: with full weight they drown the rest (0.3-1.5 tried). Stems
# at 1, 1.5 and 2 were tried on the development set: docs/models.md.
_WEIGHTS = {"characters": 1.0, "stems": 1.5, "concepts": 0.3, "hints": 0.2}
_NO_CONCEPT = "none"


class PreparedText(NamedTuple):
    """A text as the features read it: for letters, its stems, the concepts in it, and itself for hints."""

    characters: str
    stems: str
    concepts: str
    text: str
    language: str

    def read_for(self, part: str) -> str:
        """The text that this part of the features counts."""
        return self.concepts or _NO_CONCEPT if part == "concepts" else str(getattr(self, part))


@dataclass(frozen=True)
class TextTerms:
    """The terms of one text: column numbers and TF-IDF values, each part of unit length."""

    columns: Any
    values: Any


class Features:
    """TF-IDF of letters (n-grams inside words), stems and pairs of stems, and concepts, and counts of hints.

    What each part adds is measured in docs/models.md.
    """

    def __init__(self, parts: dict[str, TfidfVectorizer], hints: Hints) -> None:
        self._parts = parts
        self._hints = hints
        self._readers = []
        self._first_hint = 0
        for name, vectorizer in self._parts.items():
            reader = (
                vectorizer.build_analyzer(),
                vectorizer.vocabulary_,
                vectorizer.idf_,
                self._first_hint,
                name,
            )
            self._readers.append(reader)
            self._first_hint += len(vectorizer.vocabulary_)

    @classmethod
    def learn(cls, texts: Sequence[PreparedText], most_features: int) -> tuple[Features, sparse.csr_matrix]:
        """Features fitted to the texts, and the texts as a matrix of float32."""
        parts = {
            name: TfidfVectorizer(**options, max_features=most_features) for name, options in _OPTIONS.items()
        }
        hints = Hints.read(find_data_folder() / "vocabulary" / "hints")
        columns = [
            vectorizer.fit_transform([text.read_for(name) for text in texts]) * _WEIGHTS[name]
            for name, vectorizer in parts.items()
        ]
        counted = hints.count([text.text for text in texts], [text.language for text in texts])
        return cls(parts, hints), sparse.hstack([*columns, counted * _WEIGHTS["hints"]], format="csr")

    def count_parts(self, texts: Sequence[PreparedText]) -> Iterator[tuple[str, sparse.csr_matrix]]:
        """Each part by its name, weighed, shape (n_texts, n_columns of the part)."""
        for name, vectorizer in self._parts.items():
            yield name, vectorizer.transform([text.read_for(name) for text in texts]) * _WEIGHTS[name]
        counted = self._hints.count([text.text for text in texts], [text.language for text in texts])
        yield "hints", counted * _WEIGHTS["hints"]

    def find_terms(self, text: PreparedText) -> TextTerms:
        """Terms of one text, ten times as fast as scikit-learn's transform, which is made for many."""
        columns: list[Any] = []
        values: list[Any] = []
        for analyze, vocabulary, idf, first, name in self._readers:
            counts = Counter(vocabulary[term] for term in analyze(text.read_for(name)) if term in vocabulary)
            if not counts:
                continue
            found = np.fromiter(counts.keys(), dtype=np.int64, count=len(counts))
            weighed = (1.0 + np.log(np.fromiter(counts.values(), dtype=np.float32, count=len(counts)))) * idf[
                found
            ]
            columns.append(found + first)
            values.append(_WEIGHTS[name] * weighed / np.sqrt(np.square(weighed).sum()))
        found, weighed = self._hints.count_in(text.text, text.language)
        columns.append(found + self._first_hint)
        values.append(weighed * _WEIGHTS["hints"])
        return TextTerms(np.concatenate(columns), np.concatenate(values).astype(np.float32))

    def save(self, folder: Path) -> None:
        """Writes the vocabulary (JSON) and the weights of terms (NumPy, no pickle)."""
        for name, vectorizer in self._parts.items():
            terms = sorted(vectorizer.vocabulary_, key=vectorizer.vocabulary_.__getitem__)
            (folder / f"{name}.json").write_text(json.dumps(terms, ensure_ascii=False), encoding="utf-8")
            np.save(folder / f"{name}.npy", vectorizer.idf_.astype(np.float32), allow_pickle=False)
        self._hints.save(folder)

    @classmethod
    def load(cls, folder: Path) -> Features:
        """Features as `save` wrote them."""
        parts = {}
        for name, options in _OPTIONS.items():
            terms = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
            vectorizer = TfidfVectorizer(
                vocabulary={term: index for index, term in enumerate(terms)}, **options
            )
            vectorizer.idf_ = np.load(folder / f"{name}.npy", allow_pickle=False)
            vectorizer.vocabulary_ = vectorizer.vocabulary
            parts[name] = vectorizer
        return cls(parts, Hints.load(folder))


def split_sentences(text: str) -> list[str]:
    """The sentences of a longer message, at most twelve; none when it is one sentence."""
    sentences = [part for part in _SENTENCE_END.split(text) if len(part.split()) >= 3]
    return sentences[:_LONGEST_SENTENCE_COUNT] if len(sentences) > 1 else []


def prepare(text: str, language: str | None) -> PreparedText:
    """Text as the features read it."""
    return PreparedText(
        characters=to_character_text(text, language),
        stems=" ".join(find_stems(text, language)),
        concepts=" ".join(find_concepts(text, language)),
        text=text,
        language=language or "fi",
    )
