# %% [markdown]
# # Quick start: which diary survives?
#
# **Question.** A real San Francisco firm lives off a handful of clients. Does it matter whether its week
# goes into pampering them or partly into finding new ones?
#
# **Reader.** Anybody: a few lines to a first answer.
#
# **Answer**, written by the cell below each time it runs. Both diaries meet exactly the same shocks, so
# no difference is luck.

# %%
import simlib as sl
from simlib.analysis.compare import difference_table
from simlib.analysis.revenue import break_even, revenue_survival
from simlib.present.words.headline import survival_headline
from simlib.studies.headline import UnderIgnorance
from simlib.studies.register import load

base = sl.Scenario(book="hms_associates", discipline="babysitter", evidence="graded")
arms = sl.compare([base, base.with_(discipline="weekly_block")], worlds=5_000, seed=7)
floor = break_even(arms.reference)
survival = [revenue_survival(run, below=floor) for run in arms.runs]
survival_headline(arms, survival, load("headline_00", UnderIgnorance))

# %% [markdown]
# ## The picture
#
# Each line counts the futures, of a hundred, in which revenue has never been below the break-even. The
# band around a line is the precision of the simulation, not the range of fortunes.

# %%
axes = sl.plots.revenue_survival(
    survival,
    initial_revenue=arms.reference.initial_revenue,
    currency=base.book.currency,
    footer=arms.reference.provenance.footer(),
)
saved = sl.save(axes, "../figures/00_revenue_survival.png")

# %% [markdown]
# ## The table
#
# First column: the reference. Beside it: what the other diary changes *in the same futures*, with the
# interval of the paired difference, and in brackets how many times as many futures it would take to know it
# as well if each diary had its own.

# %%
measures = ["final_revenue", "survival", "accounts_kept", "wins"]
difference_table(arms, measures, below=floor).T

# %% [markdown]
# ## What a sceptic would say
#
# `sl.audit(scenario)` warns in plain words; with what was played and what the inputs allow it knows more. The
# same check stands in every report.

# %%
from simlib.present.words.checks import run_notes

run_notes(arms, load("headline_00", UnderIgnorance))

# %% [markdown]
# ## What an analyst would change next
#
# Your own book takes one line: `sl.Book.from_csv("book.csv")` with the columns `account_id` and
# `annual_revenue`. Every lever of the diary and every parameter of the evidence can be set by name; a
# name that does not exist is refused, and the near ones are listed.

# %%
quick = [base, base.with_(name="four calls a month", calls_per_month=4.0, calls_protected=True)]
difference_table(sl.compare(quick, worlds=1_000, seed=8), ["final_revenue", "wins"]).T

# %%
print("\n".join(sl.workload(base.with_(selling_hours_per_week=20)).warnings or ["no warnings"]))
for note in base.with_(call_hours=5).evidence.notes():
    print(note)

# %%
try:
    base.with_(calls_per_moth=4)
except sl.InputError as refusal:
    print(refusal)
