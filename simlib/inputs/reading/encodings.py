"""Which encoding a client's file is in: tried strictly, weighed openly, and always said."""

from __future__ import annotations

import codecs
import re
import unicodedata
from dataclasses import dataclass
from itertools import islice

from charset_normalizer import from_bytes

from simlib.inputs.errors import InputError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8 with its mark"),
    (codecs.BOM_UTF32_LE, "utf-32", "begins with the mark of UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32", "begins with the mark of UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16", "begins with the mark of UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "begins with the mark of UTF-16"),
)
_WESTERN = ("cp1252", "mac_roman")
_OTHERS = ["cp1250", "cp1251", "cp1253", "cp1254", "cp932", "gb18030", "big5", "cp949", "koi8_r"]
_USUAL = frozenset("äöüßéèêëàâáåæøçñóòôõöíìîïúùûãÿœÄÖÜÉÈÀÅÆØÇÑÓÁÍÚ")
_MARKS_OF_PRINT = frozenset("€£¥§°©®™–—‘’“”„…·«»•\u00a0")
_NEAR_HIGH_BYTES = re.compile(rb"[^\r\n]{0,24}[\x80-\xff][^\r\n]{0,24}")
_SAMPLE_PIECES = 3000
_CONVINCING = 0.75


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text with the encoding it was read in and the reason for it."""

    text: str
    encoding: str
    why: str


def decode(content: bytes, file: str, encoding: str | None = None) -> Decoded:
    """Return the bytes as text.

    Parameters
    ----------
    content
        Of a whole file.
    file
        For messages.
    encoding
        As the mapping declares it; found from the bytes if not given.

    Raises
    ------
    InputError
        For bytes that are no text, or that two encodings read differently and equally well.
    """
    found = _declared(content, encoding, file) if encoding else _found(content, file)
    text = found.text.removeprefix("\ufeff").rstrip("\x1a")
    if "\x00" in text:
        raise InputError("holds zero bytes: not a text table", file=file, allowed="CSV or XLSX")
    return Decoded(text, found.encoding, found.why)


def _declared(content: bytes, encoding: str, file: str) -> Decoded:
    try:
        text = content.decode(encoding)
    except UnicodeError:
        raise InputError(
            "its bytes do not fit the encoding it is said to have",
            file=file,
            value=encoding,
            allowed="another one, or none: it is found from the bytes",
        ) from None
    except (LookupError, TypeError, AttributeError, ValueError):
        text = None
    if not isinstance(text, str):
        raise InputError(
            "unknown encoding of text", file=file, value=encoding, allowed="such as utf-8 or cp1252"
        )
    return Decoded(text, encoding, "declared in the mapping")


def _found(content: bytes, file: str) -> Decoded:
    for mark, name, why in _MARKS:
        if content.startswith(mark):
            return _strict(content, name, why, file)
    if b"\x00" in content[:4096]:
        return _without_mark(content, file)
    try:
        return Decoded(content.decode("utf-8"), "utf-8", "every byte fits UTF-8")
    except UnicodeDecodeError:
        return _eight_bit(content, file)


def _strict(content: bytes, name: str, why: str, file: str) -> Decoded:
    try:
        return Decoded(content.decode(name), name, why)
    except UnicodeError:
        raise InputError(f"{why}, but its bytes do not fit it", file=file) from None


def _without_mark(content: bytes, file: str) -> Decoded:
    head = content[:4096]
    even, odd = head[0::2].count(0), head[1::2].count(0)
    name = "utf-16-le" if odd > even else "utf-16-be"
    if max(even, odd) < 0.3 * len(head) / 2 or min(even, odd) > 0.05 * len(head):
        raise InputError("holds zero bytes: not a text table", file=file, allowed="CSV or XLSX")
    return _strict(content, name, "every other byte is zero, as in UTF-16 without mark", file)


def _eight_bit(content: bytes, file: str) -> Decoded:
    found = islice(_NEAR_HIGH_BYTES.finditer(content), _SAMPLE_PIECES)
    pieces = [match[0] for match in found]
    sample = b"\n".join(pieces)
    scores = {name: _plausibility(sample, name) for name in _WESTERN}
    best = max(scores, key=lambda name: scores[name])
    if scores[best] < _CONVINCING:
        return _of_another_script(content, sample, file)
    if min(scores.values()) == scores[best] and _differ(sample):
        raise _question(file, sample)
    why = f"not UTF-8; accented letters and signs make sense as {best} ({scores[best]:.0%} of them"
    others = ", ".join(f"{name} {score:.0%}" for name, score in scores.items() if name != best)
    return _strict(content, best, f"{why}; {others})", file)


def _differ(sample: bytes) -> bool:
    return len({sample.decode(name, "replace") for name in _WESTERN}) > 1


def _question(file: str, sample: bytes) -> InputError:
    piece = sample.split(b"\n", 1)[0]
    readings = " or ".join(
        f"{piece.decode(name, 'replace').strip()!r} (encoding: {name})" for name in _WESTERN
    )
    return InputError(
        f"which encoding? It reads {readings}",
        file=file,
        allowed="a line such as 'encoding: cp1252' under the file in the mapping",
    )


def _plausibility(sample: bytes, name: str) -> float:
    """Return the share of high bytes that make sense where they stand."""
    try:
        text = sample.decode(name)
    except UnicodeDecodeError:
        return 0.0
    high = [place for place, letter in enumerate(text) if ord(letter) > 127]
    return sum(_sense(text, place) for place in high) / max(1, len(high))


def _sense(text: str, place: int) -> float:
    letter = text[place]
    around = text[max(0, place - 1) : place] + text[place + 1 : place + 2]
    in_word = any(each.isalpha() for each in around)
    if letter in _USUAL:
        lone_capital = letter.isupper() and text[max(0, place - 1) : place].islower()
        return 0.3 if lone_capital or not in_word else 1.0
    if letter in _MARKS_OF_PRINT:
        return 1.0 if not in_word or letter in "’–—·®™©\u00a0“”„…" else 0.5
    return 0.4 if letter.isalpha() and in_word and unicodedata.category(letter) != "Lo" else 0.0


def _of_another_script(content: bytes, sample: bytes, file: str) -> Decoded:
    guess = from_bytes(sample, cp_isolation=_OTHERS).best()
    if guess is not None:
        try:
            text = content.decode(guess.encoding)
        except UnicodeError:
            text = ""
        if text:
            why = f"not UTF-8; charset-normalizer reads it best as {guess.encoding}: check names"
            return Decoded(text, guess.encoding, why)
    raise InputError(
        "no encoding makes sense of it",
        file=file,
        allowed="CSV UTF-8, or a line such as 'encoding: cp1250' under the file in the mapping",
    )
