# %% [markdown]
# # Why one diary beats another, and why the wrong one looks right for years
#
# **Question.** The weekly prospecting block ends ahead of service only. Which habit makes the difference, what
# share of the losses could attention have saved, and why does a manager not see it?
#
# **Reader.** Analysts, sceptics.
#
# **Answer**, written by the cell below. The supplier is fictional; bring your own book with
# `sl.Book.from_csv`.

# %%
import simlib as sl
from simlib.present.words.headline import inputs_words
from simlib.present.words.why import flip_table, loss_table, luck_headline, luck_table, why_headline
from simlib.studies.headline import UnderIgnorance
from simlib.studies.register import load
from simlib.studies.why.gap import Bridges, Why
from simlib.studies.why.losses import Attributions
from simlib.studies.why.luck import LuckStudy

over_service, over_gestures = load("bridge", Bridges).bridges
losses = load("attribution", Attributions)
inputs = load("headline_06", UnderIgnorance)
why_headline(over_service, losses).also(inputs_words(inputs))

# %%
axes = sl.plots.bridge(over_service)
saved = sl.save(axes, "../figures/06_bridge.png")

# %% [markdown]
# Each bar is a habit's Shapley value: all mixtures of the two diaries meet the same futures, and the bars add up
# to the gap in every one of them. Against the service-heavy diary, which calls too, if time is left:

# %%
axes = sl.plots.bridge(over_gestures)
saved = sl.save(axes, "../figures/06_bridge_gestures.png")

# %% [markdown]
# ## What the inputs allow

# %%
axes = sl.plots.under_ignorance(inputs)
saved = sl.save(axes, "../figures/06_inputs.png")

# %% [markdown]
# ## What could have saved the accounts that were lost
#
# Every loss is tried again in the same future: with perfect relationships, and with the same diary but no calls.
# The firm has cash without limit here, so that no account is lost to our own closure.

# %%
axes = sl.plots.loss_classes(losses)
saved = sl.save(axes, "../figures/06_loss_classes.png")

# %%
loss_table(losses).T

# %% [markdown]
# By the cause that is booked. What a customer gives as the reason is not the same as what could have kept him.

# %%
axes = sl.plots.loss_causes(losses.rows[2], footer=losses.footer)
saved = sl.save(axes, "../figures/06_loss_causes.png")

# %% [markdown]
# ## Where the hours went

# %%
why = load("why", Why)
axes = sl.plots.hours_moved(why)
saved = sl.save(axes, "../figures/06_hours.png")

# %%
pair, net = why.pair, why.net_better
print(f"{pair.b_label} does better in {pair.better:,} futures, worse in {pair.worse:,}, ", end="")
print(f"the same in {pair.same:,}: {100 * net.mean:+.0f} of 100 ", end="")
print(f"({100 * net.low:+.0f} to {100 * net.high:+.0f})")

# %% [markdown]
# ## One fate, two lives

# %%
axes = sl.plots.two_lives(why.lives)
saved = sl.save(axes, "../figures/06_two_lives.png")

# %% [markdown]
# ## What would turn it
#
# One input at a time from one end of its range to the other, then the three most dangerous two at a time. What
# is not on this list was not moved.

# %%
axes = sl.plots.flip_inputs(why)
saved = sl.save(axes, "../figures/06_flips.png")

# %%
flip_table(why).head(8)

# %% [markdown]
# ## Why the wrong diary looks right for years

# %%
luck = load("luck", LuckStudy)
luck_headline(luck.revenue)

# %%
axes = sl.plots.luck_grid(luck.revenue, 5)
saved = sl.save(axes, "../figures/06_luck_grid.png")

# %%
axes = sl.plots.ahead(luck.revenue)
saved = sl.save(axes, "../figures/06_ahead.png")

# %%
luck_table(luck.revenue).T

# %% [markdown]
# The same for a single rep with a book of his own, of another trade and without one dominant account.

# %%
luck_table(luck.one_rep).T

# %% [markdown]
# ## The firms that are still there
#
# Whoever asks the survivors does not ask those who closed.

# %%
axes = sl.plots.survivors(luck.revenue, 10)
saved = sl.save(axes, "../figures/06_survivors.png")

# %% [markdown]
# ## What common futures save
#
# Every arm meets the same futures. Had each its own, a difference would take so many times as many of them
# to be known as well.

# %%
from simlib.present.words.pairing import saved_table, why_factors

saved_table(why_factors(load("bridge", Bridges), why))

# %% [markdown]
# ## What an analyst would change next
#
# Two diaries of your own, another measure, another input. Few futures here; use more before you quote.

# %%
from simlib.studies.why.gap import bridge
from simlib.studies.why.gap import why as ask_why

base = sl.Scenario(book="supplier", horizon_years=3)
monthly = base.with_(discipline="one_call_a_month")
weekly = base.with_(discipline="weekly_block")
own = ask_why(monthly, weekly, worlds=200, inputs=["meeting_probability"], worlds_a_value=50)
flip_table(own)

# %%
for driver in bridge(monthly, weekly, measure="wins", worlds=200).drivers:
    value = driver.value
    print(f"{driver.label}: {value.mean:+.1f} wins ({value.low:+.1f} to {value.high:+.1f})")
