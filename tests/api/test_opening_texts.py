"""What a card says of when a contact is open."""

from datetime import date, datetime

import pytest

from api.cards import choose_opening_text
from services_catalog.opening import HELSINKI, Opening

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("until", "text"),
    [
        (datetime(2026, 11, 23, 16, tzinfo=HELSINKI), ("open_until", {"time": "16.00"})),
        (datetime(2026, 11, 24, 2, tzinfo=HELSINKI), ("open_until", {"time": "2.00"})),
        (datetime(2026, 11, 26, 0, tzinfo=HELSINKI), ("always", {})),
        (None, ("always", {})),
    ],
)
def test_a_closing_is_told_only_when_its_time_of_day_cannot_be_mistaken(
    until: datetime | None, text: tuple[str, dict[str, str]]
) -> None:
    """ "Closes at 0.00" three days from now would read as tonight."""
    assert choose_opening_text(Opening("open", until=until), TODAY) == text
