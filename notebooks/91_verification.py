# %% [markdown]
# # Does the model do what it says?
#
# **Question.** A sceptic asks: how do we know that the simulation computes what its documentation says,
# and not something that merely looks like it?
#
# **Reader.** Sceptics, analysts.
#
# **Answer**, written by the cell below. An *oracle* is a firm so simple that theory knows what must become
# of it: accounts under a constant hazard, a rep who is a single server, calls that are trials. Each is
# played with one seed that was fixed beforehand and compared with its closed form.

# %%
from verification.oracles import play_oracles, play_wrong_theories
from verification.oracles.table import failure_table, oracle_headline, oracle_table

found = play_oracles()
oracle_headline(found)

# %% [markdown]
# ## All at once
#
# How far the model lies from theory, in half-widths of its interval. Of many right intervals a few miss:
# to find none would be as suspect as to find many.

# %%
import simlib as sl
from verification.charts.checks import oracles
from verification.oracles.firms import SEED

footer = f"Seed {SEED} throughout; verification.oracles lists every firm played."
axes = oracles(found, footer=footer)
saved = sl.save(axes, "../figures/91_oracles.png")

# %% [markdown]
# ## Can they fail?
#
# An oracle that nothing can disturb proves nothing. Here the same futures are held to theories that are
# wrong on purpose, and exact statements to something broken.

# %%
failure_table(found, play_wrong_theories())

# %%
import pandas as pd

from verification.oracles.register import QUESTIONS

pd.set_option("display.max_colwidth", None)
words = {question.name: question.wrong_words for question in QUESTIONS if question.broken}
pd.Series(words, name="broken on purpose").to_frame()

# %% [markdown]
# ## Chance, and one fate for all

# %%
pd.concat([oracle_table(found, family=name) for name in ("Chance", "One fate")])

# %% [markdown]
# ## Accounts, shocks, relationships

# %%
oracle_table(found, family="Accounts and what ends them")

# %%
pd.concat([oracle_table(found, family=name) for name in ("Shocks", "Relationships")])

# %% [markdown]
# ## The rep's week: one server, two classes of work

# %%
oracle_table(found, family="The rep's week")

# %% [markdown]
# ## From a call to an account, and how many accounts there are in the end

# %%
names = ("From a call to an account", "New accounts", "Accounts come and go")
pd.concat([oracle_table(found, family=name) for name in names])

# %% [markdown]
# ## People, promises, cash

# %%
pd.concat([oracle_table(found, family=name) for name in ("People and promises", "Cash")])

# %% [markdown]
# ## The estimators and their intervals
#
# Kaplan-Meier and Aalen-Johansen against what R prints; intervals against many small studies of which the
# truth is known.

# %%
pd.concat([oracle_table(found, family=name) for name in ("Estimators", "Intervals")])

# %% [markdown]
# ## What this does not show
#
# Oracles check the parts: that a shock, a queue, a delay, a month of cash follow their laws. They say
# nothing about whether real accounts follow these laws, nor about the size of any input; for that see the
# backtests of `01_your_own_book`.
#
# ## What an analyst would change next
#
# Add an oracle of one's own: a function that returns theory, estimate and p-value.

# %%
import numpy as np

from verification.oracles.judging import of_share
from verification.oracles.losses import lives

third_year = lives().month_values("accounts")[:, 36].sum()
own = of_share(int(third_year), 40 * 150, float(np.exp(-0.9 * 3)))
f"kept three years: theory {own.theory:.4f}, model {own.found.mean:.4f}, p = {own.p:.2f}"
