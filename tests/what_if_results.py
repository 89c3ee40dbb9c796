"""A small what-if of the small case, played once."""

from __future__ import annotations

from functools import cache

from simlib.present.client.page import client_what_if
from simlib.studies.client.what_if import WhatIf
from tests.case_results import client_case


@cache
def small_grid() -> WhatIf:
    return client_what_if(client_case(), worlds=40)
