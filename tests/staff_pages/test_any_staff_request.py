"""Whatever is sent to any address of staff, there is an answer, and never an error of our own."""

from __future__ import annotations

import asyncio
import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote, urlencode

import httpx
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from api.staff.application import ROUTERS
from staff.roles import PLATFORM, Role
from tests.staff_pages.furnished import Things, close, furnish
from tests.staff_pages.help_request_house import LUVN, HelpRequestHouse
from tests.staff_pages.test_who_may_see_what import list_addresses, list_paths, walk_routes
from tests.staff_pages.visitors import Visitor

EXAMPLES = 5
# Put into all fields at once: what libraries and databases are known to break at.
WORST = ("", "²", "٣", "-1", "9" * 5000, str(2**63), "\0", "{", "💥" * 300, "2026-02-30", "9999-12-31T23:59")
# What people, broken browsers and those who mean harm put into a field or an address.
ODD = st.sampled_from(
    [
        *("", " ", "0", "1", "-1", "²", "٣", "1e9", "NaN", "9" * 5000, str(2**31), str(2**63), "0.5"),
        *("\0", "a\0b", "\ud7ff\ufffe", "\u202e", "💥" * 300, "x" * 20_000, "\r\nX: y", "%", "..", "//"),
        *("2026-02-30", "9999-12-31T23:59", "0001-01-01T00:00", "2026-11-24T10:00+99:99", "25:61"),
        *("<b>", "{{ 7 * 7 }}", "' OR 1=1 --", "null", "[]", "{", '{"a": 1}', "on", "fi", "049"),
        *(
            "publish",
            "send",
            "approve",
            "reject",
            "archive",
            "save",
            "check",
            "merge",
            "need_up.²",
            "add_contact",
        ),
    ]
) | st.text(max_size=40)
# Fields that pages send with a button, or only after something else.
ALWAYS = ("do", "number", "version", "based_on", "reason", "publish_at", "contact", "base", "theirs", "mine")
BODIES = {
    "no form": ("text/plain", b"\xff\xfe"),
    "a form of broken letters": ("application/x-www-form-urlencoded", b"%ff%fe=%00&=&&csrf=%ED%A0%80&\xff"),
    "half of a form in parts": (
        "multipart/form-data; boundary=x",
        b"--x\r\nContent-Disposition: form-data; n",
    ),
    "a form without its boundary": ("multipart/form-data", b"--x--"),
    "JSON": ("application/json", b'{"csrf": [1]}'),
    "too many fields": ("application/x-www-form-urlencoded", b"&".join([b"a=1"] * 20_001)),
}


@dataclass
class Staff:
    """A furnished house, and the loop in which all of it lives."""

    house: HelpRequestHouse
    things: Things
    runner: asyncio.Runner
    fields: dict[str, set[str]]

    def come_in(self) -> Visitor:
        """Somebody who may do everything everywhere."""
        return self.house.visit(*((role.value, owner) for role in Role for owner in self.things))

    def send(self, visitor: Visitor, method: str, address: str, **options: object) -> httpx.Response:
        """The answer."""
        return self.runner.run(visitor.client.request(method, address, **options))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def staff(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Staff]:
    """One house for all tests; what they spoil of it is odd as well."""
    with asyncio.Runner() as runner:
        file = tmp_path_factory.mktemp("staff") / "kynnys.sqlite"
        house, things = runner.run(furnish(file))
        staff = Staff(house, things, runner, {})
        visitor = staff.come_in()
        for _, address, _ in list_addresses("GET", things):
            page = staff.send(visitor, "GET", address).text
            for action, inner in re.findall(r'<form[^>]*action="([^"]*)"[^>]*>(.*?)</form>', page, re.DOTALL):
                path = html.unescape(action).partition("?")[0]
                staff.fields.setdefault(path, set()).update(re.findall(r' name="([^"]+)"', inner))
        yield staff
        runner.run(close(house))


