"""What is remembered of a conversation, and what one message told."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Memory:
    """The slots, read leniently: what does not fit its type counts as not remembered."""

    need: str | None = None
    needs: tuple[str, ...] = ()
    candidates: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    age: int | None = None
    age_range: tuple[int, int] | None = None
    municipality: str | None = None
    school_municipality: str | None = None
    about: str | None = None
    about_before: str | None = None
    role: str | None = None
    shown: tuple[str, ...] = ()
    in_view: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()

    @property
    def remembered_needs(self) -> tuple[str, ...]:
        """The needs that the cards on view answer, best first; empty when none is known."""
        return self.needs or ((self.need,) if self.need else ())


@dataclass(frozen=True)
class Said:
    """The values that this message gave; None for what it did not tell.

    Attributes:
        service_kind: named by an everyday word. matter: kinds of service that it is a matter for.
    """

    age: int | None = None
    age_range: tuple[int, int] | None = None
    municipality: str | None = None
    school_municipality: str | None = None
    about: str | None = None
    role: str | None = None
    service_kind: str | None = None
    matter: tuple[str, ...] = ()
    language_name: str | None = None
    need: str | None = None
    theme: str | None = None
    service_id: str | None = None

    @property
    def tells_of_the_person(self) -> bool:
        """Whether the message told an age, a place or whom it is about."""
        told = (self.age, self.age_range, self.municipality, self.school_municipality, self.about)
        return any(value is not None for value in told)
