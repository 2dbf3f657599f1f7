"""Notices reach a real SMTP server on loopback, are tried again when it is down, and tell of no person."""

from __future__ import annotations

import datetime as dt
import socket
from collections.abc import Iterator, Mapping
from email import message_from_bytes
from email.message import Message
from email.policy import default
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import Engine

from help_requests import models
from help_requests.alerts import alert_answered, alert_unanswered, alert_unclosed, alert_unopened
from help_requests.desk import Desk
from help_requests.handling import Handling
from help_requests.inboxes import Circumstances, seed_inboxes
from help_requests.mail import MailRefusedError, MailUnsentError, send_mail
from help_requests.outbox import WAITS, DeliveryReport, deliver_due
from help_requests.settings import Settings
from tests.help_requests.standins import (
    ANNA,
    BENGT,
    NOW,
    Clock,
    build_submission,
    build_try,
    enter_inbox,
    find_inbox,
    list_rows,
)

ADMINISTRATOR = "yllapito@example.test"
USUAL = Circumstances(is_launched=True, has_mail=True, has_administrator=True)


class Letterbox:
    """What the mail server got; refuses the addresses it is told to."""

    def __init__(self) -> None:
        self.letters: list[tuple[str, Message]] = []
        self.refusal: str | None = None

    async def handle_RCPT(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        if self.refusal:
            return self.refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        letter = message_from_bytes(envelope.content, policy=default)
        self.letters += [(recipient, letter) for recipient in envelope.rcpt_tos]
        return "250 OK"


class Post:
    """A mail server on loopback that can be stopped and started, and the settings that lead to it."""

    def __init__(self) -> None:
        self.letterbox = Letterbox()
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.settings = Settings(
            smtp_host="127.0.0.1",
            smtp_port=self.port,
            smtp_security="none",
            smtp_sender="kynnys@example.test",
            smtp_timeout_seconds=2,
        )
        self._controller: Controller | None = None

    def start(self) -> None:
        self._controller = Controller(self.letterbox, hostname="127.0.0.1", port=self.port)
        self._controller.start()

    def stop(self) -> None:
        if self._controller:
            self._controller.stop()
            self._controller = None

    def send(self, kind: str, recipient: str, names: Mapping[str, str]) -> None:
        send_mail(self.settings, recipient, f"Kynnys: {kind}", f"Postilaatikko: {names['fi']}\n")

    def deliver(self, engine: Engine, now: dt.datetime) -> DeliveryReport:
        return deliver_due(engine, self.send, ADMINISTRATOR, now)


@pytest.fixture
def post() -> Iterator[Post]:
    post = Post()
    post.start()
    yield post
    post.stop()


def test_notice_arrives_once_and_names_only_the_inbox(engine: Engine, desk: Desk, post: Post) -> None:
    """To the inbox's address, in UTF-8, marked as automatic; a second round sends nothing."""
    receipt = desk.submit(build_submission(engine))
    assert post.deliver(engine, NOW).sent == 1
    assert post.deliver(engine, NOW + dt.timedelta(hours=1)).sent == 0

    ((recipient, letter),) = post.letterbox.letters
    assert recipient == letter["To"] == "kuraattorit@example.test"
    assert letter["Auto-Submitted"] == "auto-generated"
    content = letter.as_string()
    assert "Espoon kuraattorit" in content
    secrets = ("supersalainen", "040 123", "040123", "bullying", receipt.reference)
    assert not [secret for secret in secrets if secret in content]


def test_notice_waits_longer_each_time_when_the_server_is_down(
    engine: Engine, desk: Desk, post: Post
) -> None:
    """It goes when the server is back; meanwhile, after an hour, the inbox does not count as read."""
    post.stop()
    desk.submit(build_submission(engine))
    now = NOW
    assert post.deliver(engine, now).waiting == 1
    assert post.deliver(engine, now + WAITS[0] - dt.timedelta(seconds=1)).waiting == 0
    for wait in WAITS[:3]:
        now += wait
        assert post.deliver(engine, now).waiting == 1
    assert find_inbox(engine).is_active(NOW + dt.timedelta(minutes=30), USUAL)
    assert not find_inbox(engine).is_active(NOW + dt.timedelta(hours=2), USUAL)

    post.start()
    now += WAITS[3]
    assert post.deliver(engine, now).sent == 1
    assert find_inbox(engine).is_active(now, USUAL)
    (notice,) = list_rows(engine, models.Notice)
    assert (notice.outcome, notice.attempts) == ("sent", 5)


def test_notice_is_given_up_after_two_days_and_the_administrator_told(
    engine: Engine, desk: Desk, post: Post
) -> None:
    """The inbox takes no more requests until a notice goes through again."""
    post.stop()
    desk.submit(build_submission(engine))
    now = NOW
    for wait in WAITS:
        post.deliver(engine, now)
        now += wait
    post.start()
    post.letterbox.refusal = "451 later"
    assert post.deliver(engine, now) == DeliveryReport(sent=0, waiting=0, given_up=1)
    assert not find_inbox(engine).is_active(NOW, USUAL)
    kinds = [(notice.kind, notice.recipient) for notice in list_rows(engine, models.Notice)]
    assert kinds == [("new", "kuraattorit@example.test"), ("undeliverable", ADMINISTRATOR)]

    post.letterbox.refusal = None
    assert post.deliver(engine, now).sent == 1
    assert post.letterbox.letters[0][0] == ADMINISTRATOR


def test_refused_address_closes_the_inbox_at_once(engine: Engine, desk: Desk, post: Post) -> None:
    """No such mailbox: trying again would help nobody."""
    desk.submit(build_submission(engine))
    post.letterbox.refusal = "550 no such user"
    assert post.deliver(engine, NOW).given_up == 1
    assert find_inbox(engine).notice_refused
    assert not find_inbox(engine).is_active(NOW, USUAL)


def test_notice_that_can_not_be_written_holds_up_no_other(engine: Engine, desk: Desk, post: Post) -> None:
    """A mistake of our own with one of them: it counts as failing, is tried again, and given up at last."""
    enter_inbox(engine, "rikki", names={"sv": "Utan finskt namn"}, notice_address="rikki@example.test")
    desk.submit(build_submission(engine, "key-1", inbox=find_inbox(engine, "rikki")))
    desk.submit(build_submission(engine, "key-2"))
    assert post.deliver(engine, NOW) == DeliveryReport(sent=1, waiting=1)
    assert find_inbox(engine, "rikki").notice_failing_since == NOW

    now = NOW
    for wait in WAITS[:-1]:
        now += wait
        assert post.deliver(engine, now).waiting == 1
    assert post.deliver(engine, now + WAITS[-1]).given_up == 1
    assert find_inbox(engine, "rikki").notice_refused


def test_two_senders_never_send_the_same_notice(engine: Engine, desk: Desk) -> None:
    """What one has taken in hand is not due for the other until its lease ends."""
    desk.submit(build_submission(engine))
    seen: list[str] = []

    def send_while_another_looks(kind: str, recipient: str, names: Mapping[str, str]) -> None:
        seen.append(recipient)
        inner = deliver_due(engine, send_while_another_looks, ADMINISTRATOR, NOW)
        assert inner == DeliveryReport()

    assert deliver_due(engine, send_while_another_looks, ADMINISTRATOR, NOW).sent == 1
    assert seen == ["kuraattorit@example.test"]


def test_notice_of_a_sender_that_died_is_taken_over(engine: Engine, desk: Desk, post: Post) -> None:
    """After its lease another sends it."""
    desk.submit(build_submission(engine))

    class DiedError(BaseException):
        pass

    def die(kind: str, recipient: str, names: Mapping[str, str]) -> None:
        raise DiedError

    with pytest.raises(DiedError):
        deliver_due(engine, die, ADMINISTRATOR, NOW)
    assert post.deliver(engine, NOW + dt.timedelta(minutes=9)).sent == 0
    assert post.deliver(engine, NOW + dt.timedelta(minutes=11)).sent == 1


def test_server_without_tls_is_not_trusted_when_tls_is_asked_for(post: Post) -> None:
    """Nothing is sent in plain by accident."""
    settings = post.settings.model_copy(update={"smtp_security": "starttls"})
    with pytest.raises(MailUnsentError):
        send_mail(settings, "kuraattorit@example.test", "Kynnys", "x")
    assert post.letterbox.letters == []


def alert_lying(engine: Engine, administrator: str, days: int, now: dt.datetime) -> int:
    """How many alerts there are of all that lies, as in one round."""
    return (
        alert_unopened(engine, administrator, now)
        + alert_unanswered(engine, administrator, now)
        + alert_unclosed(engine, administrator, days, now)
    )


def test_second_handler_and_then_the_administrator_are_told_of_what_nobody_opens(
    engine: Engine, desk: Desk, clock: Clock
) -> None:
    """Past half and past three quarters of its time; each once."""
    desk.submit(build_submission(engine))
    (request,) = list_rows(engine, models.HelpRequest)
    assert alert_unopened(engine, ADMINISTRATOR, request.second_alert_at - dt.timedelta(seconds=1)) == 0
    assert alert_unopened(engine, ADMINISTRATOR, request.second_alert_at) == 1
    assert alert_unopened(engine, ADMINISTRATOR, request.second_alert_at) == 0
    assert alert_unopened(engine, ADMINISTRATOR, request.administrator_alert_at) == 1
    assert alert_unopened(engine, ADMINISTRATOR, request.administrator_alert_at + dt.timedelta(days=9)) == 0
    told = [(notice.kind, notice.recipient) for notice in list_rows(engine, models.Notice)[1:]]
    assert told == [("second_handler", "varahenkilo@example.test"), ("administrator", ADMINISTRATOR)]
    actions = [entry.action for entry in list_rows(engine, models.AuditEntry)]
    assert actions == ["sent", "alerted_second", "alerted_admin"]


def test_administrator_is_told_first_where_there_is_no_second_handler(engine: Engine, desk: Desk) -> None:
    """At half of the time already."""
    enter_inbox(engine, "yksin", second_handler_address=None)
    desk.submit(build_submission(engine, inbox=find_inbox(engine, "yksin")))
    (request,) = list_rows(engine, models.HelpRequest)
    alert_unopened(engine, ADMINISTRATOR, request.second_alert_at)
    assert list_rows(engine, models.Notice)[-1].recipient == ADMINISTRATOR


def test_second_handler_is_told_again_where_no_administrator_is_known(engine: Engine, desk: Desk) -> None:
    """Each time that the administrator would be: nothing lies in silence."""
    desk.submit(build_submission(engine))
    assert alert_lying(engine, "", 30, NOW + dt.timedelta(days=31)) == 3
    told = [(notice.kind, notice.recipient) for notice in list_rows(engine, models.Notice)[1:]]
    assert told == [
        ("second_handler", "varahenkilo@example.test"),
        ("administrator", "varahenkilo@example.test"),
        ("unclosed", "kuraattorit@example.test"),
        ("admin_unclosed", "varahenkilo@example.test"),
    ]
    actions = [entry.action for entry in list_rows(engine, models.AuditEntry)]
    assert actions == ["sent", "alerted_second", "alerted_second", "alerted_unclosed"]


def test_second_handler_is_told_of_a_dead_address_where_no_administrator_is_known(
    engine: Engine, desk: Desk
) -> None:
    """But not of their own."""
    desk.submit(build_submission(engine))

    def refuse(kind: str, recipient: str, names: Mapping[str, str]) -> None:
        raise MailRefusedError

    assert deliver_due(engine, refuse, "", NOW).given_up == 1
    assert deliver_due(engine, refuse, "", NOW).given_up == 1
    told = [(notice.kind, notice.recipient) for notice in list_rows(engine, models.Notice)]
    assert told == [("new", "kuraattorit@example.test"), ("undeliverable", "varahenkilo@example.test")]
    alert_unopened(engine, "", list_rows(engine, models.HelpRequest)[0].second_alert_at)
    assert deliver_due(engine, refuse, "", NOW + dt.timedelta(days=9)).given_up == 1
    assert [notice.kind for notice in list_rows(engine, models.Notice)][2:] == ["second_handler"]


def test_audit_says_that_nobody_was_alerted_where_no_address_is_known(engine: Engine, desk: Desk) -> None:
    """No notice went out, so none is noted."""
    enter_inbox(engine, "yksin", second_handler_address=None, notice_address=None)
    desk.submit(build_submission(engine, inbox=find_inbox(engine, "yksin")))
    assert alert_lying(engine, "", 30, NOW + dt.timedelta(days=31)) == 3
    assert list_rows(engine, models.Notice) == []
    actions = [entry.action for entry in list_rows(engine, models.AuditEntry)]
    assert actions == ["sent", "alerted_nobody", "alerted_nobody", "alerted_nobody"]


def test_nobody_is_told_that_what_was_opened_or_withdrawn_is_unopened(
    engine: Engine, desk: Desk, handling: Handling
) -> None:
    """What was opened has alerts of its own; what was withdrawn has none."""
    desk.submit(build_submission(engine, "key-1"))
    handling.read(list_rows(engine, models.HelpRequest)[0].id, ANNA)
    desk.withdraw(desk.submit(build_submission(engine, "key-2")).reference)
    assert alert_unopened(engine, ADMINISTRATOR, NOW + dt.timedelta(days=30)) == 0


def test_opened_request_that_nobody_answers_is_told_of(
    engine: Engine, desk: Desk, handling: Handling, clock: Clock
) -> None:
    """At half of what was left the second handler, at its end the administrator; each once."""
    desk.submit(build_submission(engine))
    clock.move(hours=20)
    handling.read(list_rows(engine, models.HelpRequest)[0].id, ANNA)
    (request,) = list_rows(engine, models.HelpRequest)
    assert alert_unanswered(engine, ADMINISTRATOR, request.second_alert_at - dt.timedelta(seconds=1)) == 0
    assert alert_unanswered(engine, ADMINISTRATOR, request.second_alert_at) == 1
    # The end of the day that was promised, in Finland.
    assert request.administrator_alert_at == dt.datetime(2026, 11, 26, 22, 0, tzinfo=dt.UTC)
    assert alert_unanswered(engine, ADMINISTRATOR, request.administrator_alert_at) == 1
    assert alert_unanswered(engine, ADMINISTRATOR, request.administrator_alert_at) == 0
    told = [(notice.kind, notice.recipient) for notice in list_rows(engine, models.Notice)[1:]]
    assert told == [("second_unanswered", "varahenkilo@example.test"), ("admin_unanswered", ADMINISTRATOR)]


def test_alerts_begin_anew_when_it_is_opened_late(
    engine: Engine, desk: Desk, handling: Handling, clock: Clock
) -> None:
    """Whoever was told that it lay unopened is told again when it then lies unanswered."""
    desk.submit(build_submission(engine))
    clock.move(days=10)
    assert alert_unopened(engine, ADMINISTRATOR, clock.now) == 2
    handling.read(list_rows(engine, models.HelpRequest)[0].id, ANNA)
    assert alert_lying(engine, ADMINISTRATOR, 30, clock.now) == 0
    clock.move(days=4)
    assert alert_lying(engine, ADMINISTRATOR, 30, clock.now) == 2


def test_nobody_is_told_of_what_is_answered_until_something_is_added(
    engine: Engine, desk: Desk, handling: Handling, clock: Clock
) -> None:
    """That nobody called, said after the answer, lies as a new request would."""
    reference = desk.submit(build_submission(engine)).reference
    request_id = list_rows(engine, models.HelpRequest)[0].id
    handling.read(request_id, ANNA)
    handling.log_try(request_id, ANNA, build_try(reached=True), "0" * 32)
    clock.move(days=20)
    assert alert_lying(engine, ADMINISTRATOR, 30, clock.now) == 0
    desk.add(reference, "kukaan ei soittanut", "add-1")
    clock.move(days=4)
    assert alert_lying(engine, ADMINISTRATOR, 30, clock.now) == 2


def test_request_that_nobody_ends_is_told_of_again_and_again(
    engine: Engine, desk: Desk, handling: Handling, clock: Clock
) -> None:
    """Inbox and administrator, each thirty days without any act."""
    desk.submit(build_submission(engine))
    request_id = list_rows(engine, models.HelpRequest)[0].id
    handling.read(request_id, ANNA)
    handling.log_try(request_id, ANNA, build_try(), "0" * 32)
    counts = []
    for days in (29, 1, 0, 29, 1):
        clock.move(days=days)
        counts.append(alert_unclosed(engine, ADMINISTRATOR, 30, clock.now))
    assert counts == [0, 1, 0, 0, 1]
    kinds = [notice.kind for notice in list_rows(engine, models.Notice)]
    assert kinds == ["new", *["unclosed", "admin_unclosed"] * 2]
    handling.close(request_id, ANNA, "not_reached", handling.read(request_id, ANNA).case.revision)
    clock.move(days=60)
    assert alert_unclosed(engine, ADMINISTRATOR, 30, clock.now) == 0


def test_inbox_is_told_once_of_what_is_answered_and_not_closed(
    engine: Engine, desk: Desk, handling: Handling, clock: Clock
) -> None:
    """Half-way to its erasing; whoever took it over meanwhile gets a day."""
    desk.submit(build_submission(engine))
    request_id = list_rows(engine, models.HelpRequest)[0].id
    handling.read(request_id, ANNA)
    handling.log_try(request_id, ANNA, build_try(reached=True), "0" * 32)
    counts = []
    for days in (14, 1, 0, 10):
        clock.move(days=days)
        counts.append(alert_answered(engine, 30, clock.now))
    assert counts == [0, 1, 0, 0]
    assert [notice.kind for notice in list_rows(engine, models.Notice)] == ["new", "answered_unclosed"]
    handling.log_try(request_id, ANNA, build_try(reached=True, at=clock.now), "1" * 32)
    clock.move(days=15)
    assert alert_answered(engine, 30, clock.now) == 1
    handling.take(request_id, BENGT, ANNA.account_id)
    assert alert_answered(engine, 30, clock.now) == 0
    clock.move(days=1)
    assert alert_answered(engine, 30, clock.now) == 1
    handling.close(request_id, BENGT, "helped", handling.read(request_id, BENGT).case.revision)
    clock.move(days=20)
    assert alert_answered(engine, 30, clock.now) == 0


def test_demo_tells_nobody(engine: Engine, desk: Desk) -> None:
    """No mail leaves a trial."""
    seed_inboxes(engine, now=NOW)
    desk.submit(build_submission(engine, inbox=find_inbox(engine, "demo")))
    assert list_rows(engine, models.Notice) == []
    assert alert_unopened(engine, ADMINISTRATOR, NOW + dt.timedelta(days=30)) == 0
