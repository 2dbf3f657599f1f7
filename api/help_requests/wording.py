"""What is said of a help request: who reads it, by when, what the law says, what to do if it can't wait."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from api.chat.door import Door
from api.help_requests.form import FieldError
from api.labels import name_in
from help_requests.deadlines import add_working_days, find_date
from help_requests.desk import Standing
from help_requests.inboxes import Inbox

TRUSTED_ADULT_BELOW_AGE = 13


class Wording:
    """Sentences about help requests in one language."""

    def __init__(self, door: Door, language: str) -> None:
        self._door = door
        self.language = language

    def say(self, key: str, **values: Any) -> str:
        """Return the sentence `help_request.<key>`; "" when it was never written."""
        return self._door.texts.render(f"help_request.{key}", self.language, values=values) or ""

    def describe_inbox(self, inbox: Inbox) -> dict[str, Any]:
        """Return who reads, and whether it is a demo that nobody reads."""
        return {
            "recipient": {"id": inbox.id, "name": self._name(inbox)},
            "demo": inbox.is_demo,
            "banner": self.say("demo_banner") if inbox.is_demo else None,
        }

    def tell_reader(self, inbox: Inbox) -> str:
        """Return the sentence that says who reads the request."""
        return self.say("recipient_demo") if inbox.is_demo else self.say("recipient", name=self._name(inbox))

    def build_promise(self, working_days: int | None, by: date | None) -> dict[str, Any] | None:
        """Return the organisation's own promise; None when it gave none."""
        if working_days is None or by is None:
            return None
        text = self.say("promise", date=_write_date(by))
        return {"working_days": working_days, "by": by.isoformat(), "text": text}

    def promise_of(self, inbox: Inbox, now: datetime) -> dict[str, Any] | None:
        """Return the promise as it would hold for a request sent now."""
        days = inbox.promise_working_days
        today = find_date(now)
        return self.build_promise(days, add_working_days(today, days) if days is not None else None)

    def build_limits(self, keys: Sequence[str]) -> list[dict[str, str]]:
        """Return the legal limits in words, each with its source."""
        return [
            {"text": self.say(f"limit.{key}"), "source": source}
            for key in keys
            if (source := self._door.limits.source(key, self.language))
        ]

    def suggest_adult(self, age: int | None, about: str | None) -> str | None:
        """Return the suggestion of a trusted adult, None unless the writer may be under 13.

        The age is that of the person the help is for: a parent's child tells nothing of the parent.
        """
        is_child = age is not None and age < TRUSTED_ADULT_BELOW_AGE
        return self.say("trusted_adult") if is_child and about in (None, "self") else None

    def list_next_steps(self, standing: Standing) -> list[str]:
        """Return what happens after sending, each a truth that holds for this inbox."""
        if standing.inbox.is_demo:
            return [self.say("recipient_demo")]
        promise = self.build_promise(standing.promise_working_days, standing.due_date)
        return [
            self.tell_reader(standing.inbox),
            promise["text"] if promise else self.say("no_promise"),
            self.say("next_reach"),
        ]

    def describe_standing(self, standing: Standing, text: str | None = None) -> dict[str, Any]:
        """Return how a request stands, as the contract's status; nothing of what was written.

        Args:
            text: says what was just done, instead of the state's own sentence.
        """
        promise = (
            self.build_promise(standing.promise_working_days, standing.due_date)
            if standing.is_awaited
            else None
        )
        return {
            "state": standing.state,
            "title": self.say(f"status.{standing.state}.title"),
            "text": text or self.tell_standing(standing),
            "language": self.language,
            "received_on": find_date(standing.received_at).isoformat(),
            **self.describe_inbox(standing.inbox),
            "promise": promise,
            "legal_limits": self.build_limits(standing.limits),
            "cannot_wait": self.say("cannot_wait"),
            "can_add": standing.is_open,
            "can_withdraw": standing.is_open,
            "duty_note": self.say("status.duty_note"),
        }

    def tell_standing(self, standing: Standing) -> str:
        """Return what has been done with the request, and what has not though it was promised."""
        said = [self._tell_hand_over(standing), self._tell_state(standing)]
        due, is_untried = standing.due_date, standing.tried_at is None
        if standing.is_awaited and is_untried and due and find_date(self._door.clock()) > due:
            said.append(self.say("status.late"))
        return " ".join(filter(None, said))

    def _tell_hand_over(self, standing: Standing) -> str:
        if standing.handed_over_at is None or not standing.is_open:
            return ""
        date = find_date(standing.handed_over_at)
        return self.say("status.handed_over", date=_write_date(date), name=self._name(standing.inbox))

    def _tell_state(self, standing: Standing) -> str:
        if standing.state == "closed" and standing.outcome:
            return self.say(f"status.ended.{standing.outcome}")
        if standing.state == "opened" and standing.tried_at is not None:
            return self.say("status.tried", date=_write_date(find_date(standing.tried_at)))
        if standing.state == "opened" and standing.is_taken:
            return self.say("status.taken")
        if standing.state == "received" and standing.handed_over_at is not None:
            return self.say("status.handed_over_unopened")
        is_unread_demo = standing.inbox.is_demo and standing.state == "received"
        return self.say("status.received_demo" if is_unread_demo else f"status.{standing.state}.text")

    def name_errors(self, errors: Sequence[FieldError]) -> list[dict[str, str]]:
        """Return what to mend, field by field."""
        return [
            {
                "field": error.field,
                "code": error.code,
                "message": self.say(f"error.{error.code}", **(error.values or {})),
            }
            for error in errors
        ]

    def _name(self, inbox: Inbox) -> str:
        return name_in(inbox.names, self.language) or inbox.id


def _write_date(date: date) -> str:
    return f"{date.day}.{date.month}."
