"""References of five words: what a sender keeps. Only their keyed hash is stored."""

from __future__ import annotations

import hashlib
import hmac
import re
import unicodedata
from pathlib import Path

WORD_COUNT = 5
# 2,048 words are 11 bits each: five of them 55 bits.
LIST_LENGTH = 2048
BITS_PER_WORD = 11
DEFAULT_LIST = Path(__file__).resolve().parents[1] / "data" / "help_requests" / "reference_words.txt"
_LETTERS = re.compile(r"[a-z]+")


class References:
    """Makes references and hashes them; both need the key.

    Args:
        key: at least 32 characters.
        words: exactly 2,048, distinct also without the dots of ä and ö.
    """

    def __init__(self, key: str, words: tuple[str, ...]) -> None:
        if len(words) != LIST_LENGTH:
            raise ValueError(f"the list needs {LIST_LENGTH} words, it has {len(words)}")
        self._key = key.encode()
        self._words = words

    @classmethod
    def load(cls, key: str, file: Path = DEFAULT_LIST) -> References:
        """Return references with the words of the file, one a line."""
        return cls(key, tuple(file.read_text(encoding="utf-8").split()))

    def make(self, request_id: str, idempotency_key: str) -> str:
        """Return the reference of a request: the same for the same sender's key, so it needs no storing."""
        drawn = int.from_bytes(self._digest("words", request_id, idempotency_key), "big")
        numbers = ((drawn >> (BITS_PER_WORD * place)) % LIST_LENGTH for place in range(WORD_COUNT))
        return " ".join(self._words[number] for number in numbers)

    def hash(self, reference: str) -> str | None:
        """Return the hash of a reference as somebody typed it; None when it can't be one."""
        words = read_words(reference)
        return self._digest("reference", *words).hex() if len(words) == WORD_COUNT else None

    def hash_key(self, idempotency_key: str) -> str:
        """Return the hash of a sender's key for sending again."""
        return self._digest("idempotency", idempotency_key).hex()

    def hash_content(self, content: bytes) -> str:
        """Return the hash by which equal requests are told from different ones."""
        return hmac.new(self._key, b"content\x00" + content, hashlib.sha256).hexdigest()

    def _digest(self, purpose: str, *parts: str) -> bytes:
        message = "\x00".join((purpose, *parts)).encode()
        return hmac.new(self._key, message, hashlib.sha256).digest()


def read_words(reference: str) -> list[str]:
    """Return the words of a reference in small letters a–z: ä, ö and å count as a, o and a."""
    folded = unicodedata.normalize("NFKD", reference.casefold())
    plain = "".join(sign for sign in folded if not unicodedata.combining(sign))
    return _LETTERS.findall(plain)
