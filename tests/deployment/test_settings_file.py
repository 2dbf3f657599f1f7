"""`.env.example` lists every setting that the code reads, with the defaults of the code."""

import re
from pathlib import Path

import pytest
import yaml
from pydantic_settings import BaseSettings

from actions.settings import Settings as ActionsSettings
from api.settings import Settings as ApiSettings
from curation.link_settings import LinkCheckSettings
from help_requests.settings import Settings as HelpRequestSettings
from staff.settings import Settings as StaffSettings

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def example() -> dict[str, str]:
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


@pytest.mark.parametrize(
    ("prefix", "settings"),
    [
        ("API", ApiSettings),
        ("HELP_REQUESTS", HelpRequestSettings),
        ("LINK_CHECKS", LinkCheckSettings),
        ("STAFF", StaffSettings),
    ],
)
def test_every_setting_of_a_class_is_listed_with_its_default(
    example: dict[str, str], monkeypatch: pytest.MonkeyPatch, prefix: str, settings: type[BaseSettings]
) -> None:
    """The file names each field of the settings class, no other, and reading it changes nothing."""
    listed = {name for name in example if name.startswith(f"{prefix}_")}
    assert listed == {f"{prefix}_{name.upper()}" for name in settings.model_fields}
    for name in listed:
        monkeypatch.delenv(name, raising=False)
    defaults = settings()
    for name in listed:
        monkeypatch.setenv(name, example[name])
    # The code names its own folders from the root, the file from where it lies.
    given = {name: str(value) for name, value in settings().model_dump().items()}
    assert given == {
        name: str(value).replace(f"{ROOT}/", "") for name, value in defaults.model_dump().items()
    }


@pytest.mark.parametrize("package", ["assistant", "actions"])
def test_every_setting_read_by_name_is_listed(example: dict[str, str], package: str) -> None:
    """Names with the package's prefix in its code are those in the file."""
    prefix = package.upper()
    code = (ROOT / package / "settings.py").read_text(encoding="utf-8")
    read = set(re.findall(rf"\b{prefix}_[A-Z_]+\b", code))
    if package == "actions":
        read |= {f"ACTIONS_{name.upper()}" for name in ActionsSettings.model_fields}
    assert {name for name in example if name.startswith(prefix)} == {
        name for name in read if not name.endswith("_")
    }


def test_compose_uses_no_setting_that_the_code_does_not_know(example: dict[str, str]) -> None:
    """Each variable of docker-compose.yml, inside a container or filled in from .env, is in the file."""
    compose = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    inside = set()
    for service in yaml.safe_load(compose)["services"].values():
        inside |= set(service.get("environment", {}))
    filled_in = set(re.findall(r"(?<!\$)\$\{([A-Z_]+)", compose))
    own_images = {"POSTGRES_USER", "POSTGRES_DB"}  # settings of the postgres image itself
    assert (inside | filled_in) - own_images <= set(example)
