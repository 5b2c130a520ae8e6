"""Forked workers on one socket, watched by the process that was started.

A dead worker is replaced in its place; whoever stands in the first place runs the background too,
so that it runs once, and goes on after any death.
"""

import logging
import os
import signal
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import NoReturn

from domain.faults import Fault
from jobs import serving, signals

logger = logging.getLogger(__name__)

PAUSE_SECONDS = 1.0
READY = b"+"


class Workers:
    """The children, by process number, each with its place (1, 2, …)."""

    def __init__(self, task: serving.Task) -> None:
        self._task = task
        self._places: dict[int, int] = {}
        self._is_ending = False

    def supervise(self, count: int, on_ready: Callable[[], None]) -> None:
        """Start them, replace those that die, return when all have ended."""
        if threading.active_count() > 1:
            raise RuntimeError("threads do not survive a fork: start none before")
        signals.obey(first=self._end_gently, again=self._end_now)
        signal.signal(signal.SIGALRM, lambda *_: self._end_now())
        try:
            for place in range(1, count + 1):
                self._start_first(place)
        except BaseException:
            self._end_gently()
            raise
        else:
            on_ready()
        finally:
            while self._places:
                self._replace(os.wait()[0])
            signal.alarm(0)

    def _start_first(self, place: int) -> None:
        told = self._start(place)
        if told != READY and not self._is_ending:
            raise Fault(
                told.decode()
                or "Un processus du portail s'est arrêté au démarrage : le journal dit pourquoi."
            )

    def _replace(self, pid: int) -> None:
        place = self._places.pop(pid)
        if self._is_ending:
            return
        logger.error("un processus du portail s'est arrêté (%d) ; il est remplacé", pid)
        time.sleep(PAUSE_SECONDS)
        if not self._is_ending:
            told = self._start(place)
            if told != READY:
                logger.error("ce processus ne démarre pas : %s", told.decode())

    def _start(self, place: int) -> bytes:
        """READY once the child serves; else the sentence that says why it does not."""
        reading, writing = os.pipe()
        signal.pthread_sigmask(signal.SIG_BLOCK, signals.ENDING)  # until each has its own handlers
        parent = os.getpid()
        pid = os.fork()
        if pid == 0:
            os.close(reading)
            self._be_worker(place, parent, writing)
        self._places[pid] = place
        os.close(writing)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, signals.ENDING)
        with os.fdopen(reading, "rb") as pipe:
            return pipe.read()

    def _be_worker(self, place: int, parent: int, writing: int) -> NoReturn:
        status = 1
        try:
            stop = _obey_the_parent()
            self._task.serve(
                stop,
                on_ready=lambda: _tell(writing, READY),
                with_background=place == 1,
                is_orphan=lambda: os.getppid() != parent,
            )
            status = 0
        except Fault as fault:
            _tell(writing, str(fault).encode())
        except BaseException:
            logger.exception("un processus du portail s'arrête")
        finally:
            os._exit(status)  # nothing of the parent's is tidied up twice

    def _end_gently(self) -> None:
        self._is_ending = True
        self._send(signal.SIGTERM)
        signal.alarm(int(serving.STOP_SECONDS) + 2)

    def _end_now(self) -> None:
        self._is_ending = True
        self._send(signal.SIGKILL)

    def _send(self, number: signal.Signals) -> None:
        for pid in list(self._places):
            with suppress(ProcessLookupError):
                os.kill(pid, number)


def _obey_the_parent() -> threading.Event:
    """A terminal's Ctrl-C reaches children too: only the parent counts first and second."""
    stop = threading.Event()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signals_seen: list[int] = []

    def on_signal(number: int, _frame: object) -> None:
        if not signals_seen:  # setting it twice, one within the other, would lock up
            signals_seen.append(number)
            stop.set()

    signal.signal(signal.SIGTERM, on_signal)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, signals.ENDING)
    return stop


def _tell(writing: int, said: bytes) -> None:
    os.write(writing, said)
    os.close(writing)
