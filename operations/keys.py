"""Development keys: made once, kept in an ignored file that only its owner reads."""

import os
import secrets
from pathlib import Path

KEY_NAMES = ("API_SECRET_KEY",)


def development_keys(path: Path) -> dict[str, str]:
    """Return the keys for development, writing those that the file lacks (mode 600)."""
    keys = _read(path) if path.exists() else {}
    missing = [name for name in KEY_NAMES if name not in keys]
    if missing:
        keys.update({name: secrets.token_urlsafe(48) for name in missing})
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.writelines(f"{name}={value}\n" for name, value in keys.items())
        path.chmod(0o600)
    return keys


def _read(path: Path) -> dict[str, str]:
    lines = (line.strip() for line in path.read_text().splitlines())
    return dict(line.split("=", 1) for line in lines if "=" in line and not line.startswith("#"))
