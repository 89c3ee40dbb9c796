# %% [markdown]
# # What can end an account?
#
# **Question.** How long do today's accounts stay, and what takes them? Realities are blamed by the
# sales authors (the buyer retires, dies or is dismissed, the leadership changes direction, a conflict of
# interest, a competitor), others by statistics (the customer is bought or closes) and one by everybody:
# neglect.
#
# **Reader.** Consultants, analysts.
#
# **Answer**, written by the cell below: the firm of the quick start with a weekly prospecting block.

# %%
import simlib as sl
from simlib.analysis.accounts import account_survival, loss_by_cause
from simlib.analysis.concentration import largest_lost
from simlib.analysis.futures import typical_world
from simlib.present.words.headline import accounts_headline
from simlib.present.words.story import story, story_note, story_title
from simlib.studies.headline import UnderIgnorance
from simlib.studies.register import load

base = sl.Scenario(book="hms_associates", discipline="weekly_block", evidence="graded")
run = sl.simulate(base, worlds=5_000, seed=7, log="story")
accounts_headline(run, load("headline_02", UnderIgnorance))

# %% [markdown]
# ## The causes, before anybody plays
#
# Rates are shocks per account (or buyer, parent, the economy) and year; the loss probability is that of
# an account without any relationship; protection is the share of it that a perfect relationship removes.
# Grade A is official statistics, D an assumption.

# %%
import pandas as pd

columns = ["label", "scope", "effect", "annual_rate", "loss_probability", "protection", "grade"]
pd.DataFrame([{c: getattr(cause, c) for c in columns} for cause in base.evidence.causes]).set_index(
    "label"
)

# %% [markdown]
# ## How long do accounts stay?
#
# Kaplan-Meier over the accounts of today; a firm that closes censors what it had left. The interval is
# between futures, since the accounts of one future share its fate.

# %%
axes = sl.plots.account_survival(account_survival(run), footer=run.provenance.footer())
saved = sl.save(axes, "../figures/02_account_survival.png")

# %% [markdown]
# ## What takes them?
#
# Cumulative incidence (Aalen-Johansen): the causes, our own closure and survival add up to a hundred.

# %%
axes = sl.plots.loss_by_cause(loss_by_cause(run), footer=run.provenance.footer())
saved = sl.save(axes, "../figures/02_loss_by_cause.png")

# %%
by_cause = loss_by_cause(run, largest=5)
rows = zip(by_cause.labels, by_cause.incidence, by_cause.low, by_cause.high, strict=True)
cells = {
    label: f"{100 * mean[-1]:.1f} ({100 * low[-1]:.1f} to {100 * high[-1]:.1f})"
    for label, mean, low, high in rows
}
pd.Series(cells, name="lost of 100 accounts in five years").to_frame()

# %% [markdown]
# ## Can any of the largest be taken for granted?

# %%
chances = [largest_lost(run, accounts=5, years=float(years)) for years in (1, 2, 3, 5)]
cells = [f"{100 * c.share:.0f} ({100 * c.low:.0f} to {100 * c.high:.0f})" for c in chances]
index = pd.Index([f"by the end of year {c.years:.0f}" for c in chances])
pd.Series(cells, index=index, name="futures of 100 that lose one of the five largest").to_frame()

# %% [markdown]
# ## One firm's story
#
# The future whose revenue is nearest the median: neither the best story nor the worst. Dates are counted
# from the day of the data.

# %%
world = typical_world(run)
axes = sl.plots.timeline(
    story(run, world),
    title=story_title(run, world),
    start=base.book.as_of,
    footer=f"{story_note(world)} {run.provenance.footer()}",
)
saved = sl.save(axes, "../figures/02_one_story.png")

# %% [markdown]
# ## What an analyst would change next
#
# Re-rate a cause, drop one, or add one of your own: data, not code.

# %%
strike = sl.Cause(
    name="regulation",
    label="A new rule forbids the service",
    scope="sector",
    effect="loss",
    annual_rate=0.05,
    loss_probability=0.5,
)
harder = base.with_(evidence=base.evidence.with_cause(strike), name="with the new rule")
no_neglect = base.with_(evidence=base.evidence.without_causes("neglect"), name="without neglect")
arms = sl.compare([base, harder, no_neglect], worlds=1_000, seed=7)

# %%
from simlib.analysis.compare import difference_table

difference_table(arms, ["initial_losses", "final_revenue"]).T

# %%
# Any future can be replayed alone by its number, with every piece of daily work in its log.
again = sl.simulate(base, worlds=1, first_world=world, seed=7, log="full")
again.events["kind"].value_counts().head(6)
