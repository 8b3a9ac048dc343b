"""Ctrl-C, `kill` and a terminal that is closed: everything ends at once, and cleans up after itself.

Python turns only SIGINT into an exception, and only in the main thread. Here SIGTERM and SIGHUP become one as
well, so that children end and temporary directories vanish, and the other threads are told: the main thread
waits for them (`with ThreadPoolExecutor`), and reading an index to its end takes too long.
"""

from __future__ import annotations

import atexit
import os
import signal
import sys
import threading
import time
from contextlib import suppress
from types import FrameType
from typing import NoReturn

from snowsnake import scratch

PATIENCE = 8.0
"""Seconds from the signal to the end, whatever hangs. Nix gets five of them to end its builders."""


_KNOCK = signal.SIGURG
"""Interrupts what the main thread waits for; else nobody uses it, and it is ignored by default."""


class Ended(BaseException):
    """This process was told to end. Not an `Exception`: nobody handles it but the command line."""

    def __init__(self, number: int = signal.SIGTERM) -> None:
        super().__init__(number)
        self.exit_code = 128 + number  # as shells say


def install() -> None:
    """Handle the signals that end a program, except those that whoever started us has us ignore (`nohup`)."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) in {signal.SIG_DFL, signal.default_int_handler}:
            signal.signal(number, _end)
    # The kernel may give a signal to any thread, and then nothing wakes the main one, which runs the handlers.
    arrived, arriving = os.pipe()
    os.set_blocking(arriving, False)
    signal.set_wakeup_fd(arriving, warn_on_full_buffer=False)
    signal.signal(_KNOCK, lambda *_: None)
    threading.Thread(target=_wake_main, args=(arrived,), daemon=True).start()


def _wake_main(arrived: int) -> None:
    main = threading.main_thread().ident
    while main is not None and (numbers := os.read(arrived, 64)):
        if set(numbers) - {_KNOCK}:
            signal.pthread_kill(main, _KNOCK)


def leave(code: int) -> NoReturn:
    """End the process now, without waiting for threads that have not noticed yet."""
    # An exception may hit a thread between two lines, also those that remove a temporary directory.
    atexit._run_exitfuncs()  # noqa: SLF001 -- there is no public way to do what leaving the usual way does
    scratch.remove_all()
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):  # the terminal is gone
            stream.flush()
    os._exit(code)


def _end(number: int, _frame: FrameType | None) -> NoReturn:
    ended = Ended(number)
    threading.Thread(target=_lose_patience, args=(ended.exit_code,), daemon=True).start()
    _tell_threads()
    if number == signal.SIGINT:
        raise KeyboardInterrupt
    raise ended


def _lose_patience(code: int) -> None:
    time.sleep(PATIENCE)
    scratch.remove_all()
    os._exit(code)


def _tell_threads() -> None:
    """Raise `Ended` in the threads that work, as soon as each runs Python code again."""
    with suppress(ImportError, AttributeError):  # another Python than CPython: there it takes longer
        from ctypes import c_ulong, py_object, pythonapi  # noqa: PLC0415 -- slow, and rarely needed

        frames = sys._current_frames()  # noqa: SLF001 -- public in all but name
        for thread in threading.enumerate():
            frame = frames.get(thread.ident or 0)
            if thread.daemon or thread is threading.main_thread() or frame is None:
                continue
            # A pool's idle thread must live: it may have been given work already, for which somebody waits.
            if frame.f_code.co_name != "_worker":
                pythonapi.PyThreadState_SetAsyncExc(c_ulong(thread.ident or 0), py_object(Ended))
