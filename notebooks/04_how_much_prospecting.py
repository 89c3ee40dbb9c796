# %% [markdown]
# # How much prospecting?
#
# **Question.** What does one strategic call a month buy, how many calls a month are best, and from how many
# dry weeks on should a manager ask?
#
# **Reader.** Consultants, sales managers.
#
# **Answer**, written by the cell below. Doses differ in protected calls alone: the one-to-ones every two
# weeks take place without calls, too. The best dose may be none: the simulation can find against
# prospecting, and in one case below it does.

# %%
import simlib as sl
from simlib.present.words.dose import (
    conditions_headline,
    optimum_table,
    prospecting_headline,
    twelve_calls_table,
)
from simlib.present.words.limits import cover_table, limits_headline, limits_table
from simlib.studies.dose.dose import HowMuchProspecting
from simlib.studies.dose.limits import ControlLimits
from simlib.studies.dose.one_call import WhatOneCallBuys
from simlib.studies.register import load

bought = load("one_call", WhatOneCallBuys)
doses = load("dose", HowMuchProspecting)
prospecting_headline(bought, doses)

# %%
axes = sl.plots.one_call(bought)
saved = sl.save(axes, "../figures/04_one_call.png")

# %% [markdown]
# ## A year of one rep's monthly calls
#
# The claim on trial: one strategic call a month for a year brings at least two new accounts. Every deal is
# followed to its decision. The size of the market makes no difference to so few calls.

# %%
twelve_calls_table(bought)

# %% [markdown]
# ## More is better, up to a point

# %%
axes = sl.plots.dose_response(doses)
saved = sl.save(axes, "../figures/04_dose_revenue.png")

# %%
axes = sl.plots.dose_response(doses, measure="cash")
saved = sl.save(axes, "../figures/04_dose_cash.png")

# %%
axes = sl.plots.dose_response(doses, measure="majors")
saved = sl.save(axes, "../figures/04_dose_majors.png")

# %% [markdown]
# ## Where the hours go
#
# Why more calls stop helping: won accounts ask for service, and the list of targets runs out.

# %%
axes = sl.plots.weeks_by_dose(doses, evidence="graded")
saved = sl.save(axes, "../figures/04_weeks_published.png")

# %%
axes = sl.plots.weeks_by_dose(doses, evidence="folklore")
saved = sl.save(axes, "../figures/04_weeks_authors.png")

# %% [markdown]
# ## Other firms, other markets
#
# Every dose against the best one, which was chosen in other futures. "As good": doses that paired tests
# (Holm's correction) cannot tell from it. In brackets how many times as many futures a difference would take
# if each dose had its own.

# %%
conditions_headline(doses)

# %%
axes = sl.plots.best_dose(doses)
saved = sl.save(axes, "../figures/04_best_dose.png")

# %%
optimum_table(doses)

# %% [markdown]
# ## Control limits for the manager
#
# How many weeks without a first meeting, or without a win, are still luck for a rep who keeps every promise?
# The manager looks every week, so the limit holds for the longest spell that a year of looks shows.

# %%
limits = load("control_limits", ControlLimits)
limits_headline(limits)

# %%
axes = sl.plots.dry_spells(limits, kind="meeting")
saved = sl.save(axes, "../figures/04_dry_meetings.png")

# %%
axes = sl.plots.dry_spells(limits, kind="won")
saved = sl.save(axes, "../figures/04_dry_wins.png")

# %%
limits_table(limits)

# %% [markdown]
# ## How much pipeline is enough?
#
# Coverage: the weighted pipeline of a day as a share of the revenue that the next year takes away.

# %%
axes = sl.plots.pipeline_cover(limits)
saved = sl.save(axes, "../figures/04_pipeline_cover.png")

# %%
cover_table(limits)

# %% [markdown]
# ## What common futures save
#
# Every arm meets the same futures. Had each its own, a difference would take so many times as many of them
# to be known as well.

# %%
from simlib.present.words.pairing import calls_factors, saved_table

saved_table(calls_factors(bought))

# %% [markdown]
# ## What an analyst would change next
#
# A book of your own, other doses, other inputs: here a short target list.

# %%
from simlib.studies.dose.dose import Condition, dose_curves

mine = sl.Scenario(book="hms_associates").with_(targets_per_rep=10)
small = dose_curves(
    [Condition("targets", "10", mine)], doses=(0, 2, 4, 8, 16), choosing=100, worlds=200, seed=9
)
small[0].optimum
