"""Numbers in prose: what is left of a page when code, links and generated blocks are gone."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tools.docs_blocks import without_blocks

_NOT_PROSE = (
    re.compile(r"^\s*\d+\. ", re.MULTILINE),  # the items of a list
    re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL),
    re.compile(r"`[^`]*`"),
    re.compile(r"<!--.*?-->", re.DOTALL),
    re.compile(r"\]\([^)]*\)"),  # where a link leads; its words are prose
)
_NAMES = re.compile(
    r"""
    Python\ 3\.\d+ | \bC\d\d\b          # a version, a claim
    | \b\d{4}-\d{2}(-\d{2})?\b          # a day or month
    | \b\d{2}/\d{2}/\d{4}\b             # a day that two countries read differently
    | \b(ISO|STRESS|RFC)[ -]?\d+\b      # a standard
    | (?<![\d.,])[01](?![\d.,]*\d|\ ?%)  # the ends of a share, yes or no
    | thousands\ marks | millions\ of\ USD
    | Philox4x32-10 | M/G/1 | Erlang-2 | \bM365\b | \bUTF-8\b | \bOnline\ Retail\ II\b
    """,
    re.VERBOSE,
)
_WORDS = (
    "four five six seven eight nine ten eleven twelve twenty thirty forty fifty sixty seventy "
    "eighty ninety dozen dozens hundred hundreds thousand thousands million millions"
)
_NUMBER = re.compile(rf"\d+(?:[.,]\d+)*|\b(?:{'|'.join(_WORDS.split())})\b", re.IGNORECASE)
_UNITS = re.compile(r"\b(?:of|to) a hundred\b|\ba hundred (?:futures|accounts)\b", re.IGNORECASE)


def typed_numbers(text: str) -> Iterator[str]:
    """Yield each number that somebody typed into the prose of a page, with the words around it.

    Parameters
    ----------
    text : str
        Markdown. Code, link targets, comments, generated blocks and a few names (versions, days,
        standards, ids of claims) may hold digits; number words up to three are no sizes.
    """
    prose = without_blocks(text)
    for pattern in (*_NOT_PROSE, _NAMES, _UNITS):
        prose = pattern.sub(" ", prose)
    prose = re.sub(r"\s+", " ", prose)
    for found in _NUMBER.finditer(prose):
        yield prose[max(0, found.start() - 30) : found.end() + 30].strip()
