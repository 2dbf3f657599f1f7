"""Takes out what names a person before a message leaves the front door."""

import re

MARK = "…"

# Source: https://dvv.fi/en/reform-of-personal-identity-code (seen 2026-11-21): signs of the century
# + - and, since 2023, Y X W V U (1900s) and B C D E F beside A (2000s). People type it with spaces and
# with other dashes.
_DIGIT = r"\d[\s\u00a0]?"
_IDENTITY_CODE = re.compile(
    rf"(?<!\d)(?:{_DIGIT}){{6}}[-+./\u2010-\u2015\u2212A-FU-Y]?[\s\u00a0]?(?:{_DIGIT}){{3}}[0-9A-FHJ-NPR-Y](?!\w)",
    re.IGNORECASE,
)
# With a date's dots the sign of the century has to be there: "12.11.2026 1400" is a time to meet.
_DATED_IDENTITY_CODE = re.compile(
    r"(?<!\d)\d\d\.\d\d\.(?:19|20)?\d\d\s?[-+\u2010-\u2015\u2212A-FU-Y]\s?\d{3}[0-9A-FHJ-NPR-Y](?!\w)",
    re.IGNORECASE,
)
_EMAIL = re.compile(
    r"[\w.+%-]{1,64}\s?(?:@|\(at\)|\[at\]|\(ät\))\s?[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}", re.IGNORECASE
)
# Spelt out, an address needs a known ending: "I was at school.Nobody came" is none.
_SPOKEN_EMAIL = re.compile(
    r"[\w.+%-]{1,64}\s(?:at|ät|miukumauku)\s[\w.-]{1,63}(?:\.|\s(?:piste|punkt|dot)\s)"
    r"(?:fi|com|net|org|se|eu|ee|info|edu|uk)(?!\w)",
    re.IGNORECASE,
)
# Seven digits or more with the usual separators: shorter ones are service numbers, ages, years or doses.
_PHONE = re.compile(r"(?<!\w)\(?(?:\+|00)?\d(?:[\s\u00a0()\-\u2010-\u2015]{0,2}\d){6,14}(?!\d)")
# With dots or strokes only what begins like a number, and neither a time ("08.30-16.00") nor a date.
_DOTTED_PHONE = re.compile(
    r"(?<![\w./])(?!\d{1,2}\.[0-5]\d(?!\d|[./]\d))(?!\d{1,2}[./]\d{1,2}[./](?:\d{4}|\d\d)?(?!\d))"
    r"\(?(?:\+\d|0\d)(?:(?:[\s\u00a0()\-\u2010-\u2015]{0,2}|[./])\d){5,13}(?!\d)"
)


# In this order: of a number with strokes the usual pattern would leave the beginning.
PATTERNS = (_EMAIL, _SPOKEN_EMAIL, _DATED_IDENTITY_CODE, _IDENTITY_CODE, _DOTTED_PHONE, _PHONE)


def redact(text: str) -> str:
    """Return the text with personal identity codes, e-mail addresses and phone numbers replaced by `…`."""
    for pattern in PATTERNS:
        text = pattern.sub(MARK, text)
    return text
