# %% [markdown]
# # What real ledgers say of the model
#
# **Question.** Ledgers of real firms show how long accounts stay, what becomes of revenue and what comes
# new. Does the model, under the published figures, say the same? Where is it wrong?
#
# **Reader.** Sceptics, consultants who must answer for the numbers.
#
# **Answer**, written by the cells below. Nothing was tuned to these ledgers for this page. No name of a firm or
# client is shown.

# %%
import simlib as sl
from simlib.studies.dose.dose import HowMuchProspecting
from simlib.studies.register import load
from verification.charts.checks import validation
from verification.documentation.other_witnesses import field_headline, field_table, owner_words
from verification.documentation.validation_words import (
    own_rate_headline,
    validation_headline,
    validation_table,
    wrong_lines,
)
from verification.validation.counted import counted
from verification.validation.field_study import CARTER_2014, hunting_shares
from verification.validation.ledgers import LEDGERS
from verification.validation.validate import own_rates, validate

ledgers = [counted(name) for name in LEDGERS]
published = validate(ledgers, worlds=80)
validation_headline(published)

# %%
axes = validation(published)
saved = sl.save(axes, "../figures/92_validation.png")

# %% [markdown]
# ## Every yardstick
#
# Accounts: lost after a year of silence. GRR and NRR: a year's revenue of the accounts of the year before, growth
# not counted and counted. "Counted": firms, accounts or relationships behind the ledger's interval. The CRM
# sample shows won deals only, so no account is ever lost in it and it says nothing here.

# %%
validation_table(published)

# %% [markdown]
# ## Where the model is wrong, and why that may be

# %%
wrong_lines(published)

# %% [markdown]
# ## What leaves with an owner

# %%
owner_words(published)

# %% [markdown]
# ## A wrong number or a wrong structure?
#
# A client's own ledger replaces the published loss rate (`01_your_own_book`). Given the rate of each ledger, is
# the rest right?

# %%
own = validate(ledgers, rates=own_rates(published), worlds=80)
own_rate_headline(published, own)

# %%
axes = validation(own)
saved = sl.save(axes, "../figures/92_validation_own_rate.png")

# %% [markdown]
# ## The interior optimum, beside a field study

# %%
shares = hunting_shares(load("dose", HowMuchProspecting))
field_headline(shares, CARTER_2014)

# %%
field_table(shares, CARTER_2014)

# %% [markdown]
# ## What an analyst would change next
#
# The diary, which nobody recorded. Teams that prospect every day replace more of what they lose; whether as
# much as the ledgers show is for the table to say.

# %%
daily = validate(ledgers[:1], diary="daily_habit", worlds=40)
validation_table(daily).xs("revenue of new accounts over revenue lost", level=1)
