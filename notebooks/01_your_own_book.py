# %% [markdown]
# # Your own book: from a CRM export or a ledger to a deck
#
# **Question.** We have an export of the CRM, or a list of invoices. What does it say of our accounts, what
# can it not say, and what comes out at the other end?
#
# **Reader.** Consultants with a client's files.
#
# **Answer**, written by the cell below from a real ledger: the clients of a San Francisco lobbying firm.
# Names are masked as they are read; the key to the pseudonyms stays outside.

# %%
import simlib as sl
from simlib.history.history import history
from simlib.present.words.ledger import history_headline

firm = sl.import_files(
    ["../data/raw/sf_lobbying_fees.csv"], filters={"firm": "Hms Associates"}, name="a lobbying firm"
)
past = history(firm.ledger)
history_headline(past)

# %%
axes = sl.plots.own_survival(past)
saved = sl.save(axes, "../figures/01_own_survival.png")

# %% [markdown]
# ## What became of every row and every dollar
#
# Kept and left out make up what was read, to the cent. Nothing is merged unasked: names that may be one
# customer are listed.

# %%
print(firm.report)

# %% [markdown]
# ## How the file was read
#
# Proposed from the headers alone. Save it, edit it and hand it back: `firm.mapping.save("mapping.yaml")`,
# `sl.import_files([...], mapping="mapping.yaml")`.

# %%
print(firm.mapping.to_yaml())

# %% [markdown]
# ## An export of a CRM
#
# Three files. The size of a customer's own firm is never taken for what he buys: money comes from won deals.

# %%
crm = sl.import_files(
    [
        "../data/raw/crm_accounts.csv",
        "../data/raw/crm_sales_pipeline.csv",
        "../data/raw/crm_sales_teams.csv",
    ],
    name="a hardware seller",
)
print(crm.report)

# %% [markdown]
# ## What it cannot know, it asks
#
# 01/02/2024 is a day in January or in February. The wizard shows how the file would be read, to be edited, and
# asks for what is open; nothing is guessed.

# %%
from pathlib import Path
from tempfile import TemporaryDirectory

from simlib.present.explorer.wizard import Wizard

inbox = TemporaryDirectory()
ambiguous = Path(inbox.name) / "invoices.csv"
ambiguous.write_text("customer,invoice date,net amount\nA,01/02/2024,100\nB,03/04/2024,200\n")
wizard = Wizard([ambiguous])

# %% tags=["nbval-ignore-output"]
wizard

# %%
print(wizard.mapping.questions[0])

# %% [markdown]
# The same in code:

# %%
print(wizard.read(dates="day first").ledger.first_day)
inbox.cleanup()

# %% [markdown]
# ## Would it have told us the last year?
#
# Stand a year before the end of the ledgers, look only at what was known then, predict, and compare: the
# simulation beside naive forecasts, whoever wins. San Francisco: all firms with enough clients to judge by.

# %%
from collections import defaultdict
from dataclasses import replace

import pandas as pd

from simlib.present.words.ledger import backtest_headline, backtest_table

whole = sl.import_files(["../data/raw/sf_lobbying_fees.csv"], show_names=True)
firms = pd.read_csv("../data/raw/sf_lobbying_fees.csv")["firm"]
by_firm = defaultdict(list)
for booking in whole.ledger.bookings:
    by_firm[firms[booking.row - 2]].append(booking)
ledgers = {
    name: replace(whole.ledger, bookings=tuple(found)) for name, found in sorted(by_firm.items())
}
city = sl.backtest(ledgers, origins=2, worlds=100)
backtest_headline(city)

# %%
backtest_table(city)

# %%
axes = sl.plots.backtest(city)
saved = sl.save(axes, "../figures/01_backtest_san_francisco.png")

# %%
retail = sl.import_files(["../data/raw/online_retail_ii_invoices.csv.gz"], name="a wholesaler")
shop = sl.backtest(retail.ledger, rule=sl.LossRule(180), worlds=100)
backtest_headline(shop)

# %%
backtest_table(shop)

# %% [markdown]
# ## To a deck
#
# Nobody has answered the questions to the client yet, so all of them are assumptions; `09_client_deck` answers
# some. On the command line: `simlib import FILES --name NAME`, then `simlib deck NAME`.

# %%
with TemporaryDirectory() as folder:
    firm.book.to_csv(Path(folder) / "book.csv")
    study = sl.ClientStudy(book="book.csv", title="A lobbying firm", folder=folder)
    case = sl.client_case(
        sl.with_pooled_losses(study, past.pooled),
        ledger=firm.ledger,
        quality=firm.report,
        history=past,
        worlds=100,
    )
    deck = sl.to_pptx(case, Path(folder) / "deck.pptx")
    workbook = sl.to_excel(case, Path(folder) / "workbook.xlsx")
    print(f"{deck.name}, {workbook.name}: {case.assumed} of {len(case.told)} answers are assumed")

# %% [markdown]
# What a sceptic would say of it; the same check stands in the deck, on a sheet of the workbook and on the page.

# %%
from simlib.present.words.checks import case_notes

case_notes(case)

# %% [markdown]
# ## What an analyst would change next
#
# Another rule of what a loss is. The survival curve moves with it: that is why it has to be declared.

# %%
half_a_year = history(firm.ledger, sl.LossRule(180))
history_headline(half_a_year)
