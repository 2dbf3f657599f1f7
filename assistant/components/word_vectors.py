"""Finnish words as vectors learnt from the web: words that never stood in our messages get a meaning.

The floret vectors of spacy-fi (https://github.com/aajanki/spacy-fi, MIT): a word is the mean of the rows that
its groups of four and five letters fall on, so that every form and every misspelling has a vector.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from spacy.strings import StringStore
from spacy.vectors import Vectors

from assistant.components.packages import find_package_file

_PACKAGE = "spacy_fi_experimental_web_md"
_WORD = re.compile(r"[^\W_]+")
# The mean of a text's words points somewhere; its length only tells how many words there are.
_MEAN_LENGTH = 4.0
# Each word brings its dozens of rows into memory while it is looked up.
_LOOKED_UP_AT_ONCE = 1000
# A word in every thousandth text says half of what a rare one says.
_COMMON = 1000.0
_RARE_COUNT = 3
_FILE = "word_weights.json"


class WordVectors:
    """Vectors of Finnish words, and of whole texts made of them.

    Attributes:
        weights: Of the words that say little because they are common; every other one weighs 1.
    """

    # On messages of new authors 0.2-0.5 were tried (docs/models.md).
    voice = 0.25

    def __init__(self, vectors: Vectors, weights: Mapping[str, float]) -> None:
        self._vectors = vectors
        self.weights = weights

    @classmethod
    def learn(cls, texts: Sequence[str]) -> WordVectors:
        """The vectors of the installed package, with the weights of words as common as in these texts.

        Raises:
            FileNotFoundError: The package is not installed (`make environments`).
        """
        counts = Counter(word for text in texts for word in set(find_words(text)))
        weights = {
            word: round(1 / (1 + _COMMON * count / len(texts)), 3)
            for word, count in counts.items()
            if count > _RARE_COUNT
        }
        return cls(_load_package(), weights)

    @classmethod
    def load(cls, folder: Path) -> WordVectors:
        """The vectors of the installed package, with the weights as `save` wrote them.

        Raises:
            FileNotFoundError: The package is not installed (`make environments`), or the weights are missing.
        """
        return cls(_load_package(), json.loads((folder / _FILE).read_text(encoding="utf-8")))

    def save(self, folder: Path) -> None:
        """Writes the weights; the vectors stay in their package."""
        text = json.dumps(dict(self.weights), ensure_ascii=False)
        (folder / _FILE).write_text(text, encoding="utf-8")

    @property
    def text_width(self) -> int:
        """How many numbers a text becomes."""
        return 2 * int(self._vectors.shape[1])

    def read_texts(self, texts: Sequence[str]) -> Any:
        """Texts as numbers, shape (n_texts, text_width): the mean of the words, and the highest of each.

        Of a text without words all numbers are zero.
        """
        split = [find_words(text) for text in texts]
        places = {
            word: place for place, word in enumerate(dict.fromkeys(w for words in split for w in words))
        }
        read: Any = np.zeros((len(texts), self.text_width), dtype=np.float32)
        if not places:
            return read
        known = self._look_up(list(places))
        for row, words in zip(read, split, strict=True):
            if words:
                found = known[[places[word] for word in words]]
                weighed = np.array([self.weights.get(word, 1.0) for word in words], dtype=np.float32)
                mean = weighed @ found
                row[: len(mean)] = _MEAN_LENGTH * mean / max(float(np.linalg.norm(mean)), 1e-9)
                row[len(mean) :] = found.max(axis=0)
        return read

    def _look_up(self, words: Sequence[str]) -> Any:
        """Vectors of unit length, shape (n_words, width)."""
        parts = [
            self._vectors.get_batch(words[first : first + _LOOKED_UP_AT_ONCE])
            for first in range(0, len(words), _LOOKED_UP_AT_ONCE)
        ]
        found: Any = np.concatenate(parts).astype(np.float32)
        return found / np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-9)


def _load_package() -> Vectors:
    found = find_package_file(_PACKAGE, "*/vocab/vectors.cfg")
    settings = json.loads(found.read_text(encoding="utf-8"))
    # "attr", which a later spaCy writes, is the default of ours.
    settings.pop("attr", None)
    numbers = np.load(found.with_name("vectors"), mmap_mode="r", allow_pickle=False)
    return Vectors(strings=StringStore(), data=numbers, **settings)


def find_words(text: str) -> list[str]:
    """The words of a text in lower case, in order."""
    return _WORD.findall(text.lower())
