"""Encrypts what the database keeps: AES-GCM, 256-bit keys, each known by an id so that it can be changed."""

from __future__ import annotations

import base64
import binascii
import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
# Source: NIST SP 800-38D, 8.2: nonces of 96 bits; random ones are safe for 2^32 texts under one key.
NONCE_BYTES = 12
LONGEST_KEY_ID = 40


class KeysError(Exception):
    """The keys are not in their form; the message says what to write and never repeats a key."""


class UnreadableError(Exception):
    """The text can't be read: its key is not in the ring, or it was changed or moved since it was sealed."""


@dataclass(frozen=True)
class Sealed:
    """An encrypted text and the id of its key."""

    key_id: str
    content: bytes


class Keyring:
    """Keys by id; the first one encrypts, all of them decrypt."""

    def __init__(self, keys: Mapping[str, bytes]) -> None:
        self._ciphers = {key_id: AESGCM(key) for key_id, key in keys.items()}

    @classmethod
    def read(cls, text: str) -> Keyring:
        """Return the ring written as `id:base64,id:base64`, the current key first; empty when it is empty.

        Raises:
            KeysError: an id or key is not in its form.
        """
        keys: dict[str, bytes] = {}
        for number, item in enumerate(filter(None, (part.strip() for part in text.split(","))), start=1):
            key_id, _, encoded = item.partition(":")
            try:
                key = base64.b64decode(encoded, validate=True)
            except (binascii.Error, ValueError):
                key = b""
            if not key_id or len(key_id) > LONGEST_KEY_ID or key_id in keys or len(key) != KEY_BYTES:
                raise KeysError(f"key {number}: write id:base64 of {KEY_BYTES} random bytes, each id once")
            keys[key_id] = key
        return cls(keys)

    @property
    def current_id(self) -> str | None:
        """The id of the key that encrypts, None for an empty ring."""
        return next(iter(self._ciphers), None)

    def seal(self, plain: bytes, belongs_to: str) -> Sealed:
        """Return the text encrypted; it can be opened only as part of the row that `belongs_to` names.

        Raises:
            KeysError: the ring is empty.
        """
        if self.current_id is None:
            raise KeysError("no key to encrypt with")
        nonce = secrets.token_bytes(NONCE_BYTES)
        cipher = self._ciphers[self.current_id]
        return Sealed(self.current_id, nonce + cipher.encrypt(nonce, plain, belongs_to.encode()))

    def open(self, sealed: Sealed, belongs_to: str) -> bytes:
        """Return the text.

        Raises:
            UnreadableError: the key is gone, or the text was changed or put into another row.
        """
        cipher = self._ciphers.get(sealed.key_id)
        if cipher is None:
            raise UnreadableError(f"the key {sealed.key_id} is not in the ring")
        nonce, encrypted = sealed.content[:NONCE_BYTES], sealed.content[NONCE_BYTES:]
        try:
            return cipher.decrypt(nonce, encrypted, belongs_to.encode())
        except (InvalidTag, ValueError):
            raise UnreadableError("the text does not fit its key or its row") from None
