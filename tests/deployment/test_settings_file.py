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
from operations.keys import KEY_NAMES, development_keys
from operations.processes import settings_of_this_machine
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
    assert _read(settings()) == _read(defaults)


def _read(settings: BaseSettings) -> dict[str, str]:
    # The code names its own folders from the root, the file from where it lies.
    return {name: str(value).replace(f"{ROOT}/", "") for name, value in settings.model_dump().items()}


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


PORT_SETTINGS = [
    (
        "API_PORT",
        {"ACTIONS_CATALOGUE_URL": "http://127.0.0.1:9000", "STAFF_PUBLIC_URL": "http://127.0.0.1:9000"},
    ),
    ("ASSISTANT_PORT", {"API_ASSISTANT_URL": "http://127.0.0.1:9000"}),
    ("ACTIONS_PORT", {"ASSISTANT_ACTIONS_URL": "http://127.0.0.1:9000/webhook"}),
]


@pytest.mark.parametrize(("port", "addresses"), PORT_SETTINGS)
def test_a_copied_example_works_when_one_port_is_moved(
    tmp_path: Path, port: str, addresses: dict[str, str]
) -> None:
    """Its empty lines hide no made key, and what is called at the port follows it."""
    copied = (ROOT / ".env.example").read_text(encoding="utf-8")
    moved = re.sub(rf"^{port}=\d+$", f"{port}=9000", copied, flags=re.MULTILINE)
    assert moved != copied
    file = tmp_path / ".env"
    file.write_text(moved, encoding="utf-8")
    settings = settings_of_this_machine({"KYNNYS_VAR": str(tmp_path / "kept")}, file)
    assert {name: settings[name] for name in addresses} == addresses
    keys = development_keys(tmp_path / "kept" / "development-keys.env")
    assert {name: settings[name] for name in KEY_NAMES} == keys
    assert settings["API_DATABASE_URL"] == f"sqlite:///{tmp_path}/kept/kynnys.sqlite"
    assert settings["ASSISTANT_MODELS"] == f"{tmp_path}/kept/models"


def test_the_folder_is_moved_when_the_file_says_so(tmp_path: Path) -> None:
    """KYNNYS_VAR counts in `.env` as it does in the environment, which wins."""
    file = tmp_path / ".env"
    file.write_text(f"KYNNYS_VAR={tmp_path}/of-the-file\n", encoding="utf-8")
    settings = settings_of_this_machine({}, file)
    assert settings["KYNNYS_VAR"] == f"{tmp_path}/of-the-file"
    assert settings["ASSISTANT_MODELS"] == f"{tmp_path}/of-the-file/models"
    assert (tmp_path / "of-the-file" / "development-keys.env").exists()
    assert settings_of_this_machine({"KYNNYS_VAR": f"{tmp_path}/given"}, file)["KYNNYS_VAR"].endswith(
        "/given"
    )


def test_an_empty_value_of_the_environment_switches_off_that_of_the_file(tmp_path: Path) -> None:
    """The environment wins, also where it says nothing: the default holds, and keys are made."""
    file = tmp_path / ".env"
    file.write_text("API_REDIS_URL=redis://elsewhere\nAPI_SECRET_KEY=of-the-file\n", encoding="utf-8")
    environment = {"KYNNYS_VAR": str(tmp_path), "API_REDIS_URL": "", "API_SECRET_KEY": ""}
    settings = settings_of_this_machine(environment, file)
    assert "API_REDIS_URL" not in settings
    assert len(settings["API_SECRET_KEY"]) >= 32


# Folders lie where the image has them.
OF_THE_IMAGES = {
    "API_DATA_FOLDER", "API_WIDGET_FOLDER", "ASSISTANT_MODELS", "ASSISTANT_DATA", "ACTIONS_DATA_FOLDER",
}  # fmt: skip
# How the containers find one another, and what follows from there being several.
OF_THE_COMPOSITION = {
    "API_ENVIRONMENT", "API_HOST", "API_PORT", "API_TRUSTED_PROXIES", "API_DATABASE_URL", "API_REDIS_URL",
    "API_REPLICAS", "API_ASSISTANT_URL", "API_STAFF_GUIDE_FOLDER",
    "ASSISTANT_HOST", "ASSISTANT_PORT", "ASSISTANT_INTERNAL_NETWORK", "ASSISTANT_ACTIONS_URL",
    "ASSISTANT_REDIS_URL",
    "ACTIONS_HOST", "ACTIONS_PORT", "ACTIONS_CATALOGUE_URL",
}  # fmt: skip


@pytest.mark.parametrize(
    ("service", "prefixes"),
    [
        ("api", ("API_", "HELP_REQUESTS_", "LINK_CHECKS_", "STAFF_")),
        ("assistant", ("ASSISTANT_",)),
        ("actions", ("ACTIONS_",)),
    ],
)
def test_every_setting_reaches_its_container(
    example: dict[str, str], service: str, prefixes: tuple[str, ...]
) -> None:
    """What an operator writes into .env counts there; a shorter time of keeping is not silently ignored."""
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
    environment = compose["services"][service]["environment"]
    for name in (name for name in example if name.startswith(prefixes)):
        if name in OF_THE_IMAGES:
            assert name not in environment
        elif name in OF_THE_COMPOSITION:
            assert name in environment
            assert "${" + name not in environment[name]
        else:
            assert environment.get(name, "").startswith("${" + name + ":"), name


def test_compose_uses_no_setting_that_the_code_does_not_know(example: dict[str, str]) -> None:
    """Each variable of docker-compose.yml, inside a container or filled in from .env, is in the file."""
    compose = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    inside = set()
    for service in yaml.safe_load(compose)["services"].values():
        inside |= set(service.get("environment", {}))
    filled_in = set(re.findall(r"(?<!\$)\$\{([A-Z_]+)", compose))
    # Settings of the postgres and nginx images themselves, and what fills in the proxy's configuration.
    own_images = {"POSTGRES_USER", "POSTGRES_DB"}
    own_images |= {"NGINX_ENVSUBST_OUTPUT_DIR", "NGINX_ENVSUBST_FILTER", "PROXY_TLS_SERVER"}
    assert (inside | filled_in) - own_images <= set(example)
