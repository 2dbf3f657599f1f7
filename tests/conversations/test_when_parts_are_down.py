"""With a part stopped, silent or locked every message gets a useful reply in time, and later all is well."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tests.conversations.conftest import Begin
from tests.conversations.conversation import Conversation
from tests.conversations.wording import need_title, says, theme_title, title

if TYPE_CHECKING:
    from operations.stack import Stack

WITHIN_SECONDS = 6.0
NEED = "mua kiusataan koulussa joka päivä"
DANGER = "Aion tappaa itseni tänään"


def send(send_it: Callable[[], object]) -> None:
    """Send something and see that the reply came in time."""
    begun = time.monotonic()
    send_it()
    assert time.monotonic() - begun < WITHIN_SECONDS


def expect_useful(begin: Begin) -> None:
    """A need gets topics that lead to services; danger gets its contacts; both in time."""
    talk = begin()
    send(lambda: talk.write(NEED))
    assert talk.status == "degraded"
    assert talk.danger is None
    assert theme_title("mind") in talk.titles

    in_danger = begin()
    send(lambda: in_danger.write(DANGER))
    expect_danger(in_danger)
    send(lambda: in_danger.write(NEED))
    assert in_danger.danger is not None
    assert in_danger.danger["kind"] == "suicide"


def expect_danger(talk: Conversation) -> None:
    """112 first, more than one contact, and the question whether the person is safe."""
    assert talk.status == "danger"
    first = talk.reply["parts"][0]
    assert (first["type"], first["kind"]) == ("danger", "suicide")
    assert first["contacts"][0]["href"] == "tel:112"
    assert len({contact["value"] for contact in first["contacts"]}) >= 3
    assert says(talk, "question.safety")


def expect_services_from_the_menu(begin: Begin) -> None:
    """Topic, need, cards: the menu needs nobody but the front door."""
    talk = begin()
    send(lambda: talk.write(NEED))
    send(lambda: talk.press(theme_title("school_future")))
    send(lambda: talk.press(need_title("bullying")))
    assert "school_social_worker" in talk.kinds


def expect_all_is_well(begin: Begin) -> None:
    """A message is understood as ever."""
    talk = begin()
    talk.write(NEED)
    assert (talk.status, talk.understood["need"]) == ("services", "bullying")
    assert talk.services


@contextmanager
def stopped(stack: Stack, name: str) -> Iterator[None]:
    """The process is gone, and started again afterwards."""
    stack.stop(name)
    try:
        yield
    finally:
        stack.start(name)


@contextmanager
def paused(stack: Stack, name: str) -> Iterator[None]:
    """The process keeps its connections and answers nothing."""
    stack.pause(name)
    try:
        yield
    finally:
        stack.resume(name)


def test_menu_and_contacts_are_left_when_rasa_is_stopped(stack: Stack, begin: Begin) -> None:
    """Down: answered at once, and well again after a new start, also in a conversation begun before."""
    before = begin()
    before.write(NEED)
    with stopped(stack, "assistant"):
        expect_useful(begin)
        expect_services_from_the_menu(begin)
        send(lambda: before.write("maksaako se"))
        assert before.status == "degraded"
    expect_all_is_well(begin)
    before.write(NEED)
    assert before.status == "services"


def test_menu_and_contacts_are_left_when_rasa_is_silent(stack: Stack, begin: Begin) -> None:
    """Paused: after the time limit, and well again when it goes on."""
    with paused(stack, "assistant"):
        expect_useful(begin)
        expect_services_from_the_menu(begin)
    stack.wait()
    expect_all_is_well(begin)


def test_menu_and_contacts_are_left_when_actions_are_stopped(stack: Stack, begin: Begin) -> None:
    """Rasa understands but has nobody to ask."""
    with stopped(stack, "actions"):
        expect_useful(begin)
        expect_services_from_the_menu(begin)
    expect_all_is_well(begin)


def test_menu_and_contacts_are_left_when_actions_are_silent(stack: Stack, begin: Begin) -> None:
    """The action's own time limit is shorter than Rasa's, and that shorter than the front door's."""
    with paused(stack, "actions"):
        expect_useful(begin)
    stack.wait()
    expect_all_is_well(begin)


def test_everything_is_as_ever_when_the_database_is_locked(stack: Stack, begin: Begin) -> None:
    """Answers come from memory: another connection's exclusive lock is not even noticed."""
    lock = sqlite3.connect(stack.folder / "kynnys.sqlite", isolation_level=None)
    try:
        lock.execute("BEGIN EXCLUSIVE")
        talk = begin()
        send(lambda: talk.write(NEED))
        assert talk.status == "services"
        assert talk.services
        send(lambda: talk.write("maksaako se"))
        assert talk.understood["act"] == "ask_cost"
        send(lambda: talk.press(title("something_else")))
        in_danger = begin()
        send(lambda: in_danger.write(DANGER))
        expect_danger(in_danger)
        lock.execute("ROLLBACK")
    finally:
        lock.close()
    expect_all_is_well(begin)
