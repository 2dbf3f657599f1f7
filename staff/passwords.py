"""Passwords: what may be one, and their argon2id hashes.

Source: NIST SP 800-63B-4, 3.1.1: length counts, no rules about kinds of characters, no change without a
reason, nothing that names the person. https://pages.nist.gov/800-63-4/sp800-63b.html
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST = 12
LONGEST = 200
# Source: argon2id with 19 MiB, 2 rounds, 1 lane.
# https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html
# Larger memory would let a crowd at the sign-in page fill a small machine.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


@dataclass(frozen=True)
class Verdict:
    """Whether a password is right; `new_hash` replaces a hash made with older parameters."""

    is_right: bool
    new_hash: str | None = None


def find_problem(password: str, email: str, name: str) -> str | None:
    """Why this can't be the person's password: "short", "long" or "personal"; None when it can."""
    text = _normalize(password)
    if len(text) < SHORTEST:
        return "short"
    if len(text) > LONGEST:
        return "long"
    told = text.casefold()
    names = {email, email.partition("@")[0], name, name.replace(" ", ""), email * 2, name * 2, "kynnyskynnys"}
    return "personal" if told in {_normalize(one).casefold() for one in names} else None


def hash_password(password: str) -> str:
    """The hash to keep; takes some hundredths of a second."""
    return _HASHER.hash(_normalize(password))


def check_password(kept: str | None, password: str) -> Verdict:
    """Whether the password is the one that was hashed; takes as long when nothing was kept."""
    try:
        _HASHER.verify(kept or _hash_of_nobody(), _normalize(password)[:LONGEST])
    except (VerificationError, InvalidHashError):
        return Verdict(False)
    if kept is None:
        return Verdict(False)
    return Verdict(True, hash_password(password) if _HASHER.check_needs_rehash(kept) else None)


def _normalize(password: str) -> str:
    # An ä may be typed as one sign or as two.
    return unicodedata.normalize("NFKC", password)


@cache
def _hash_of_nobody() -> str:
    return _HASHER.hash("nobody has this password")