def test_forms_are_found(staff: Staff) -> None:
    """The pages were read: else nothing but made-up fields would be sent."""
    assert {"text_fi", "begins_on"} <= staff.fields["/staff/notices/new"]
    assert len(staff.fields["/staff/services/new"]) > 30


def check(answer: httpx.Response, told: object) -> None:
    # An error of the database is told as 503.
    assert answer.status_code < 500, told


HARDLY = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)


@pytest.mark.parametrize("path", list_paths("GET"))
def test_no_address_makes_a_page_fail(staff: Staff, path: str) -> None:
    """Odd ids in the path, odd words in what is asked."""
    known = {one.name for one in find_query(path)} | {"language", "said", "next"}
    visitor = staff.come_in()
    for word in WORST:
        address = f"{find_address(staff, path)}?{urlencode(dict.fromkeys(known, word[:4400]))}"
        check(staff.send(visitor, "GET", address), address)

    @HARDLY
    @given(st.data())
    def ask(data: st.DataObject) -> None:
        address = fill(data, staff, path)
        query = data.draw(st.dictionaries(st.sampled_from(sorted(known)), ODD, max_size=4))
        short = {name: word[:2000] for name, word in query.items()}
        check(staff.send(staff.come_in(), "GET", f"{address}?{urlencode(short)}"), (address, short))

    ask()


@pytest.mark.parametrize("path", list_paths("POST"))
def test_no_form_makes_a_page_fail(staff: Staff, path: str) -> None:
    """Fields of the page's own form and others, with odd words, some of them twice."""
    real = find_address(staff, path)
    for word in WORST:
        visitor = staff.come_in()
        fields = dict.fromkeys(staff.fields.get(real, set()) | set(ALWAYS), word)
        sent = visitor.client.post(real, data={**fields, "csrf": visitor.csrf_token})
        check(staff.runner.run(sent), (real, word))

    @HARDLY
    @given(st.data())
    def send(data: st.DataObject) -> None:
        address, visitor = fill(data, staff, path), staff.come_in()
        names = sorted(staff.fields.get(address, set()) | set(ALWAYS))
        fields = data.draw(st.lists(st.tuples(st.sampled_from(names), ODD), max_size=12))
        body = urlencode(
            [*((name, word) for name, word in fields if name != "csrf"), ("csrf", visitor.csrf_token)]
        )
        headers = {"content-type": "application/x-www-form-urlencoded"}
        check(staff.send(visitor, "POST", address, content=body, headers=headers), (address, fields))

    send()


@pytest.mark.parametrize("body", BODIES)
def test_no_body_makes_a_page_fail(staff: Staff, body: str) -> None:
    """What is no form at all, to every address that takes one."""
    kind, content = BODIES[body]
    for path in list_paths("POST"):
        address = find_address(staff, path)
        answer = staff.send(staff.come_in(), "POST", address, content=content, headers={"content-type": kind})
        check(answer, address)
        assert answer.status_code in (303, 400, 403, 404, 413, 422, 429), address


def find_address(staff: Staff, path: str) -> str:
    """The path with things that there are in its places."""
    return "/staff" + path.format(**{**staff.things[PLATFORM], **staff.things[LUVN]})


def fill(data: st.DataObject, staff: Staff, path: str) -> str:
    """The path with things that there are, or odd words, in its places."""
    ids = {**staff.things[PLATFORM], **data.draw(st.sampled_from(list(staff.things.values())))}
    for name in re.findall(r"{(\w+)}", path):
        if name not in ids or data.draw(st.integers(0, 3)) == 0:
            ids[name] = quote(data.draw(ODD)[:300], safe="") or "0"
    return "/staff" + path.format(**ids)


def find_query(path: str) -> list[object]:
    """What the page at this path can be asked."""
    routes = (route for module in ROUTERS for route in walk_routes(module.router.routes, "GET"))
    return [one for route in routes if route.path == path for one in route.dependant.query_params]
