"""Only the latest wish is worked on: what was wished while a slider moved is dropped."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

Wish = TypeVar("Wish")
Result = TypeVar("Result")
_PAUSE_SECONDS = 0.05  # in which a newer wish replaces this one unplayed


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
