# %% [markdown]
# # What drives the answer
#
# **Question.** Many numbers behind the answer are uncertain. Which of them matter, which question should the
# client answer first, and what would have to be true for the other side to win?
#
# **Reader.** Consultants, analysts.
#
# **Answer**, written by the cell below from results that `make studies` played before.

# %%
import simlib as sl
from simlib.present.words.drivers import drivers_headline, flip_headline, question_sheet
from simlib.studies.drivers.sensitivity import Drivers
from simlib.studies.drivers.turns import Flipped
from simlib.studies.drivers.worth import QuestionValues
from simlib.studies.register import load

questions, found = load("evppi", QuestionValues), load("drivers", Drivers)
drivers_headline(questions, found)

# %% [markdown]
# ## One input at a time
#
# The supplier again: what a weekly block brings more than service only, with one input moved from one end of
# its range to the other.

# %%
axes = sl.plots.tornado(found.tornado)
saved = sl.save(axes, "../figures/07_tornado.png")

# %% [markdown]
# ## The question sheet
#
# In the order to ask. An answer is worth something if it changes the diary that is chosen, among service
# only, a monthly call, a weekly block and a daily habit; where it changes none, it may still tell how large
# the advantage is.

# %%
question_sheet(questions)

# %%
axes = sl.plots.answers(questions)
saved = sl.save(axes, "../figures/07_answers.png")

# %% [markdown]
# ## From all inputs to a few
#
# Morris screening: every input is moved at random places of the box. Few futures are played at each
# place, so noise alone would show some effect: the orange ticks.

# %%
axes = sl.plots.screening(found.screening, footer=found.footer)
saved = sl.save(axes, "../figures/07_screening.png")

# %% [markdown]
# ## All at once
#
# Sobol indices of those few: the share of the spread that each answers for, alone and together with others.

# %%
axes = sl.plots.drivers(found)
saved = sl.save(axes, "../figures/07_drivers.png")

# %%
from simlib.present.words.drivers import finding_drivers

print(finding_drivers(found, "survival"))

# %% [markdown]
# ## What would have to be true for the other side to win?
#
# All inputs are drawn at once; a search for a corner with few conditions (patient rule induction) asks where
# the side that mostly loses wins. Its numbers are of fresh draws.

# %%
other_side = load("flip", Flipped)
flip_headline(other_side)

# %%
axes = sl.plots.flip(other_side)
saved = sl.save(axes, "../figures/07_flip.png")

# %% [markdown]
# ## What common futures save
#
# Every arm meets the same futures. Had each its own, a difference would take so many times as many of them
# to be known as well.

# %%
from simlib.present.words.pairing import saved_table, tornado_factors

saved_table(tornado_factors(found.tornado))

# %% [markdown]
# ## What an analyst would change next
#
# Another pair of diaries, another book, another measure; here a real one-rep firm, with few futures.

# %%
from simlib.studies.drivers.sensitivity import tornado

firm = sl.Scenario(book="hms_associates", discipline="weekly_block")
pair = [firm, firm.with_(discipline="daily_habit")]
small = tornado(pair, ["call_hours", "targets_per_rep", "service_load"], worlds=200, seed=9)
for bar in small.bars:
    swing = f"{100 * bar.swing.mean:5.0f} ± {100 * bar.swing.half_width:.0f}"
    print(f"{bar.name:16} moves the difference by {swing} % of today's revenue")
