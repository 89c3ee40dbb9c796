# %% [markdown]
# # The price of prospecting
#
# **Question.** What does prospecting cost, and what does it buy, if we read it like an insurance policy:
# premium, cover, waiting period, what is not covered, and what comes back?
#
# **Reader.** Consultants with a client.
#
# **Answer**, written by the cell below. The supplier is fictional. He is compared with himself: the same
# conversations and the same service, but no calls and nobody who asks for them.

# %%
import simlib as sl
from simlib.present.words.headline import inputs_words
from simlib.present.words.price import (
    policies_table,
    policy_headline,
    replacement_headline,
    reverse_stress_headline,
)
from simlib.studies.headline import UnderIgnorance
from simlib.studies.price.choice import Insurance
from simlib.studies.price.replace import Replacement, ReverseStress
from simlib.studies.register import load

price = load("insurance", Insurance)
inputs = load("headline_05", UnderIgnorance)
policy_headline(price.policy).also(inputs_words(inputs))

# %%
axes = sl.plots.policy(price.policy)
saved = sl.save(axes, "../figures/05_policy.png")

# %% [markdown]
# What an insurance pays is what it restores, so what comes back is split: revenue brought back up to today's
# level, and growth above it. The premium holds the hours, and what the accounts we have contribute less
# because somebody is on the phone elsewhere: that is measured with a diary whose calls never win.
#
# ## What the inputs allow

# %%
axes = sl.plots.under_ignorance(inputs)
saved = sl.save(axes, "../figures/05_inputs.png")

# %% [markdown]
# ## Three policies on offer

# %%
policies_table(price.policies)

# %% [markdown]
# ## The waiting period

# %%
axes = sl.plots.waiting(price.policy)
saved = sl.save(axes, "../figures/05_waiting.png")

# %% [markdown]
# ## The first hour and the next one
#
# What the hours between one number of calls and the next have earned, in the same futures.

# %%
axes = sl.plots.hour_price(price.hours)
saved = sl.save(axes, "../figures/05_hour_price.png")

# %% [markdown]
# ## How dangerous must the world be?
#
# All causes that end accounts strike more or less often. Prospecting earns by growth where little is lost;
# where very much is lost, so are the accounts it wins.

# %%
axes = sl.plots.break_even_rate(price.rate)
saved = sl.save(axes, "../figures/05_break_even_rate.png")

# %% [markdown]
# ## Which diary, if an hour is worth more?
#
# Two questions that are easily mixed up. How sure are we which diary is best on average, when we do not know
# the inputs?

# %%
axes = sl.plots.acceptability(price.choice)
saved = sl.save(axes, "../figures/05_choice_over_inputs.png")

# %% [markdown]
# And how often does it turn out best in a single future, when we do?

# %%
axes = sl.plots.acceptability(price.choice, over="futures")
saved = sl.save(axes, "../figures/05_choice_in_futures.png")

# %% [markdown]
# ## Time to survive, time to replace
#
# Each account is lost today. How long does the firm last if it does nothing, and how long does the weekly
# block take to bring the revenue back?

# %%
stakes = load("replace", Replacement)
replacement_headline(stakes)

# %%
axes = sl.plots.replacement(stakes)
saved = sl.save(axes, "../figures/05_replace.png")

# %% [markdown]
# ## Which loss would ruin us?
#
# Every account alone, and every pair of the largest ones, lost at once.

# %%
stress = load("reverse_stress", ReverseStress)
reverse_stress_headline(stress)

# %%
axes = sl.plots.reverse_stress(stress)
saved = sl.save(axes, "../figures/05_reverse_stress.png")

# %% [markdown]
# ## What common futures save
#
# Every arm meets the same futures. Had each its own, a difference would take so many times as many of them
# to be known as well.

# %%
from simlib.present.words.pairing import insurance_factors, saved_table

saved_table(insurance_factors(price, stress))

# %% [markdown]
# ## What an analyst would change next
#
# A firm of your own, and an hour worth more than the pay of a rep: here a real book, with hours that would
# otherwise be sold.

# %%
from simlib.studies.price.policy import policy

firm = sl.Scenario(book="hms_associates", discipline="one_call_a_month", horizon_years=3)
quotes = [
    policy(firm.with_(discipline=name), worlds=300, seed=9, hour_cost=150)
    for name in ("one_call_a_month", "weekly_block")
]
policies_table(quotes)
