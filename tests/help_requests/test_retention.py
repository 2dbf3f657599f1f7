"""What was withdrawn or handled is erased after its time; keys are changed without losing anything."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from database.encryption import UnreadableError
from help_requests import models
from help_requests.__main__ import main
from help_requests.desk import Desk, ReferenceUnknownError
from help_requests.figures import read_figures
from help_requests.handling import Handling
from help_requests.inboxes import seed_inboxes
from help_requests.retention import purge, rotate_keys
from help_requests.settings import Settings
from tests.help_requests.standins import (
    ANNA,
    CONTENT,
    KEY,
    NOW,
    OTHER_KEY,
    Clock,
    build_desk,
    build_keyring,
    build_submission,
    build_try,
    enter_inbox,
    find_inbox,
    list_rows,
)

SETTINGS = Settings(erase_withdrawn_after_days=7, erase_handled_after_days=30, keep_audit_days=365)


def days(number: float) -> dt.datetime:
    return NOW + dt.timedelta(days=number)


def test_handled_and_withdrawn_requests_go_after_their_time(
    engine: Engine, desk: Desk, handling: Handling
) -> None:
    """Each by its own time; with it goes all that was added. The reference then finds nothing."""
    closed, answered, withdrawn, unread = (
        desk.submit(build_submission(engine, key)).reference for key in ("a", "b", "c", "d")
    )
    ids = [request.id for request in list_rows(engine, models.HelpRequest)]
    by_reference = {desk.look_up(reference).state: reference for reference in (unread,)}
    assert by_reference == {"received": unread}
    desk.add(closed, "lisää", "add")
    desk.withdraw(withdrawn)
    for request in list_rows(engine, models.HelpRequest):
        if request.state == "received" and request.reference_hash != _hash_of(desk, unread):
            handling.read(request.id, ANNA)
            handling.close(request.id, ANNA, "helped", handling.read(request.id, ANNA).case.revision)

    assert purge(engine, SETTINGS, days(6.9)).requests == 0
    assert purge(engine, SETTINGS, days(7)).requests == 1
    with pytest.raises(ReferenceUnknownError):
        desk.look_up(withdrawn)
    assert purge(engine, SETTINGS, days(29.9)).requests == 0
    assert purge(engine, SETTINGS, days(30)).requests == 2
    for reference in (closed, answered):
        with pytest.raises(ReferenceUnknownError):
            desk.look_up(reference)
    assert list_rows(engine, models.Addition) == []
    assert purge(engine, SETTINGS, days(364.9)).requests == 0
    assert desk.look_up(unread).state == "received"
    erased = {e.request_id for e in list_rows(engine, models.AuditEntry) if e.action == "erased"}
    assert len(erased) == 3
    assert erased < set(ids)


def _hash_of(desk: Desk, reference: str) -> str | None:
    return desk._references.hash(reference)


def test_answered_request_with_something_new_is_kept(
    engine: Engine, desk: Desk, handling: Handling, clock: Clock
) -> None:
    """What was added after the answer must be read before anything is erased."""
    reference = desk.submit(build_submission(engine)).reference
    (request,) = list_rows(engine, models.HelpRequest)
    handling.read(request.id, ANNA)
    handling.log_try(request.id, ANNA, build_try(reached=True), "0" * 32)
    clock.move(days=29)
    desk.add(reference, "kukaan ei soittanut", "add")
    assert purge(engine, SETTINGS, days(60)).requests == 0


def test_what_nobody_ended_goes_after_a_year_and_is_not_hidden(
    engine: Engine, desk: Desk, clock: Clock
) -> None:
    """Counted from the last act; the audit and the figures still tell that it was missed."""
    desk.submit(build_submission(engine, "unread"))
    reference = desk.submit(build_submission(engine, "read")).reference
    clock.move(days=10)
    desk.add(reference, "vielä", "add")
    assert purge(engine, SETTINGS, days(364.9)).requests == 0
    assert purge(engine, SETTINGS, days(365)).requests == 1
    assert purge(engine, SETTINGS, days(375)).requests == 1
    actions = [entry.action for entry in list_rows(engine, models.AuditEntry)]
    assert actions.count("erased_unhandled") == 2
    with Session(engine) as session:
        figures = read_figures(session, NOW.date(), days(400).date())
    assert sum(figure.number for figure in figures if figure.event == "never_handled") == 2


def test_tries_and_hand_overs_go_with_their_request(engine: Engine, desk: Desk, handling: Handling) -> None:
    """Nothing that was written about a person outlives what the person wrote."""
    enter_inbox(engine, "perheet")
    desk.submit(build_submission(engine))
    (request,) = list_rows(engine, models.HelpRequest)
    handling.read(request.id, ANNA)
    handling.log_try(request.id, ANNA, build_try(), "0" * 32)
    revision = handling.read(request.id, ANNA).case.revision
    handling.hand_over(request.id, ANNA, "perheet", "soita iltapäivällä", True, revision)
    revision = handling.read(request.id, ANNA).case.revision
    handling.close(request.id, ANNA, "not_wanted", revision)
    assert purge(engine, SETTINGS, days(30)).requests == 1
    assert list_rows(engine, models.LoggedTry) == list_rows(engine, models.HandOver) == []


def test_demo_requests_go_within_a_week(engine: Engine, desk: Desk) -> None:
    """Nobody will ever handle them."""
    seed_inboxes(engine, now=NOW)
    desk.submit(build_submission(engine, inbox=find_inbox(engine, "demo")))
    assert purge(engine, SETTINGS, days(6.9)).requests == 0
    assert purge(engine, SETTINGS, days(7)).requests == 1


def test_audit_and_old_notices_go_at_last(engine: Engine, desk: Desk) -> None:
    """The audit outlives the request for its own set time."""
    desk.submit(build_submission(engine))
    assert purge(engine, SETTINGS, days(364)).audit_entries == 0
    assert purge(engine, SETTINGS, days(366)).audit_entries == 1


def test_everything_is_readable_under_the_new_key_alone(
    engine: Engine, desk: Desk, clock: Clock, handling: Handling
) -> None:
    """New key in front, rotate, old key out: also what was added before."""
    reference = desk.submit(build_submission(engine)).reference
    desk.add(reference, "lisää", "add")
    both = build_keyring(f"second:{OTHER_KEY},first:{KEY}")
    enter_inbox(engine, "perheet")
    (request,) = list_rows(engine, models.HelpRequest)
    handling.read(request.id, ANNA)
    handling.log_try(request.id, ANNA, build_try(words="ei vastannut"), "0" * 32)
    revision = handling.read(request.id, ANNA).case.revision
    handling.hand_over(request.id, ANNA, "perheet", "soita iltapäivällä", True, revision)
    assert rotate_keys(engine, both) == 4
    assert rotate_keys(engine, both) == 0

    (request,) = list_rows(engine, models.HelpRequest)
    content = Handling(engine, build_keyring(f"second:{OTHER_KEY}"), clock).read(request.id, ANNA)
    assert content.told == CONTENT
    assert [tried.words for tried in content.tries] == ["ei vastannut"]
    assert [passage.words for passage in content.passages] == ["soita iltapäivällä"]
    assert [message for _, message in content.additions] == ["lisää"]
    with pytest.raises(UnreadableError):
        handling.read(request.id, ANNA)
    assert build_desk(engine, clock, f"second:{OTHER_KEY}").look_up(reference).state == "opened"


def test_nothing_changes_when_an_old_key_is_missing(engine: Engine, desk: Desk) -> None:
    """All or nothing: no text is lost by a rotation that came too late."""
    desk.submit(build_submission(engine))
    (before,) = list_rows(engine, models.HelpRequest)
    with pytest.raises(UnreadableError):
        rotate_keys(engine, build_keyring(f"second:{OTHER_KEY}"))
    (after,) = list_rows(engine, models.HelpRequest)
    assert (after.key_id, after.sealed) == (before.key_id, before.sealed)


def test_commands_do_their_work_and_say_so(
    engine: Engine, desk: Desk, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """seed, rotate-keys and purge against the database of the tests."""
    desk.submit(build_submission(engine))
    url = ["--database-url", str(engine.url)]
    monkeypatch.setenv("HELP_REQUESTS_ENCRYPTION_KEYS", f"second:{OTHER_KEY},first:{KEY}")
    assert main([*url, "seed"]) == 0
    assert main([*url, "rotate-keys"]) == 0
    assert main([*url, "purge"]) == 0
    said = capsys.readouterr().out
    assert "1 inboxes added" in said
    assert "1 texts encrypted anew" in said
    assert "0 requests erased" in said


@pytest.mark.parametrize(
    ("keys", "said"), [("", "is empty"), ("wrong", "HELP_REQUESTS_ENCRYPTION_KEYS key 1")]
)
def test_command_says_which_setting_to_mend(
    engine: Engine,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    keys: str,
    said: str,
) -> None:
    """One line on standard error, and an exit code."""
    monkeypatch.setenv("HELP_REQUESTS_ENCRYPTION_KEYS", keys)
    assert main(["--database-url", str(engine.url), "rotate-keys"]) == 1
    assert said in capsys.readouterr().err
