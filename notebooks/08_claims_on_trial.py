# %% [markdown]
# # Claims on trial
#
# **Question.** Sales authors assert that babysitting accounts kills growth, that one strategic call a month
# insures against losing a major account, that most losses are neglect. Which of their
# claims survive, under the published figures and under the authors' own?
#
# **Reader.** Everybody.
#
# **Answer**, written by the cell below.

# %%
import simlib as sl
from simlib.present.words.claims import reasons_table, trial_headline, verdict_table
from simlib.studies.claims.results import Trial
from simlib.studies.register import load

trial = load("claims", Trial)
trial_headline(trial)

# %%
axes = sl.plots.verdicts(trial)
saved = sl.save(axes, "../figures/08_verdicts.png")

# %% [markdown]
# ## The verdicts, with the share of what the inputs may be in which each claim holds
#
# Each claim is stated twice: at the central inputs, and as the share of draws of all inputs in which it
# holds.

# %%
verdict_table(trial)

# %% [markdown]
# ## Why, under the published figures
#
# *Measured*: in fresh futures, with the interval between futures; "x": how many times as many
# futures the comparison would take if each arm had its own. *Turns*: what would have to be true
# for the other side to win, checked on fresh draws; where one assumption carries the claim alone, the
# value at which it turns.

# %%
import pandas as pd

pd.set_option("display.max_colwidth", None)
reasons_table(trial, "graded")

# %% [markdown]
# ## Why, under the authors' own figures

# %%
reasons_table(trial, "folklore")

# %% [markdown]
# ## Rival structures of losses
#
# How accounts are lost is the least certain part of the model. Some claims hang on it, and are firm only if
# all structures say the same: accounts leave when grievances add up, and hunting spoils relationships.

# %%
from simlib.present.words.claims import structures_table

structures_table(trial)

# %% [markdown]
# ## Null courts
#
# Questions whose right answer is "nothing". A court that finds something here would be lying elsewhere.

# %%
from simlib.present.words.claims import null_table
from simlib.studies.claims.null_courts import NullCourts

null_table(load("null_courts", NullCourts))

# %% [markdown]
# ## What an analyst would change next
#
# A claim, on other worlds, with more or less effort. `simlib claims --only C07 --seed 11` does the same
# on the command line; thresholds stand in `data/claim_tests.csv`.

# %%
from simlib.studies.claims.trial import Effort
from simlib.studies.claims.trial import trial as try_claims

again = try_claims(["C07"], effort=Effort(worlds=60, draws=20, worlds_a_draw=6), seed=11)
verdict_table(again)
