"""AES-GCM with keys that can be changed; nothing is readable without its own key, or in another row."""

import pytest
from pydantic import ValidationError

from database.encryption import Keyring, KeysError, Sealed, UnreadableError
from help_requests.settings import Settings
from tests.help_requests.standins import KEY, OTHER_KEY, build_keyring

TEXT = "Soita iltapäivällä".encode()


def test_text_comes_back_and_no_two_sealings_are_equal() -> None:
    """A fresh nonce each time: equal texts can't be told from their sealed forms."""
    ring = build_keyring()
    first, second = ring.seal(TEXT, "row"), ring.seal(TEXT, "row")
    assert ring.open(first, "row") == ring.open(second, "row") == TEXT
    assert first.content != second.content
    assert TEXT not in first.content


def test_new_key_encrypts_and_old_one_still_opens() -> None:
    """Keys are changed by putting a new one in front."""
    old = build_keyring().seal(TEXT, "row")
    ring = build_keyring(f"second:{OTHER_KEY},first:{KEY}")
    assert ring.open(old, "row") == TEXT
    assert ring.seal(TEXT, "row").key_id == "second"


def test_nothing_opens_when_key_row_or_text_is_another() -> None:
    """Each is told as unreadable, never as garbage."""
    ring = build_keyring()
    sealed = ring.seal(TEXT, "row")
    changed = Sealed(sealed.key_id, sealed.content[:-1] + bytes([sealed.content[-1] ^ 1]))
    for other, row in ((sealed, "another row"), (changed, "row"), (Sealed("first", b"short"), "row")):
        with pytest.raises(UnreadableError):
            ring.open(other, row)
    with pytest.raises(UnreadableError, match="first"):
        build_keyring(f"second:{OTHER_KEY}").open(sealed, "row")
    with pytest.raises(UnreadableError):
        build_keyring(f"first:{OTHER_KEY}").open(sealed, "row")


def test_empty_ring_seals_nothing() -> None:
    """Without keys nothing may be written."""
    with pytest.raises(KeysError):
        Keyring.read("").seal(TEXT, "row")


@pytest.mark.parametrize(
    "text", ["first", "first:", "first:c2hvcnQ=", f":{KEY}", f"a:{KEY},a:{OTHER_KEY}", "a:%%%"]
)
def test_mistaken_keys_are_refused_without_repeating_them(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The setting's error says what to write; no part of a key stands in it."""
    monkeypatch.setenv("HELP_REQUESTS_ENCRYPTION_KEYS", text)
    with pytest.raises(ValidationError, match="32 random bytes") as raised:
        Settings()
    message = "; ".join(error["msg"] for error in raised.value.errors())
    assert KEY not in message
    assert OTHER_KEY not in message


def test_short_reference_key_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hash under a key that can be guessed protects nothing."""
    monkeypatch.setenv("HELP_REQUESTS_REFERENCE_KEY", "short")
    with pytest.raises(ValidationError, match="32 characters"):
        Settings()
