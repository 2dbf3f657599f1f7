"""Development keys: made once, kept in an ignored file that only its owner reads."""

import base64
import os
import secrets
from collections.abc import Callable
from pathlib import Path


def draw_keyring() -> str:
    """Id and key of 256 bits, as database/encryption.py reads them."""
    return f"development:{base64.b64encode(secrets.token_bytes(32)).decode()}"


SECRETS: dict[str, Callable[[], str]] = {
    "API_SECRET_KEY": lambda: secrets.token_urlsafe(48),
    "HELP_REQUESTS_ENCRYPTION_KEYS": draw_keyring,
    "HELP_REQUESTS_REFERENCE_KEY": lambda: secrets.token_urlsafe(48),
    "STAFF_ENCRYPTION_KEYS": draw_keyring,
}
KEY_NAMES = tuple(SECRETS)


def development_keys(path: Path) -> dict[str, str]:
    """Return the keys for development, writing those that the file lacks (mode 600)."""
    keys = _read(path) if path.exists() else {}
    missing = [name for name in KEY_NAMES if name not in keys]
    if missing:
        keys.update({name: SECRETS[name]() for name in missing})
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.writelines(f"{name}={value}\n" for name, value in keys.items())
        path.chmod(0o600)
    return keys


def _read(path: Path) -> dict[str, str]:
    lines = (line.strip() for line in path.read_text().splitlines())
    return dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))
