"""Reads text out of raw bytes that nobody has checked, so that broken JSON cannot hide a cry for help."""

from __future__ import annotations

import html
import re
import urllib.parse

_ESCAPE = re.compile(r"\\+(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|([nrtbf/\"]))")
_SURROGATES = re.compile("([\ud800-\udbff])([\udc00-\udfff])")
_LONELY = re.compile("[\ud800-\udfff]")
_PERCENT = re.compile("%[0-9a-fA-F]{2}")


def read_texts(raw: bytes) -> list[str]:
    """Returns every likely reading of the bytes, the likeliest first; never raises."""
    return [_unescape(text) for text in _decode(raw)]


def _decode(raw: bytes) -> list[str]:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        # Or a body that only begins like UTF-16.
        return [raw.decode("utf-16", "replace"), raw.decode("utf-8", "replace")]
    zeros = raw.count(0)
    if zeros > len(raw) // 4:
        # UTF-16 without its mark: Latin letters leave a zero in every second byte.
        little = raw[1::2].count(0) >= raw[0::2].count(0)
        return [raw.decode("utf-16-le" if little else "utf-16-be", "replace")]
    try:
        return [raw.decode("utf-8-sig")]
    except UnicodeDecodeError:
        # Cut in the middle of a letter, or another encoding: read both ways.
        return [raw.decode("utf-8", "replace"), raw.decode("cp1252", "replace")]


def _unescape(text: str) -> str:
    if "\\" in text:
        text = _ESCAPE.sub(_unescape_one, text)
        text = _SURROGATES.sub(
            lambda pair: chr(0x10000 + ((ord(pair[1]) - 0xD800) << 10) + ord(pair[2]) - 0xDC00), text
        )
        text = _LONELY.sub(" ", text)
    if "%" in text and _PERCENT.search(text):
        text = urllib.parse.unquote_plus(text, errors="replace")
    if "&" in text and ";" in text:
        text = html.unescape(text)
    return text


def _unescape_one(found: re.Match[str]) -> str:
    digits = found[1] or found[2]
    if digits:
        return chr(int(digits, 16))
    return "\n" if found[3] in "nr" else " "
