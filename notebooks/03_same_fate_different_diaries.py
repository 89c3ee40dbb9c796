# %% [markdown]
# # Same fate, different diaries
#
# **Question.** A supplier lives off one dominant account. Diaries of three kinds meet the same futures: service
# only, one strategic call a month, a weekly prospecting block. Who stays above break-even, and who comes
# back if the large account goes?
#
# **Reader.** Consultants with a client.
#
# **Answer**, written by the cell below. The supplier is fictional; bring your own book with
# `sl.Book.from_csv`.

# %%
import simlib as sl
from simlib.analysis.compare import difference_table
from simlib.analysis.revenue import break_even, revenue_fan, revenue_survival
from simlib.present.words.headline import survival_headline
from simlib.studies.headline import UnderIgnorance
from simlib.studies.register import load

DIARIES = ["devoted", "one_call_a_month", "weekly_block"]
base = sl.Scenario(book="supplier", discipline=DIARIES[0], evidence="graded")
arms = sl.compare([base.with_(discipline=name) for name in DIARIES], worlds=5_000, seed=7)
floor = break_even(arms.reference)
survival = [revenue_survival(run, below=floor) for run in arms.runs]
footer = arms.reference.provenance.footer()
inputs = load("headline_03", UnderIgnorance)
survival_headline(arms, survival, inputs)

# %% [markdown]
# ## Revenue survival

# %%
axes = sl.plots.revenue_survival(
    survival,
    initial_revenue=arms.reference.initial_revenue,
    currency=base.book.currency,
    footer=footer,
)
saved = sl.save(axes, "../figures/03_revenue_survival.png")

# %%
difference_table(arms, ["final_revenue", "survival", "accounts_kept", "wins"], below=floor).T

# %% [markdown]
# ## What the inputs allow
#
# The same answer when all inputs are drawn from their ranges at once. The band is what we do not know about
# the world; it does not shrink with more futures.

# %%
axes = sl.plots.under_ignorance(inputs)
saved = sl.save(axes, "../figures/03_inputs.png")

# %% [markdown]
# ## The range of fortunes
#
# What may happen to one firm under the weekly block: a wide band, and no fault of the simulation.

# %%
axes = sl.plots.revenue_fan(
    revenue_fan(arms.run("weekly_block")), currency=base.book.currency, footer=footer
)
saved = sl.save(axes, "../figures/03_range_of_fortunes.png")

# %% [markdown]
# ## The rep's week
#
# Hours a week and seat, with idle time, empty chairs and the work that was left undone.

# %%
from simlib.analysis.week import rep_week

axes = sl.plots.rep_week([rep_week(run) for run in arms.runs], footer=footer)
saved = sl.save(axes, "../figures/03_week.png")

# %% [markdown]
# ## A hundred futures

# %%
from simlib.analysis.futures import futures

axes = sl.plots.futures([futures(run, below=floor) for run in arms.runs], footer=footer)
saved = sl.save(axes, "../figures/03_futures.png")

# %% [markdown]
# ## After losing the largest account
#
# The same futures, but the largest account goes when the first year ends.

# %%
from simlib.analysis.recovery import recovery

shocked = base.with_(stress="lose top:1 in week 52", horizon_years=3)
after = sl.compare(
    [shocked.with_(discipline=name) for name in DIARIES], worlds=2_000, seed=7, log="story"
)
recoveries = [recovery(run) for run in after.runs]
axes = sl.plots.recovery(recoveries, footer=after.reference.provenance.footer())
saved = sl.save(axes, "../figures/03_recovery.png")

# %%
for found in recoveries:
    share, low, high = (
        100 * x for x in (found.share_back, found.share_back_low, found.share_back_high)
    )
    within = f"back to 90 % within {found.within_months:.0f} months"
    print(f"{found.label:14} {within}: {share:.0f} ({low:.0f} to {high:.0f}) futures of 100")

# %% [markdown]
# ## Who falls from the top
#
# A dealer whose best earner has nearly all of his revenue from one client. The client goes when the first
# year ends; where does he stand a year later?

# %%
from simlib.analysis.standing import standing

dealer = sl.Scenario(
    book="dealer",
    discipline="one_call_a_month",
    horizon_years=2,
    stress="lose top:1@Marcus Hale in week 52",
)
fall = sl.simulate(dealer, worlds=2_000, seed=7)
place = standing(fall, "Marcus Hale", 24)
axes = sl.plots.standing(place, footer=fall.provenance.footer())
saved = sl.save(axes, "../figures/03_standing.png")

# %% [markdown]
# ## What an analyst would change next
#
# Another evidence set, a smaller reserve, a diary of your own.

# %%
mine = sl.discipline("weekly_block").with_(
    name="six_calls", client_label="six calls a month", calls_per_month=6.0
)
own = base.with_(discipline=mine, cash_buffer_months=2)
small = sl.compare([base.with_(cash_buffer_months=2), own], worlds=1_000, seed=9)
difference_table(small, ["final_revenue", "wins"]).T

# %%
study = sl.Study(scenarios=(base, own), worlds=30, seed=9)
for line in study.diff(study.with_(scenarios=(base, own.with_(horizon_years=3)), seed=10)):
    print(line)
