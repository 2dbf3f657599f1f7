"""Takes out what names a person before a message leaves the front door."""

import re

MARK = "…"

# Source: https://dvv.fi/en/reform-of-personal-identity-code (seen 2026-11-21): signs of the century
# + - and, since 2023, Y X W V U (1900s) and B C D E F beside A (2000s). People type it with spaces and
# with other dashes.
_DIGIT = r"\d[\s\u00a0]?"
_IDENTITY_CODE = re.compile(
    rf"(?<!\d)(?:{_DIGIT}){{6}}[-+\u2010-\u2015\u2212A-FU-Y]?[\s\u00a0]?(?:{_DIGIT}){{3}}[0-9A-FHJ-NPR-Y](?!\w)",
    re.IGNORECASE,
)
_EMAIL = re.compile(
    r"[\w.+%-]{1,64}\s?(?:@|\(at\)|\[at\]|\(ät\))\s?[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}", re.IGNORECASE
)
# Seven digits or more with the usual separators: shorter ones are service numbers, ages, years or doses.
_PHONE = re.compile(r"(?<!\w)\(?(?:\+|00)?\d(?:[\s\u00a0()\-\u2010-\u2015]{0,2}\d){6,14}(?!\d)")


def redact(text: str) -> str:
    """Return the text with personal identity codes, e-mail addresses and phone numbers replaced by `…`."""
    for pattern in (_EMAIL, _IDENTITY_CODE, _PHONE):
        text = pattern.sub(MARK, text)
    return text
