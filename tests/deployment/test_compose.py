"""docker-compose.yml is valid and agrees with the code; not every machine can start it."""

import json
import os
import re
import subprocess
import sys
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest
import tomllib
import yaml
from pydantic_settings import BaseSettings

from actions.settings import Settings as ActionsSettings
from api.__main__ import PRODUCTION_KEYS, find_missing_keys
from api.errors import to_error_body
from api.settings import Settings as ApiSettings
from api.texts import Texts
from curation.asked_link_checks import LONGEST_SECONDS
from curation.link_settings import LinkCheckSettings
from help_requests.settings import Settings as HelpRequestSettings
from operations.keys import KEY_NAMES, SECRETS
from operations.processes import PROCESSES
from staff.settings import Settings as StaffSettings

ROOT = Path(__file__).resolve().parents[2]
PROXY = ROOT / "deployment" / "nginx.conf.template"
# What an operator must give, as .env.example asks for it.
GIVEN = {
    "POSTGRES_PASSWORD": "of-the-database",
    "REDIS_PASSWORD": "of-redis",
    "STAFF_PUBLIC_URL": "https://kynnys.example.fi",
    **{name: make() for name, make in SECRETS.items()},
}


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    compose: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
    return compose["services"]


def test_file_is_valid_compose() -> None:
    """The Compose specification's own schema accepts it."""
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec"]
    checked = subprocess.run(command + [ROOT / "docker-compose.yml"], capture_output=True, text=True)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_only_the_proxy_is_published(services: dict[str, Any]) -> None:
    """No other service has a port to the outside; all but the front door stay on the inner network."""
    assert [name for name, service in services.items() if "ports" in service] == ["proxy"]
    others = {name: service["networks"] for name, service in services.items() if name != "proxy"}
    # The front door alone reaches outside, to the mail server that takes its notices.
    assert others.pop("api") == ["internal", "mail"]
    assert all(networks == ["internal"] for networks in others.values())


def test_secrets_are_required_and_have_no_default() -> None:
    """A missing password stops the start; none is written into the file."""
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    # What production refuses to start without, and what is made for development, are the same.
    assert PRODUCTION_KEYS == KEY_NAMES
    for secret in ("POSTGRES_PASSWORD", "REDIS_PASSWORD", *PRODUCTION_KEYS):
        used = text.count("${" + secret)
        assert used > 0
        assert used == text.count("${" + secret + ":?"), secret


@pytest.mark.parametrize("process", PROCESSES, ids=lambda process: process.name)
def test_commands_and_ports_are_those_of_the_code(services: dict[str, Any], process: Any) -> None:
    """Each process starts by the same command and on the same port as under `make run`."""
    service = services[process.name]
    assert service["command"] == ["python", *process.arguments.split()]
    assert service["environment"][process.port_setting] == str(process.default_port)
    health = " ".join(service["healthcheck"]["test"])
    assert f"127.0.0.1:{process.default_port}{process.ready_path}" in health


def test_addresses_between_services_name_their_ports(services: dict[str, Any]) -> None:
    """What one service calls is where the other listens."""
    assert services["api"]["environment"]["API_ASSISTANT_URL"] == "http://assistant:5005"
    assert services["assistant"]["environment"]["ASSISTANT_ACTIONS_URL"] == "http://actions:5055/webhook"
    assert services["actions"]["environment"]["ACTIONS_CATALOGUE_URL"] == "http://api:8000"
    proxy = PROXY.read_text(encoding="utf-8")
    assert "http://api:8000" in proxy


def test_the_assistant_is_open_on_the_inner_network_only(services: dict[str, Any]) -> None:
    """Beyond loopback it starts only where its network is said to be internal, and is."""
    assistant = services["assistant"]
    assert assistant["environment"]["ASSISTANT_INTERNAL_NETWORK"] == "true"
    assert assistant["networks"] == ["internal"]
    networks = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))["networks"]
    assert networks["internal"]["internal"] is True


def fill_in(value: str) -> str:
    """The value as Compose fills in what is given, and the defaults of the rest."""

    def give(found: re.Match[str]) -> str:
        name, default = found.group(1), found.group(2)
        return GIVEN[name] if default is None else GIVEN.get(name, default)

    return re.sub(r"\$\{([A-Z_]+)(?::\?[^}]*|:-([^}]*))\}", give, value)


