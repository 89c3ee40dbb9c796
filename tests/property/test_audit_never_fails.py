"""Whatever scenario the inputs allow, the methodology check has an answer in plain words."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from simlib.inputs.scenario import Scenario
from simlib.present.words.checks import audit_notes
from simlib.studies.audit.review import RULES, audit
from tests.support.random_scenarios import ALWAYS, stories


@settings(**ALWAYS, max_examples=30)
@given(
    story=stories(),
    years=st.integers(1, 20),
    total=st.floats(0, 1e12),
    reach=st.floats(0, 100),
    futures=st.integers(1, 10**6),
)
def test_the_check_never_fails(
    story: Scenario, years: int, total: float, reach: float, futures: int
) -> None:
    told = story.with_(horizon_years=years)
    found = audit(told, total_revenue=total, data_years=reach, futures=futures)
    assert len({each.code for each in found}) == len(found)
    assert all(each.code in RULES for each in found)
    for each in (*found, *audit(told)):
        assert not {"nan", "inf", "-inf"} & set(each.says.replace(",", " ").split()), each.says
    assert len(audit_notes(found).lines) == len(found)
