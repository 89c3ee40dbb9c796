"""What is tabulated and recommended when a firm closes in every future."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from simlib.inputs.scenario import Scenario
from simlib.present.client.parts import recommendation
from simlib.present.report import measures
from simlib.run.simulate import compare
from tests.case_results import client_case


def test_what_never_arises_is_not_tabulated() -> None:
    doomed = Scenario(book="hms_associates", discipline="devoted", horizon_years=3).with_(
        cash_buffer_months=0, operating_margin=0, **{"competitor.annual_rate": 30}
    )
    arms = compare([doomed, doomed.with_(discipline="weekly_block")], worlds=20, progress=False)
    assert np.isfinite([run.world_values("ruin_week") for run in arms.runs]).all()
    assert "largest_share" not in measures(arms)
    fine = compare([doomed.with_(unlimited_cash=True)], worlds=20, progress=False)
    assert "largest_share" in measures(fine)


def test_equal_survival_is_no_reason_but_revenue_is() -> None:
    case = client_case()
    same = replace(case, survival=tuple([case.survival[0]] * len(case.survival)), recommended=1)
    assert "of today's revenue on average" in recommendation(same)
