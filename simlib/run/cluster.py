"""Workers on other machines: a Dask client behind the interface of `concurrent.futures`."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from distributed import Client

Answer = TypeVar("Answer")


class ClusterExecutor(Executor):
    """Plays on the workers of a Dask cluster: ``executor=ClusterExecutor(client)``.

    Parameters
    ----------
    client : distributed.Client

    Notes
    -----
    ``client.get_executor()`` does the same, but in Dask 2026.8 it raises a TypeError where a worker
    dies between giving an answer and its being fetched, though the answer is worked out again.
    """

    def __init__(self, client: Client) -> None:
        self._client = client

    def submit(
        self, function: Callable[..., Answer], /, *args: Any, **kwargs: Any
    ) -> Future[Answer]:
        """Send a call to the cluster; a worker that dies has its calls made again elsewhere."""
        there: Any = self._client.submit(function, *args, pure=False, **kwargs)
        here: Future[Answer] = Future()
        here.add_done_callback(lambda done: there.cancel() if done.cancelled() else None)
        there.add_done_callback(lambda done: _settle(done, here))
        return here


def _settle(done: Any, answer: Future[Answer]) -> None:
    if not answer.set_running_or_notify_cancel():
        return
    try:
        answer.set_result(done.result())
    except BaseException as error:
        answer.set_exception(error)
