"""Whatever is sent to any documented address, the front door answers, and never with an error of its own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from starlette.testclient import TestClient

from api.application import create_app
from api.settings import Settings
from api.state import MemoryState
from tests.api.help_request_standins import OpenOffice
from tests.api.standins import NOW, FakeAssistant, build_catalogue

EXAMPLES = 20
DESCRIPTION = json.loads(Path("docs/openapi.json").read_text(encoding="utf-8"))
OPERATIONS = [
    (path, method, mode)
    for path, methods in DESCRIPTION["paths"].items()
    for method, described in methods.items()
    for mode in GenerationMode
    # Where nothing can be sent, nothing can be invalid.
    if mode is GenerationMode.POSITIVE
    or "requestBody" in described
    or any(one["in"] == "query" for one in described.get("parameters", ()))
]


@dataclass(frozen=True)
class Api:
    """The described operations, and a client that keeps the front door open from one request to the next."""

    schema: schemathesis.BaseSchema
    client: TestClient

    def send(self, case: schemathesis.Case) -> int:
        """Return the status of the answer."""
        return self.client.request(**case.as_transport_kwargs(base_url="http://front.door")).status_code


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """A front door that has a database, an inbox that is read, and a stand-in for the assistant."""
    office = OpenOffice(tmp_path_factory.mktemp("api"), lambda: NOW)
    office.enter_inbox(last_sign_in_at=NOW)
    app = create_app(
        Settings(database_url=office.url),
        state=MemoryState(),
        transport=httpx.MockTransport(FakeAssistant()),
        catalogue=build_catalogue(),
        office=office.office,
        clock=lambda: NOW,
    )
    with TestClient(app, base_url="http://front.door", raise_server_exceptions=False) as client:
        yield Api(schemathesis.openapi.from_dict(DESCRIPTION), client)
    office.engine.dispose()


@pytest.mark.parametrize(("path", "method", "mode"), OPERATIONS)
def test_no_request_makes_the_front_door_fail(api: Api, path: str, method: str, mode: GenerationMode) -> None:
    """Valid or not: an answer below 500."""
    operation = api.schema[path][method]

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        phases=(Phase.explicit, Phase.generate),
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def send(case: schemathesis.Case) -> None:
        assert api.send(case) < 500

    send()
