"""One small notebook, built once a session, to be tampered with."""

from __future__ import annotations

from pathlib import Path

import pytest

SOURCE = """\
# %% [markdown]
# # A small notebook
#
# ## How often the cash runs out

# %%
import sys

import matplotlib.pyplot as plt
import pandas as pd

print("ruin 3.1 % ± 0.4 % of 1,000 futures")
print("careful", file=sys.stderr)

# %%
pd.DataFrame(
    {"lost": ["0.12 ± 0.02", "0.30 ± 0.02"], "worlds": [1000, 1000]},
    index=pd.Index(["weekly block", "quarterly"], name="diary"),
)

# %% [markdown]
# ## The curve

# %% tags=["remove-input"]
figure, ax = plt.subplots(figsize=(2, 1.5))
ax.plot([0, 1], [1, 0], alpha=0.30)
ax.set_title("falls");

# %% tags=["raises-exception"]
int("twelve")
"""


@pytest.fixture(scope="session")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the path of a small source with its product built beside it."""
    from tools.notebook_build import execute
    from tools.notebook_files import write_product

    path = tmp_path_factory.mktemp("notebooks") / "00_small.py"
    path.write_text(SOURCE, encoding="utf-8")
    write_product(execute(path), path.with_suffix(".ipynb"))
    return path