def test_the_front_door_believes_its_own_proxy_alone(services: dict[str, Any]) -> None:
    """The network whose word counts is the one that Docker gives to the proxy, whatever it is set to."""
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
    ((network,),) = [pool.values() for pool in compose["networks"]["internal"]["ipam"]["config"]]
    trusted = services["api"]["environment"]["API_TRUSTED_PROXIES"]
    assert trusted == network
    assert ip_network(fill_in(trusted)).is_private
    assert "internal" in services["proxy"]["networks"]


def test_visitors_keep_their_address_behind_the_server_that_ends_tls(services: dict[str, Any]) -> None:
    """Else a whole city would share one limit; nobody else is believed about addresses."""
    proxy, environment = PROXY.read_text(encoding="utf-8"), services["proxy"]["environment"]
    assert re.findall(r"set_real_ip_from (\S+);", proxy) == ["${PROXY_TLS_SERVER}"]
    assert "real_ip_header X-Forwarded-For;" in proxy
    assert re.findall(r"proxy_set_header X-Forwarded-For (\S+);", proxy) == ["$remote_addr"]
    assert ip_network(fill_in(environment["PROXY_TLS_SERVER"])).is_loopback
    # The image fills in these names alone, and writes the file where nginx reads it.
    names = set(re.findall(r"\$\{(\w+)\}", proxy))
    assert names == {name for name in environment if re.match(environment["NGINX_ENVSUBST_FILTER"], name)}
    mounted = "./deployment/nginx.conf.template:/etc/nginx/templates/nginx.conf.template:ro"
    assert mounted in services["proxy"]["volumes"]
    assert environment["NGINX_ENVSUBST_OUTPUT_DIR"] == "/etc/nginx"


def test_errors_of_the_proxy_have_the_shape_of_the_api(services: dict[str, Any]) -> None:
    """Who calls `/v1/` gets JSON where no front door answers, with the words of the page."""
    proxy = PROXY.read_text(encoding="utf-8")
    (of_the_api,) = re.findall(r"location /v1/ \{[^}]*?error_page ([\d ]+) /(\S+);[^}]*proxy_pass", proxy)
    assert of_the_api == ("500 502 503 504", "unavailable.json")
    assert (
        "./deployment/unavailable.json:/etc/nginx/pages/unavailable.json:ro" in services["proxy"]["volumes"]
    )
    body = json.loads((ROOT / "deployment" / "unavailable.json").read_text(encoding="utf-8"))
    page = (ROOT / "deployment" / "unavailable.html").read_text(encoding="utf-8")
    words = [re.sub(r"<[^>]*>", "", paragraph) for paragraph in re.findall(r"<p.*?>(.*)</p>", page)]
    assert body == to_error_body("unavailable", " ".join(words))


@pytest.mark.parametrize("part", [ApiSettings, HelpRequestSettings, LinkCheckSettings, StaffSettings])
def test_settings_of_the_front_door_are_read(
    services: dict[str, Any], monkeypatch: pytest.MonkeyPatch, part: type[BaseSettings]
) -> None:
    """With what .env must hold and nothing more, every value of the file is one that the code takes."""
    for name, value in services["api"]["environment"].items():
        monkeypatch.setenv(name, fill_in(value))
    read = part()
    assert find_missing_keys(os.environ) == []
    if isinstance(read, ApiSettings):
        assert read.environment == "production"
        assert read.trusted_networks == [ip_network("10.213.77.0/24")]


