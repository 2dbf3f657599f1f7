"""Which needs and dangers the words of a message hint at: people's knowledge, read as features of a model.

`data/vocabulary/hints/<language>/<topic>.yml` lists words, stems and short phrases by strength. The topics
are the same in all languages, so what the model learns of a hint in Finnish messages helps it with Swedish
and English ones.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from scipy import sparse

from assistant.components.normalization import fold

STRENGTHS = ("slight", "likely", "strong")
SHORTEST_STEM = 2
_APOSTROPHES = re.compile(r"['’´`]")
_WORD = re.compile(r"[^\W_]+")
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

# {language: {topic: {strength: [term, …]}}}
Terms = Mapping[str, Mapping[str, Mapping[str, Sequence[str]]]]


@dataclass(slots=True)
class _Node:
    """What may follow the words so far, and what has been said when they end here."""

    words: dict[str, _Node] = field(default_factory=dict)
    stems: dict[str, _Node] = field(default_factory=dict)
    columns: tuple[int, ...] = ()

    def add(self, term: Sequence[str], column: int) -> None:
        node = self
        for word in term:
            children = node.stems if word.endswith("*") else node.words
            node = children.setdefault(word.rstrip("*"), _Node())
        if column not in node.columns:
            node.columns += (column,)

    def follow(self, word: str) -> Iterator[_Node]:
        """Yields the nodes that this word leads to."""
        if word in self.words:
            yield self.words[word]
        if self.stems:
            for length in range(SHORTEST_STEM, len(word) + 1):
                if (stem := word[:length]) in self.stems:
                    yield self.stems[stem]


class Hints:
    """Counts the hints of each topic and strength in messages.

    A term is one to five words; a word that ends in "*" matches every word that begins so. Letters may lack
    their dots and rings, in the terms and in the message.
    """

    def __init__(self, terms: Terms) -> None:
        self._terms = terms
        self._topics = sorted({topic for topics in terms.values() for topic in topics})
        self._beginnings: dict[str, _Node] = {}
        for language, topics in terms.items():
            beginning = self._beginnings[language] = _Node()
            for term, column in self._columns_of(topics):
                beginning.add(term, column)

    @classmethod
    def read(cls, folder: Path) -> Hints:
        """The hints of data/vocabulary/hints; none if the folder is not there."""
        terms: dict[str, dict[str, Any]] = {}
        for file in sorted(folder.glob("*/*.yml")):
            terms.setdefault(file.parent.name, {})[file.stem] = yaml.load(
                file.read_text(encoding="utf-8"),
                _Loader,  # noqa: S506 (a safe loader)
            )
        return cls(terms)

    def count(self, texts: Sequence[str], languages: Sequence[str]) -> sparse.csr_matrix:
        """Logarithms of one plus the different hints found, shape (n_texts, n_topics × n_strengths)."""
        rows: Any = np.zeros((len(texts), len(self._topics) * len(STRENGTHS)), dtype=np.float32)
        for row, (text, language) in enumerate(zip(texts, languages, strict=False)):
            columns, values = self.count_in(text, language)
            rows[row, columns] = values
        return sparse.csr_matrix(rows)

    def count_in(self, text: str, language: str) -> tuple[Any, Any]:
        """The columns of one text that are not zero, and their values: as `count`, without the matrix."""
        counts = Counter(column for node in self._find(text, language) for column in node.columns)
        values = np.log1p(np.fromiter(counts.values(), dtype=np.float32, count=len(counts)))
        return np.fromiter(counts.keys(), dtype=np.int64, count=len(counts)), values

    def save(self, folder: Path) -> None:
        """Writes the terms: a model keeps the hints that it has learnt with."""
        (folder / "hints.json").write_text(json.dumps(self._terms, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Hints:
        """Hints as `save` wrote them."""
        return cls(json.loads((folder / "hints.json").read_text(encoding="utf-8")))

    def _columns_of(
        self, topics: Mapping[str, Mapping[str, Sequence[str]]]
    ) -> Iterator[tuple[list[str], int]]:
        for topic, by_strength in topics.items():
            for strength, terms in by_strength.items():
                column = self._topics.index(topic) * len(STRENGTHS) + STRENGTHS.index(strength)
                for term in terms:
                    yield fold(term).split(), column

    def _find(self, text: str, language: str) -> Iterable[_Node]:
        """The ends of the terms in the text, each once."""
        words = _WORD.findall(fold(_APOSTROPHES.sub("", text)))
        found: dict[int, _Node] = {}
        open_nodes: list[_Node] = []
        beginning = self._beginnings.get(language, _Node())
        for word in words:
            open_nodes = [after for node in (beginning, *open_nodes) for after in node.follow(word)]
            found.update((id(node), node) for node in open_nodes if node.columns)
        return found.values()
