"""What the answer to each question is worth before a diary is chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter

from simlib.present.plots._rows import draw_precision_line, label_room, row_axes, write
from simlib.present.question_words import question_words
from simlib.present.sheet import lay_out, open_sheet
from simlib.present.style import BLUE, GREY, INK, MUTED, slide_style
from simlib.present.words import money, number_word, sentence_case, span_words

if TYPE_CHECKING:
    from simlib.analysis.precision import Interval
    from simlib.studies.evppi import QuestionValues


def answers(
    result: QuestionValues,
    *,
    ax: Axes | None = None,
    title: str | None = None,
    footer: str | None = None,
) -> Axes:
    """Draw what it is worth to know each input, and all of them, before choosing.

    Parameters
    ----------
    result : QuestionValues
    ax : Axes, optional
        Where to draw; a slide of its own by default.
    title, footer : str, optional
        Instead of the finding, and of the result's own.

    Returns
    -------
    Axes
        With the chart.
    """
    labels = [*_sums(result), *(question_words(each.name).short for each in result.answers)]
    sheet = open_sheet(ax)
    with slide_style():
        lay_out(
            sheet,
            title=title or finding_answers(result),
            y_words=f"worth of knowing before the diary is chosen, {unit_words(result)}",
            notes=[_note(result)],
            footer=footer or result.footer,
            left=label_room(labels),
        )
        _draw(sheet.ax, result, labels)
    return sheet.ax


def _sums(result: QuestionValues) -> list[str]:
    return [
        f"all {result.inputs} answers together",
        f"the {number_word(result.together_count)} most telling together",
    ]


def unit_words(result: QuestionValues) -> str:
    """Return what the worth is measured in."""
    if result.unit == "money":
        span = span_words(12 * result.horizon_years)
        over = f"over {span}" if result.measure == "cumulative_revenue" else "a year"
        return f"{result.currency} of revenue {over}".strip()
    return "futures of 100" if result.unit == "chance" else result.measure_label.lower()


def shown_worth(result: QuestionValues, worth: float) -> str:
    """Return a worth as the client reads it."""
    if result.unit == "money":
        return money(worth * result.initial_revenue)
    return f"{100 * worth:.1f}" if result.unit == "chance" else f"{worth:.2g}"


def _note(result: QuestionValues) -> str:
    return (
        f"Choice between {', '.join(result.diaries)}. Thin lines: 95 % interval over "
        f"{result.fresh_draws:,d} fresh draws of the inputs. Grey: worth no more than nothing, as "
        f"far as these draws can tell. {result.inputs - len(result.answers)} other inputs looked "
        "worth less."
    )


def _draw(ax: Axes, result: QuestionValues, labels: list[str]) -> None:
    worths = [result.everything, result.together, *(each.worth for each in result.answers)]
    known = [True, result.together.low > 0, *(each.clear for each in result.answers)]
    scale = result.initial_revenue if result.unit == "money" else 1.0  # so that ticks are round
    low = scale * min(0.0, *(worth.low for worth in worths))
    high = scale * max(worth.high for worth in worths)
    ax.xaxis.set_major_formatter(FuncFormatter(lambda x, _: shown_worth(result, x / scale)))
    row_axes(ax, labels, low=1.05 * low, high=high + 0.16 * (high - low))
    ax.axvline(0.0, color=INK, linewidth=1.2, zorder=1)
    for row, (worth, clear) in enumerate(zip(worths, known, strict=True)):
        draw_precision_line(ax, row, worth, scale=scale)
        ax.plot(
            *(scale * worth.mean, row, "o" if row > 1 else "D"),
            color=BLUE if clear else GREY,
            markersize=9,
            zorder=4,
        )
        text = shown_worth(result, worth.mean) if clear else _unclear(worth.half_width)
        write(ax, scale * worth.high, row, text, side="right", colour=INK if clear else MUTED)


def _unclear(half_width: float) -> str:
    return "turns no choice" if half_width == 0 else "cannot tell"


def finding_answers(result: QuestionValues) -> str:
    """Return the title: the question to ask first, and what the answer is worth."""
    clear = [each for each in result.answers if each.clear]
    total = worth_words(result, result.everything)
    if not clear and result.together.low > 0:
        return sentence_case(
            "no single answer is clearly worth anything for the choice of a diary, the "
            f"{number_word(result.together_count)} most telling together "
            f"{worth_words(result, result.together)}"
        )
    if not clear:
        return sentence_case(
            "no single answer is clearly worth anything for the choice of a diary; knowing all "
            f"{result.inputs} inputs would be worth {total}"
        )
    return sentence_case(
        f"ask first for {question_words(clear[0].name).short}: the answer is worth "
        f"{worth_words(result, clear[0].worth)}, all {result.inputs} answers {total}"
    )


def worth_words(result: QuestionValues, worth: Interval) -> str:
    """Return a worth with its interval, which never goes below nothing."""
    unit = f" {result.currency}" if result.unit == "money" and result.currency else ""
    low, high = (shown_worth(result, max(0.0, limit)) for limit in (worth.low, worth.high))
    return f"{shown_worth(result, worth.mean)} ({low} to {high}{unit})"