def test_settings_of_the_actions_are_read(services: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """As those of the front door."""
    for name, value in services["actions"]["environment"].items():
        monkeypatch.setenv(name, fill_in(value))
    assert ActionsSettings().catalogue_url == "http://api:8000"


def test_images_hold_every_package() -> None:
    """A new package that the image lacks would be an api that does not start."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    packages = set(project["tool"]["mypy"]["packages"]) - {"operations"}
    for image, needed in (
        ("application", packages | {"data", "widget"}),
        ("assistant", {"assistant", "data"}),
    ):
        text = (ROOT / "deployment" / f"{image}.Dockerfile").read_text(encoding="utf-8")
        folders = re.findall(r"^COPY (\w+) (\w+)$", text, flags=re.MULTILINE)
        assert folders == [(name, name) for name, _ in folders]
        assert {name for name, _ in folders} == needed


def test_no_long_message_is_stopped_before_the_danger_screen() -> None:
    """The proxy limits nothing and stores nothing; what is too large is the front door's to answer."""
    proxy = PROXY.read_text(encoding="utf-8")
    assert re.findall(r"client_max_body_size (\S+);", proxy) == ["0"]
    assert re.findall(r"proxy_request_buffering (\S+);", proxy) == ["off"]


def test_page_of_the_proxy_names_112_where_no_front_door_answers(services: dict[str, Any]) -> None:
    """In three languages, with no other number or address; mounted where the proxy looks for it."""
    proxy = PROXY.read_text(encoding="utf-8")
    (statuses, name) = re.findall(r"error_page ([\d ]+) /(\S+\.html);", proxy)[0]
    assert {"502", "504"} <= set(statuses.split())
    (root,) = re.findall(r"root (\S+);", proxy)
    assert f"./deployment/{name}:{root}/{name}:ro" in services["proxy"]["volumes"]

    page = (ROOT / "deployment" / name).read_text(encoding="utf-8")
    texts = Texts.load(ROOT / "data" / "texts")
    for language in ("fi", "sv", "en"):
        assert texts.render("error.internal", language) in page
    assert re.findall(r'href="([^"]*)"', page) == ["tel:112"] * 3
    assert set(re.findall(r"\d{3,}", re.sub(r"<[^>]*>", "", page))) == {"112"}


def test_pages_of_staff_are_not_compressed_by_the_proxy() -> None:
    """Their size could betray the key against forged forms; the front door leaves them as they are too."""
    proxy = PROXY.read_text(encoding="utf-8")
    assert "gzip on;" in proxy
    assert re.search(r"location /staff \{[^}]*gzip off;", proxy)


def test_the_proxy_waits_longer_than_the_front_door_takes() -> None:
    """A message in line, and on the pages of staff a link and the sites that tell whether it is its fault."""
    proxy = PROXY.read_text(encoding="utf-8")
    everywhere, staff = map(int, re.findall(r"proxy_read_timeout (\d+)s;", proxy))
    assert everywhere > ApiSettings().longest_turn_seconds
    assert staff > 2 * LONGEST_SECONDS
    assert re.search(rf"location /staff \{{[^}}]*proxy_read_timeout {staff}s;", proxy)


def test_pictures_of_the_guide_are_read_from_a_folder_that_is_there(services: dict[str, Any]) -> None:
    """Docker would make a missing one itself, as root; no picture in it is ever committed."""
    api, readme = services["api"], (ROOT / "README.md").read_text(encoding="utf-8")
    (mounted,) = api["volumes"]
    here, inside, mode = mounted.split(":")
    assert (inside, mode) == (api["environment"]["API_STAFF_GUIDE_FOLDER"], "ro")
    assert not any(Path(inside).is_relative_to(hidden) for hidden in api["tmpfs"])
    ignored = (ROOT / here / ".gitignore").read_text(encoding="utf-8").splitlines()
    assert [line for line in ignored if not line.startswith("#")] == ["*", "!.gitignore"]
    made = ApiSettings.model_fields["staff_guide_folder"].default.relative_to(ROOT)
    assert f"`cp -r {made}/pictures {here.removeprefix('./')}/`" in readme


def test_replicas_share_redis(services: dict[str, Any]) -> None:
    """Several replicas are told so, and have the memory they share."""
    api = services["api"]
    assert int(api["environment"]["API_REPLICAS"]) == api["deploy"]["replicas"] > 1
    assert "API_REDIS_URL" in api["environment"]
    assert "ASSISTANT_REDIS_URL" in services["assistant"]["environment"]


def test_every_service_that_stays_has_a_health_check(services: dict[str, Any]) -> None:
    """All but the one-time loading of the catalogue are watched."""
    assert [name for name, service in services.items() if "healthcheck" not in service] == ["catalogue"]


def test_images_install_the_locked_requirements() -> None:
    """Both images install with hashes from the same locks as `make run`, and nothing else."""
    locks = {"application": ("application.txt",), "assistant": ("assistant.txt", "vectors.txt")}
    for image, files in locks.items():
        text = (ROOT / "deployment" / f"{image}.Dockerfile").read_text(encoding="utf-8")
        installs = [line for line in text.splitlines() if "pip install" in line]
        wanted = " ".join(f"-r requirements/{file}" for file in files)
        expected = f"RUN pip install --no-cache-dir --no-deps --require-hashes {wanted}"
        assert installs == [expected]
