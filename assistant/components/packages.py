"""Files of numbers that come in installed packages, none of whose code is run."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path


def find_package_file(package: str, pattern: str) -> Path:
    """The first file of a package that fits a pattern ("model/tokenizer.json", "*/vocab/vectors.cfg").

    Raises:
        FileNotFoundError: The package is not installed, or holds no such file.
    """
    found = find_spec(package)
    for folder in found.submodule_search_locations or () if found else ():
        for path in sorted(Path(folder).glob(pattern)):
            return path
    raise FileNotFoundError(f"{package} is not installed: run 'make environments'.")
