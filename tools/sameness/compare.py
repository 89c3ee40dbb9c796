"""List what differs between two recordings, old -> new."""

from __future__ import annotations

import difflib
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import Any

from PIL import Image, ImageChops

from tools.sameness.contents import HASH

_NOTHING = "(nothing)"
_SHOWN = 200


def compared(old: Path, new: Path, *, parts: Sequence[str], most: int) -> int:
    """Print every difference between two recordings, at most so many a part and a file.

    Returns
    -------
    int
        0 if there is none, 1 if there are some, 2 if nothing could be compared.
    """
    total = looked_at = 0
    for part in parts:
        before, after = _read(old, part), _read(new, part)
        if before is None or after is None:
            missing = [str(place) for place in (old, new) if _read(place, part) is None]
            print(f"{part}: not compared, not recorded in {' and '.join(missing)}")
            continue
        looked_at += 1
        pictures = part == "pictures"
        found = list(
            _picture_changes(before, after, old, new) if pictures else _changes(before, after)
        )
        said = f"{len(found)} differences" if found else "equal"
        sides = ((old, before), (new, after))
        commits = " -> ".join(f"{_commit(at, part)}, {len(each)} entries" for at, each in sides)
        print(f"{part}: {said}; {commits}")
        for change in found[:most]:
            print("  " + _cut(change, most).replace("\n", "\n    "))
        if len(found) > most:
            print(f"  ... and {len(found) - most} more")
        total += len(found)
    return 2 if not looked_at else int(total > 0)


def _cut(change: str, most: int) -> str:
    lines = change.splitlines()
    more = [f"... and {len(lines) - 1 - most} more lines"] if len(lines) - 1 > most else []
    return "\n".join([*lines[: most + 1], *more])


def _read(folder: Path, part: str) -> dict[str, Any] | None:
    path = folder / f"{part}.json"
    if not path.is_file():
        return None
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def _commit(folder: Path, part: str) -> str:
    return (folder / f"{part}.commit").read_text(encoding="utf-8").strip() or "no commit"


