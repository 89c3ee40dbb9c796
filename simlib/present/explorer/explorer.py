"""A page to try diaries on, for a notebook or for Voila: pick, and see what becomes of the firm."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from simlib.analysis.revenue import break_even
from simlib.analysis.ruin import ENOUGH_WORLDS
from simlib.inputs.disciplines import disciplines
from simlib.inputs.errors import InputError, unknown_name
from simlib.inputs.scenario import Scenario
from simlib.inputs.shipped import load_book, shipped_books
from simlib.inputs.study import Study
from simlib.present.client.what_if_words import Firm, NumberRow, number_rows, verdict
from simlib.present.explorer.view import WORLDS, ExplorerView, firm_of_choice
from simlib.run.simulate import simulate
from simlib.studies.client.build import MIDDLING_CALLS, world_cost_ms
from simlib.studies.client.live import Choice, Found, LiveWhatIf
from simlib.studies.client.study import STUDY_FILE, ClientStudy, is_client_study
from simlib.studies.client.what_if import CALLS, EVIDENCE, STRESS, same_calls

if TYPE_CHECKING:
    from simlib.inputs.book import Book

Wish = TypeVar("Wish")
Result = TypeVar("Result")
_PAUSE_SECONDS = 0.05  # in which a newer wish replaces this one unplayed
FIRST_BOOK = "hms_associates"
_PATIENCE_MS = 15_000.0  # of processor time; a first answer comes long before
_DOSES = (*CALLS, 2.0, 6.5, 13.0, 17.3333333333)


class Latest(Generic[Wish, Result]):
    """Works on one wish at a time, beside the loop that receives them.

    Parameters
    ----------
    work : callable
        Takes a wish, returns its result; runs in a thread of its own where there is a loop.
    show : callable
        Takes the result, or the error that `work` raised; never of a wish that a newer replaced.
    steps : callable, optional
        Takes a wish, returns those that lead to it and are quicker to fulfil, the wish itself last:
        whoever waits sees each, unless a newer wish comes between.
    """

    def __init__(
        self,
        work: Callable[[Wish], Result],
        show: Callable[[Result | Exception], None],
        steps: Callable[[Wish], Sequence[Wish]] = lambda wish: (wish,),
    ) -> None:
        self._work, self._show, self._steps = work, show, steps
        self._next: list[Wish] = []
        self._task: asyncio.Task[None] | None = None

    def now(self, wish: Wish) -> None:
        """Show the first step before returning, and the others soon."""
        self._next.clear()
        first, *others = self._steps(wish)
        self._show(self._done(first))
        if others:
            self.ask(wish)

    def ask(self, wish: Wish) -> None:
        """Work on a wish soon, in place of any that still waits; at once where there is no loop."""
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            self._next.clear()
            self._show(self._done(wish))
            return
        self._next[:] = [wish]
        if self._task is None or self._task.done():
            self._task = loop.create_task(self._work_off())

    async def _work_off(self) -> None:
        while self._next:
            await asyncio.sleep(_PAUSE_SECONDS)
            if not self._next:  # shown meanwhile by `now`
                return
            for step in self._steps(self._next.pop()):
                result = await asyncio.to_thread(self._done, step)
                if self._next:
                    break
                self._show(result)

    def _done(self, wish: Wish) -> Result | Exception:
        try:
            return self._work(wish)
        except Exception as error:
            return error


class Explorer:
    """Pick book, discipline, calls, evidence and stress; the answer follows within a second or so.

    Parameters
    ----------
    book : Book, str or Path, optional
        The first book; a shipped one can be picked as well, but not in a client's view.
    study : ClientStudy, Study, str or Path, optional
        Or the study whose diaries are on offer, the first being the reference; a path is read.
        Without one all shipped diaries are on offer, the service-heavy one being the reference.
    worlds, seed : int, optional
        Of every answer: the study's, else seed 7 and 1,000 worlds, fewer for a book of many
        hundred accounts.
    client_view : bool
        Hide book, futures, seed and footer.

    Notes
    -----
    Nothing is played and no widget made before the explorer is shown or asked. While a slider
    moves nothing is played; while something is, the old chart is grey; of several wishes only the
    last is played. Where all futures take longer than a moment, the first of them answer at once
    and all of them soon after. What was played is remembered.

    Raises
    ------
    InputError
        For a book, a study or numbers that cannot be used.
    """

    def __init__(
        self,
        book: Book | str | Path | None = None,
        study: ClientStudy | Study | str | Path | None = None,
        *,
        worlds: int | None = None,
        seed: int | None = None,
        client_view: bool = False,
    ) -> None:
        told = None if study is None else _study(study)
        self.client_view = client_view
        self._fixed_worlds = worlds or (told.worlds if told else None)
        self.worlds = self._fixed_worlds or WORLDS[0]
        self.seed = seed if seed is not None else (told.seed if told else 7)
        self._study_arms = told.scenarios if told and book is None else ()
        self._arms: tuple[Scenario, ...] = ()
        self._below: dict[str, float] = {}
        self._desk = LiveWhatIf()
        self._choice: Choice
        self._found: Found | None = None
        self._view: ExplorerView | None = None
        self._own = None if book is None else _opened(book)
        self.pick_book(self._own or (None if self._study_arms else FIRST_BOOK))
        self.choose(diary=self._arms[-1 if self._study_arms else self._usual()].label)

    @property
    def diaries(self) -> tuple[str, ...]:
        """Labels of the diaries on offer; the first is the reference."""
        return tuple(arm.label for arm in self._arms)

    @property
    def calls_on_offer(self) -> tuple[float, ...]:
        """Planned calls a month and rep that the slider stops at, rising."""
        own = [arm.discipline.calls_per_month for arm in self._arms]
        doses: list[float] = []
        for dose in sorted([*_DOSES, *own]):
            if not doses or not same_calls(dose, doses[-1]):
                doses.append(dose)
        return tuple(doses)

    @property
    def books(self) -> tuple[str, ...]:
        """Names of the books that can be picked."""
        own = self._own.name if self._own else self._arms[0].book.name
        return tuple(dict.fromkeys([own, *shipped_books()]))

    @property
    def book_name(self) -> str:
        """The book of the diaries on offer."""
        return self._arms[0].book.name

    def pick_book(self, book: Book | str | Path | None) -> None:
        """Put every diary on another book; None takes the study's own.

        The number of worlds follows the size of the book, unless it was given.
        """
        if book is None or (self._study_arms and book == self._study_arms[0].book.name):
            self._arms = self._study_arms
        else:
            chosen = self._own if self._own and book == self._own.name else _opened(book)
            self._arms = (
                tuple(arm.with_(book=chosen) for arm in self._arms)
                if self._arms
                else tuple(Scenario(book=chosen, discipline=name) for name in disciplines())
            )
        self.worlds = self._fixed_worlds or quick_worlds(self._arms[0])

    def choose(
        self,
        *,
        diary: str | None = None,
        calls: float | None = None,
        evidence: str = EVIDENCE[0],
        stress: str = STRESS[0],
    ) -> Explorer:
        """Choose as the controls do; returns the explorer, so that its answer can be read.

        Parameters
        ----------
        diary : str, optional
            A label of `diaries`; the present one by default.
        calls : float, optional
            Planned a month and rep; by default what the diary plans by itself.
        evidence, stress : str
            ``"graded"`` or ``"folklore"``; ``"none"`` or ``"lose the largest"``.
        """
        arm = self._arm(diary if diary is not None else self._choice.arm.label)
        for what, name, known in (("evidence", evidence, EVIDENCE), ("stress", stress, STRESS)):
            if name not in known:
                raise unknown_name(what, name, known)
        dose = arm.discipline.calls_per_month if calls is None else calls
        if not 0 <= dose <= 400:
            raise InputError("not a number of calls", column="calls", value=calls)
        self._choice = Choice(
            *(self._arms[0], arm, dose, evidence, stress, self._threshold()),
            worlds=self.worlds,
            seed=self.seed,
        )
        return self

    @property
    def choice(self) -> Choice:
        """What is chosen now."""
        return self._choice

    @property
    def found(self) -> Found:
        """What comes of the choice; played when first asked for."""
        if self._found is None or self._found.choice != self._choice:
            self._found = self._desk.find(self._choice)
        return self._found

    @property
    def firm(self) -> Firm:
        """The threshold in money, the years and the reference of the present choice."""
        return firm_of_choice(self._choice)

    @property
    def verdict(self) -> str:
        """The choice and what comes of it, in a sentence."""
        found = self.found
        return verdict(self.firm, found.point, is_reference=found.is_reference)

    @property
    def numbers(self) -> tuple[NumberRow, ...]:
        """Survival, cash, revenue and price of the choice, with intervals."""
        found = self.found
        return number_rows(self.firm, found.point, is_reference=found.is_reference)

    @property
    def view(self) -> ExplorerView:
        """The widgets, made when first asked for."""
        if self._view is None:
            self._view = ExplorerView(self)
            self._latest = Latest(self._desk.find, self._show, self._desk.steps)
            self._latest.now(self._choice)
        return self._view

    def update(self) -> None:
        """Have the present choice played soon; the view shows it unless a newer one comes."""
        self._latest.ask(self._choice)

    def _show(self, found: Found | Exception) -> None:
        if isinstance(found, Found):
            self._found = found
        self.view.show(found)

    def _repr_mimebundle_(self, **options: Any) -> Any:
        return self.view.box._repr_mimebundle_(**options)

    def __repr__(self) -> str:
        """Return a line that is equal on every machine."""
        return f"Explorer({self.book_name!r}, {self.worlds:,} futures, seed {self.seed})"

    def _arm(self, label: str) -> Scenario:
        for arm in self._arms:
            if arm.label == label:
                return arm
        raise unknown_name("diary", label, self.diaries)

    def _usual(self) -> int:
        names: Sequence[str] = [arm.discipline.name for arm in self._arms]
        return names.index("weekly_block") if "weekly_block" in names else len(names) - 1

    def _threshold(self) -> float:
        """Return the break-even of the reference as it stands, whatever evidence is chosen."""
        scenario = self._arms[0]
        if scenario.key() not in self._below:
            run = simulate(scenario, worlds=1, seed=1, executor="here", progress=False)
            self._below[scenario.key()] = break_even(run)
        return self._below[scenario.key()]


def _study(study: ClientStudy | Study | str | Path) -> Study:
    if isinstance(study, str | os.PathLike):
        file = Path(study) / STUDY_FILE if Path(study).is_dir() else Path(study)
        study = ClientStudy.load(file) if is_client_study(file) else Study.load(file)
    return study.as_study() if isinstance(study, ClientStudy) else study


def _opened(book: Book | str | Path) -> Book:
    return load_book(str(book)) if isinstance(book, str | os.PathLike) else book


def quick_worlds(scenario: Scenario) -> int:
    """Return how many worlds are played within some seconds: one of `WORLDS`, at most 1,000."""
    cost_ms = world_cost_ms(scenario, MIDDLING_CALLS)
    known = [worlds for worlds in WORLDS if worlds * cost_ms <= _PATIENCE_MS]
    return min(max(known, default=WORLDS[0]), ENOUGH_WORLDS)
