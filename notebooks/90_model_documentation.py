# %% [markdown]
# # What the model is, point by point
#
# **Question.** What exactly is simulated, with which numbers from where, and what is left out?
#
# **Reader.** Sceptics, reviewers, analysts who will change the model.
#
# **Answer.** The STRESS-DES checklist, point by point, the model as a picture, and every table it runs on. All
# of it is made from the tables and the code of the model itself: a number that changes there changes here.
# How sure: the grades in the tables say it, A for official statistics to D for an assumption.

# %%
from pathlib import Path

import pandas as pd

import simlib as sl
from simlib.model.clock import Rank
from verification.charts.model import model_picture, model_picture_words
from verification.documentation import tables
from verification.documentation.checklist import stress_des

pd.set_option("display.max_rows", None, "display.max_columns", None, "display.max_colwidth", None)

# %% [markdown]
# ## The model in one picture

# %%
axes = model_picture()
saved = sl.save(axes, "../figures/90_model.png")

# %% [markdown]
# The same in words:

# %%
print(model_picture_words())

# %% [markdown]
# ## The checklist
#
# STRESS-DES, the checklist of Monks, Currie, Onggo, Robinson, Kunc and Taylor ("Strengthening the reporting
# of empirical simulation studies", Journal of Simulation). In italics what a point asks, in our words.

# %%
stress_des()

# %% [markdown]
# ## Every parameter
#
# Central value, graded range and hard limits; what sales authors claim where they claim something else.

# %%
tables.parameter_table()

# %% [markdown]
# ## Every cause
#
# Shocks a year and unit; the chance that one ends an account without any relationship; the share of that
# chance which a perfect relationship removes.

# %%
tables.cause_table()

# %% [markdown]
# ## Every diary, every lever

# %%
tables.discipline_table()

# %% [markdown]
# ## In which order a rep works

# %%
tables.priority_table()

# %% [markdown]
# ## The stream map
#
# Everything that chance decides. The numbers are those beside the dice in the picture.

# %%
tables.stream_table()

# %% [markdown]
# ## Which of two events of the same instant goes first
#
# Then the entity decides, then the cause; never the order in which they were put into the calendar.

# %%
tables.rank_table(rank.name for rank in Rank)

# %% [markdown]
# ## The shipped books

# %%
tables.book_table()

# %% [markdown]
# ## Choices, rival structures, and what is left out
#
# As they stand beside the code, in `simlib/model/README.md`.

# %%
page = Path("../simlib/model/README.md").read_text(encoding="utf-8")
headings = [
    "Choices where a sales leader might have decided otherwise",
    "Rival structures of losses",
    "Left out on purpose",
    "Precision of equality",
]
tables.sections(page, headings)

# %% [markdown]
# ## What an analyst would change next
#
# The same tables for a scenario of his own: the causes he added stand in its picture, and values outside
# their graded range are named in every footer.

# %%
own = sl.Cause(
    name="regulation",
    label="A new rule forbids the service",
    scope="sector",
    effect="loss",
    annual_rate=0.05,
    loss_probability=0.5,
)
base = sl.Scenario(book="supplier", discipline="weekly_block")
changed = base.with_(evidence=base.evidence.with_cause(own), call_hours=6)
print(model_picture_words(changed.causes).split(".")[1])

# %%
tables.parameter_table("prospecting").loc[[("prospecting", "call_hours")]]
