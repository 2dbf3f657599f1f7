"""Development keys are made once and readable by their owner alone."""

import stat
from pathlib import Path

from operations.keys import KEY_NAMES, development_keys


def test_keys_are_made_once_with_mode_600(tmp_path: Path) -> None:
    """The second call gives the same keys; nobody else may read the file."""
    file = tmp_path / "var" / "development-keys.env"
    first = development_keys(file)
    assert set(first) == set(KEY_NAMES)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert development_keys(file) == first


def test_missing_key_is_added_when_the_file_is_older(tmp_path: Path) -> None:
    """A file from before a key existed keeps what it has and gets the new one."""
    file = tmp_path / "keys.env"
    file.write_text("OTHER=kept\n")
    keys = development_keys(file)
    assert keys["OTHER"] == "kept"
    assert len(keys["API_SECRET_KEY"]) >= 32


def test_keys_are_ignored_by_git() -> None:
    """The folder that holds them is never committed."""
    assert "/var/" in (Path(__file__).resolve().parents[2] / ".gitignore").read_text().split()
