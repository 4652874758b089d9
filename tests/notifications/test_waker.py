"""The waker: what it wakes again and again, and what becomes of it at the end."""

from __future__ import annotations

import asyncio

from notifications.waker import Waker


def test_what_runs_already_runs_to_its_end() -> None:
    """A pause wakes nobody any more and cuts nobody off: a mail that is being handed over would count as unknown."""

    async def scene() -> tuple[int, bool]:
        waker, begun, may_end, woken, ended = Waker(), asyncio.Event(), asyncio.Event(), 0, False

        async def work() -> None:
            nonlocal woken, ended
            woken += 1
            begun.set()
            await may_end.wait()
            ended = True

        waker.every(0.01, work)
        waker.start()
        await asyncio.wait_for(begun.wait(), 10)
        task = next(task for task in asyncio.all_tasks() if task is not asyncio.current_task())
        waker.pause()
        may_end.set()
        await asyncio.wait([task], timeout=10)
        waker.stop()
        return woken, ended

    assert (1, True) == asyncio.run(scene())
