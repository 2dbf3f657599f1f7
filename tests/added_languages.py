"""Languages that only these tests have: data as an installation would have it that added one."""

from pathlib import Path
from typing import Any

import yaml

from api.settings import ROOT

DATA = ROOT / "data"
NAMES = {"ru": "Русский", "ar": "العربية", "et": "Eesti"}


def add_languages(folder: Path, *added: str, without: str = "") -> Path:
    """Return the folder, filled with the project's data and complete texts in these languages.

    The texts are the English ones, each with the code at its end.

    Args:
        without: a language whose words of danger are left out.
    """
    for path in DATA.iterdir():
        if path.name not in ("texts", "danger"):
            (folder / path.name).symlink_to(path)
    for name in ("texts", "danger"):
        (folder / name).mkdir()
        for path in (DATA / name).iterdir():
            is_left_out = path.stem == without if name == "danger" else path.stem in added
            if not is_left_out:
                (folder / name / path.name).symlink_to(path)
    english = yaml.safe_load((DATA / "texts" / "en.yml").read_text(encoding="utf-8"))
    for code in added:
        texts = _mark(english, code)
        texts["page"]["language_name"] = NAMES[code]
        content = yaml.safe_dump(texts, allow_unicode=True)
        (folder / "texts" / f"{code}.yml").write_text(content, encoding="utf-8")
    return folder


def _mark(node: Any, code: str) -> Any:
    if isinstance(node, dict):
        return {key: _mark(value, code) for key, value in node.items()}
    return f"{node} {code}"
