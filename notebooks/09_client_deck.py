# %% [markdown]
# # The client's deck
#
# **Question.** What goes on the table: what the client told us, what we assumed, whether the simulation
# knows his firm, and the answer?
#
# **Reader.** Consultants with a client.
#
# **Answer**, written by the cell below. Few futures, so that the notebook is quick; `simlib deck`
# plays as many as about a minute allows.

# %%
from pathlib import Path
from tempfile import TemporaryDirectory

import simlib as sl
from simlib.present.client.parts import recommendation
from simlib.present.words.headline import survival_headline

firm = sl.import_files(
    ["../data/raw/sf_lobbying_fees.csv"], filters={"firm": "Hms Associates"}, name="a lobbying firm"
)
folder = TemporaryDirectory()
firm.book.to_csv(Path(folder.name) / "book.csv")
profile = sl.Profile(
    calls_made=1, visits=2, one_to_ones=0, gross_margin=0.4, operating_margin=0.1, cash_months=3
)
study = sl.ClientStudy(
    book="book.csv", title="A lobbying firm", profile=profile, folder=folder.name, seed=7
)
case = sl.client_case(study, ledger=firm.ledger, quality=firm.report, worlds=400)
print(recommendation(case))
survival_headline(case.comparison, case.survival, case.inputs)

# %%
axes = sl.plots.revenue_survival(
    case.survival,
    footer=case.comparison.reference.provenance.footer(),
    initial_revenue=case.comparison.reference.initial_revenue,
    currency=study.the_book.currency,
)
saved = sl.save(axes, "../figures/09_revenue_survival.png")

# %% [markdown]
# ## Does the simulation know this firm?
#
# The first year of the client's own diary, before anything else. Where a number lies outside, the answers below are
# about another firm.

# %%
from simlib.present.words.reality import reality_frame, told_frame

reality_frame(case.reality)

# %% [markdown]
# ## What he told us, and what we assumed

# %%
import pandas as pd

pd.set_option("display.max_colwidth", None)
told_frame(case.told)

# %% [markdown]
# ## What a sceptic would say
#
# The methodology check of this case, as the deck, the workbook and the page show it.

# %%
from simlib.present.words.checks import case_notes

case_notes(case)

# %% [markdown]
# ## The deck
#
# Native charts that the board can edit, with the numbers that are drawn and no more; a text for whoever
# cannot see them, and notes for whoever speaks.

# %%
from pptx import Presentation

deck = Presentation(str(sl.to_pptx(case, Path(folder.name) / "deck.pptx")))
slides = list(deck.slides)
pd.DataFrame(
    {
        "title": [slide.shapes.title.text_frame.text for slide in slides],
        "charts": [sum(shape.has_chart for shape in slide.shapes) for slide in slides],
        "words in the notes": [
            len(slide.notes_slide.notes_text_frame.text.split()) for slide in slides
        ],
    },
    index=range(1, len(slides) + 1),
)

# %% [markdown]
# ## Three futures to tell
#
# A typical one, a bad one and a lucky one, as news with dates: each is one simulated future, no forecast.

# %%
from simlib.present.paper.stories import stories

told = stories(case)
told.typical

# %%
told.bad

# %%
told.lucky

# %% [markdown]
# ## One future, two diaries

# %%
axes = sl.plots.two_lives(told.lives)
saved = sl.save(axes, "../figures/09_two_lives.png")

# %% [markdown]
# ## What an analyst would change next
#
# Another answer of the client, and what it does to the recommendation.

# %%
richer = study.with_(profile=profile.with_(cash_months=12))
print(recommendation(sl.client_case(richer, worlds=200)))
folder.cleanup()
