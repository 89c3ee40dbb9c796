"""What the model played before an addition it plays after it, event for event and bit for bit."""

from __future__ import annotations

import pytest

from tests.regression.logs import digests, processor, stored, stories


@pytest.mark.parametrize("name", stories())
def test_the_log_is_the_one_that_was_stored(name: str) -> None:
    before, now = stored(), digests(stories()[name]())
    kind = "bits" if before["processor"]["bits"] == processor() else "digits"
    assert now[kind] == before[name][kind], (
        f"{name}: another log. An addition must be neutral until it is asked for; "
        "python -m tests.regression.logs writes the digests anew"
    )


def test_every_firm_has_a_log_of_its_own() -> None:
    found = [each["bits"] for name, each in stored().items() if name != "processor"]
    assert len(found) == len(stories())
    assert len(set(found)) > 0.95 * len(found)
