"""What names a person is taken out; what helps to understand stays."""

import pytest

from api.chat.redaction import redact

SECRETS = [
    *(f"010190{sign}123A" for sign in "+-ABCDEFUVWXY"),
    "010190 - 123A",
    "01 01 90-123 a",
    "010190–123A",
    "010190 123A",
    "040 123 4567",
    "+358 40 123 4567",
    "+358401234567",
    "040-1234567",
    "(09) 123 45678",
    "0401234567",
    "040.123.4567",
    "040/1234567",
    "040/123 45 67",
    "+358.40.123.4567",
    "09.123.4567",
    "01.01.90-123A",
    "01.01.1990-123A",
    "010190.123A",
    "matti at example.fi",
    "matti.m ät example.co.uk",
    "matti miukumauku example piste fi",
    "matti.meikalainen@example.fi",
    "matti @ example.co.uk",
    "matti(at)example.fi",
]
KEPT = [
    "112",
    "116 111",
    "oon 14",
    "vuonna 2015",
    "luokka 9B",
    "klo 12.30-14.00",
    "klo 08.30-16.00",
    "08.00 09.15 10.30",
    "12.11.2026 14.00-15.30",
    "01.11.2026 klo 08.30-09.15",
    "02.03.-05.03.2026",
    "01/02/2026",
    "1.-2.9.2026",
    "3/4 tabletista",
    "I was at school.Nobody came",
    "meet me at home.it is bad",
    "500 mg",
    "2 lasta, 3 ja 5 v",
]


@pytest.mark.parametrize("secret", SECRETS)
def test_mark_stands_in_when_text_names_a_person(secret: str) -> None:
    """Every way of typing it, at the start, in the middle and at the end."""
    assert redact(secret) == "…"
    assert redact(f"hei {secret}, auta") == "hei …, auta"


@pytest.mark.parametrize("text", KEPT)
def test_text_stays_when_numbers_are_ages_or_short_service_numbers(text: str) -> None:
    """Ages, years, classes and 112 are needed."""
    assert redact(text) == text
