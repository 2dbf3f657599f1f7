"""Reads text out of raw bytes that nobody has checked, so that broken JSON cannot hide a cry for help."""

from __future__ import annotations

import html
import re
import urllib.parse
from collections.abc import Iterator

_ESCAPE = re.compile(r"\\+(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|([nrtbf/\"]))")
_SURROGATES = re.compile("([\ud800-\udbff])([\udc00-\udfff])")
_LONELY = re.compile("[\ud800-\udfff]")
_PERCENT = re.compile("%[0-9a-fA-F]{2}")

# A byte that is not UTF-8 as "surrogateescape" leaves it, or what a letter of CP1252 and the signs after it
# would be in UTF-8: "HERÄÄ" before a hard space, "herää…”".
_DOUBTFUL = re.compile(
    "[\udc80-\udcff\u0100-\u017f\u0240-\u027f\u0540-\u05bf\u0700-\u073f\u4000-\u5fff\u9000-\u9fff]"
)
# A stretch of so many signs that holds one is read as CP1252 too, with so many around it: of a message, all.
_STRETCH_SIGNS, _STRETCHES_AROUND = 1024, 4
_CONTROLS = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def read_texts(raw: bytes) -> list[str]:
    """Returns every likely reading of the bytes, the likeliest first; never raises.

    The first is of the whole text; a further one may be of that part alone which can be read otherwise.
    """
    return [_unescape(text) for text in _decode(raw)]


def _decode(raw: bytes) -> list[str]:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        # Or a body that only begins like UTF-16: certainly so where all else is plain text, for in UTF-16
        # each letter that the rules know has a byte that is a control sign or no UTF-8.
        plain = raw.decode("utf-8", "replace")
        if not _CONTROLS.search(raw, 2) and _is_utf8(raw[2:]):
            return [plain]
        return [raw.decode("utf-16", "replace"), plain]
    zeros = raw.count(0)
    if zeros > len(raw) // 4:
        # UTF-16 without its mark: Latin letters leave a zero in every second byte.
        little = raw[1::2].count(0) >= raw[0::2].count(0)
        return [raw.decode("utf-16-le" if little else "utf-16-be", "replace")]
    try:
        return [raw.decode("utf-8-sig")]
    except UnicodeDecodeError:
        # Cut in the middle of a letter, or another encoding: read both ways.
        escaped = raw.decode("utf-8", "surrogateescape")
        return [raw.decode("utf-8", "replace"), "\n".join(map(_read_as_cp1252, _find_doubtful(escaped)))]


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _read_as_cp1252(escaped: str) -> str:
    return escaped.encode("utf-8", "surrogateescape").decode("cp1252", "replace")


def _find_doubtful(escaped: str) -> Iterator[str]:
    """Yields the parts of a text that may be meant as CP1252, with what is around them, in whole words."""
    firsts = range(0, len(escaped), _STRETCH_SIGNS)
    doubtful = [first for first in firsts if _DOUBTFUL.search(escaped, first, first + _STRETCH_SIGNS)]
    around = _STRETCH_SIGNS * _STRETCHES_AROUND
    begin, end = 0, -1
    for first in doubtful:
        if end < first - around:
            if end > 0:
                yield _cut_at_blanks(escaped, begin, end)
            begin = max(first - around, 0)
        end = first + _STRETCH_SIGNS + around
    if doubtful:
        yield _cut_at_blanks(escaped, begin, end)


def _cut_at_blanks(text: str, begin: int, end: int) -> str:
    # Half a word may be another word.
    begin = text.rfind(" ", 0, begin) + 1 if begin else 0
    blank = text.find(" ", end)
    return text[begin : len(text) if blank < 0 else blank]


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
