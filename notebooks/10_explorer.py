# %% [markdown]
# # The explorer: try a diary yourself
#
# **Question.** What becomes of this firm under another diary, more calls, other evidence, or once its
# largest account is gone?
#
# **Reader.** Analysts, clients.
#
# Pick, and the answer follows. The same futures strike under every choice, so two choices never differ
# because one had the better luck.

# %%
from simlib.present.explorer.explorer import Explorer

explorer = Explorer()

# %% tags=["nbval-ignore-output"]
explorer

# %% [markdown] tags=["analyst"]
# ## The same without a mouse
#
# What the controls do, code can do; these numbers are checked whenever the notebooks are. Your own firm:
# `Explorer(book="book.csv")` or `Explorer(study="study.yaml")`; `client_view=True` hides what only an
# analyst needs. As a page without code, and without this part: `python -m tools.explorer`.

# %% tags=["analyst"]
for calls in (0, 1, 26 / 3):
    print(explorer.choose(diary="weekly block", calls=calls).verdict)

# %% tags=["analyst"]
explorer.choose(diary="weekly block", stress="lose the largest")
for row in explorer.numbers:
    print(f"{row.what}: {row.value}  {row.change}".rstrip())