def _changes(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[str]:
    differing = [
        name for name in dict.fromkeys([*before, *after]) if before.get(name) != after.get(name)
    ]
    for name in differing:
        file = name.removesuffix(HASH)
        if file != name and any(other != name and other.startswith(file) for other in differing):
            continue  # what differs in the file says more than its hash
        if name not in after:
            yield f"{name}: gone; it was {_short(before[name])}"
        elif name not in before:
            yield f"{name}: new: {_short(after[name])}"
        else:
            yield f"{name}:\n" + "\n".join(_line_changes(before[name], after[name]))


def _line_changes(before: str, after: str) -> Iterator[str]:
    """Yield the lines that differ, each with what stands there now."""
    old, new = before.splitlines(), after.splitlines()
    if old == new:
        yield "the ends of lines differ"
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    for kind, a, b, c, d in _blocks(matcher, old, new):
        if kind == "equal":
            continue
        for number, (one, other) in enumerate(zip_longest(old[a:b], new[c:d]), start=a + 1):
            yield f"line {number}: {' -> '.join(_around(one, other))}"


def _blocks(
    matcher: difflib.SequenceMatcher[str], old: Sequence[str], new: Sequence[str]
) -> Iterator[tuple[str, int, int, int, int]]:
    """Yield what to replace; long texts of one length line by line, which takes no time."""
    if len(old) == len(new):
        yield from (("replace", n, n + 1, n, n + 1) for n in range(len(old)) if old[n] != new[n])
    else:
        yield from matcher.get_opcodes()


def _around(one: str | None, other: str | None) -> tuple[str, str]:
    """Return two lines, of long ones only what lies around their first difference."""
    if one is None or other is None:
        return (
            _NOTHING if one is None else _short(one),
            _NOTHING if other is None else _short(other),
        )
    if max(len(one), len(other)) <= _SHOWN:
        return one, other
    same = next(
        (n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b),
        min(len(one), len(other)),
    )
    begin = max(0, same - _SHOWN // 4)
    return tuple(f"...{line[begin : begin + _SHOWN]}..." for line in (one, other))  # type: ignore[return-value]


def _short(text: str) -> str:
    return repr(text) if len(text) <= _SHOWN else f"{text[:_SHOWN]!r}... ({len(text)} letters)"


def _picture_changes(
    before: Mapping[str, Any], after: Mapping[str, Any], old: Path, new: Path
) -> Iterator[str]:
    """Yield what differs in the pictures that tests draw.

    Tests of one name, in several files, are told apart by what they draw; a test that draws the
    same under another name has been renamed.
    """
    gone, come = _unpaired(before, after)
    renamed = Counter(_key(test) for _, test in come) & Counter(_key(test) for _, test in gone)
    lost, found = _without(gone, renamed), _without(come, renamed)
    if renamed:
        print(f"pictures: {renamed.total()} tests draw the same under another name")
    for name in dict.fromkeys([each for each, _ in (*lost, *found)]):
        olds = [test for each, test in lost if each == name]
        news = [test for each, test in found if each == name]
        for test, now in zip_longest(olds, news):
            if test is None or now is None:
                word = "new" if test is None else "gone"
                yield f"{name}: {word}, {len(test or now)} pictures: {_titles(test or now)}"
            else:
                yield from _test_changes(name, test, now, old, new)


def _unpaired(
    before: Mapping[str, Any], after: Mapping[str, Any]
) -> tuple[list[tuple[str, Any]], list[tuple[str, Any]]]:
    """Return the tests of each side that have no equal of their name on the other."""
    sides = [
        Counter((name, _key(test)) for name, tests in side.items() for test in tests)
        for side in (before, after)
    ]
    return tuple(  # type: ignore[return-value]
        [(name, json.loads(key)) for name, key in (one - other).elements()]
        for one, other in (sides, sides[::-1])
    )


def _without(tests: Sequence[tuple[str, Any]], equal: Counter[str]) -> list[tuple[str, Any]]:
    left, kept = equal.copy(), []
    for name, test in tests:
        if left[_key(test)] > 0:
            left[_key(test)] -= 1
        else:
            kept.append((name, test))
    return kept


def _key(test: Any) -> str:
    return json.dumps(test, sort_keys=True, ensure_ascii=False)


def _titles(test: Sequence[Mapping[str, Any]]) -> str:
    return "; ".join(_short(" / ".join(picture["words"])) for picture in test[:3])


def _test_changes(
    name: str, test: Sequence[Any], now: Sequence[Any], old: Path, new: Path
) -> Iterator[str]:
    for number, (one, other) in enumerate(zip_longest(test, now), start=1):
        if one is None or other is None:
            yield f"{name} picture {number}: {'new' if one is None else 'gone'}"
        elif one != other:
            words = "\n".join(_line_changes("\n".join(one["words"]), "\n".join(other["words"])))
            said = words if one["words"] != other["words"] else "the same words"
            share = _differing(old, new, one, other)
            yield f"{name} picture {number}: {share}\n{said}"


def _differing(old: Path, new: Path, one: Mapping[str, Any], other: Mapping[str, Any]) -> str:
    """Say how many pixels differ, and where the two pictures lie."""
    if one["pixels"] == other["pixels"]:
        return "the same pixels"
    paths = [old / "pictures" / f"{one['pixels']}.png", new / "pictures" / f"{other['pixels']}.png"]
    where = f"{paths[0]} -> {paths[1]}"
    if one["size"] != other["size"]:
        return f"{one['size']} -> {other['size']} pixels, {where}"
    if not all(path.is_file() for path in paths):
        return f"{one['pixels']} -> {other['pixels']}"
    before, after = (Image.open(path).convert("RGBA") for path in paths)
    bands = ImageChops.difference(before, after).split()
    worst = bands[0]
    for band in bands[1:]:
        worst = ImageChops.lighter(worst, band)
    share = 1 - worst.histogram()[0] / (worst.width * worst.height)
    return f"{share:.2%} of its pixels differ, {where}"
