"""Why in words: sentences and tables of made-up results, which also survive the disk."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from pydantic import TypeAdapter

from simlib.present.words.why import flip_table, loss_table, luck_headline, luck_table, why_headline
from tests.support import why_results as fake


@pytest.mark.parametrize(
    "result",
    [fake.why(), fake.bridge(), fake.attributions(), fake.luck()],
    ids=lambda each: type(each).__name__,
)
def test_results_survive_the_disk(result: object) -> None:
    adapter = TypeAdapter(type(result))
    again = adapter.validate_python(json.loads(json.dumps(adapter.dump_python(result))))
    assert repr(again) == repr(result)


def test_the_answer_is_a_sentence_with_its_intervals() -> None:
    text = str(why_headline(fake.bridge(), fake.attributions()))
    assert text.startswith("Weekly block ends 2.7 m (2.4 m to 3.0 m) EUR a year ahead of service")
    assert "fewer than the claimed 60 to 80" in text
    assert "babysitter" not in text
    behind = fake.bridge((-3e6, 1e6, 0.0))
    assert "2.0 m (1.7 m to 2.3 m) EUR a year behind" in str(
        why_headline(behind, fake.attributions())
    )


def test_no_clear_difference_is_called_that() -> None:
    nothing = fake.bridge((-1e5, 1e5, 0.0))
    assert "without a clear difference" in str(why_headline(nothing, fake.attributions()))


def test_never_is_said_and_so_is_how_many_firms_it_takes() -> None:
    text = str(luck_headline(fake.luck()))
    assert "80 of 100 are never reached within ten years" in text
    assert "20 (15 to 30) firms a side" in text
    table = luck_table(fake.luck())
    assert table.loc["against service-heavy", "Firms a side, one year"].endswith("more than any)")


def test_tables_name_inputs_and_diaries_in_words() -> None:
    table = flip_table(fake.why())
    assert "67 % (65 % to 69 %)" in table["The two tie at"].iloc[0]
    assert (table["The two tie at"].iloc[1:] == "not within the range").all()
    assert "weekly block, published figures" in loss_table(fake.attributions()).index
    with pytest.raises(ValueError, match="name inputs"):
        flip_table(replace(fake.why(), flips=None))
