"""Calls one hook of a build backend (PEP 517, PEP 660), in the build environment's own interpreter.

Started as `python hook.py REQUEST`; both REQUEST and the answer, written where it says, are JSON. Nothing
else of snowsnake is importable here: the backend sees what the build environment holds.
"""

# pathlib costs start-up time.
# ruff: noqa: PTH100, PTH109, PTH113, PTH118, PTH123

from __future__ import annotations

import importlib
import importlib.util
import json
import os
import subprocess
import sys
import traceback
from typing import Any


def main(request_path: str) -> int:
    """Do what the request says; 0, or 1 after a failure that the answer describes.

    Request: `backend`, `backend-path`, `hook` (a name), `arguments`, `optional` (whether the backend may be
    without it), `answer` (a path). Answer: `value`, or `error` with `text` and more.
    """
    with open(request_path, encoding="utf-8") as file:
        request = json.load(file)
    answer = _answer(request)
    sys.stdout.flush()
    sys.stderr.flush()
    with open(request["answer"], "w", encoding="utf-8") as file:
        json.dump(answer, file)
    return 1 if "error" in answer else 0


def _answer(request: dict[str, Any]) -> dict[str, Any]:
    try:
        backend = _backend(request["backend"], request["backend-path"])
    except _UnusableBackendError as error:
        return {"error": "no-backend", **error.facts}
    hook = getattr(backend, request["hook"], None)
    if hook is None:
        if request["optional"]:
            return {"value": None, "absent": True}
        return {"error": "no-hook", "text": f"`{request['backend']}` has no `{request['hook']}`"}
    try:
        value = hook(*request["arguments"])
    except (Exception, SystemExit) as error:  # noqa: BLE001 -- the backend is somebody else's: all is told
        _show(error)
        answer = {"error": "failed", "text": _text(error)}
        if isinstance(error, ModuleNotFoundError) and error.name:
            answer["module"] = error.name
        if (host := _host(error)) is not None:
            answer["host"] = host
        return answer
    try:
        json.dumps(value)
    except (TypeError, ValueError):
        return {"error": "nonsense", "text": f"`{request['hook']}` gave {type(value).__name__}"}
    return {"value": value}


def _text(error: BaseException) -> str:
    """An exception in one line."""
    if isinstance(error, SystemExit) and (error.code is None or isinstance(error.code, int)):
        return f"it stopped with status {error.code or 0}{_place(error)}"
    return str(error.code) if isinstance(error, SystemExit) else f"{type(error).__name__}: {error}"


def _place(error: BaseException) -> str:
    """Where the source ended: ` (setup.py, line 3)`; nothing where no file of its own had a part in it."""
    place = ""
    for frame, line in traceback.walk_tb(error.__traceback__):
        # setuptools runs a setup.py as a text that knows its file.
        for path in (frame.f_code.co_filename, frame.f_globals.get("__file__")):
            if isinstance(path, str) and os.path.isfile(path) and _below(path, [os.getcwd()]):
                place = f" ({os.path.relpath(path)}, line {line})"
                break
    return place


def _show(error: BaseException) -> None:
    """Print an exception as Python does, without what says nothing about the source.

    What ends with a status has been explained above, by whoever ended: frames would hide that.
    """
    shown = traceback.TracebackException.from_exception(error)
    if isinstance(error, (SystemExit, subprocess.CalledProcessError)):
        print("".join(shown.format_exception_only()), end="", file=sys.stderr)
        return
    _forget_own_frames(shown)
    print("".join(shown.format()), end="", file=sys.stderr)


def _forget_own_frames(shown: traceback.TracebackException | None) -> None:
    while shown is not None:
        shown.stack[:] = [
            frame
            for frame in shown.stack
            if frame.filename != __file__
            and not frame.filename.startswith("<frozen importlib")
            and frame.filename != importlib.__file__
        ]
        shown = shown.__cause__ or shown.__context__


def _host(error: BaseException | None) -> str | None:
    """The host that was asked for, where it was a name that could not be resolved; messages do not say it."""
    while error is not None:
        for frame, _ in traceback.walk_tb(error.__traceback__):
            if frame.f_code.co_name == "getaddrinfo" and isinstance(host := frame.f_locals.get("host"), str):
                return host
        error = error.__cause__ or error.__context__
    return None


class _UnusableBackendError(Exception):
    def __init__(self, text: str, **facts: Any) -> None:
        super().__init__(text)
        self.facts = {"text": text, **facts}


def _backend(name: str, backend_path: list[str]) -> Any:
    # PEP 517: these come first, and the source's own directory is not importable otherwise.
    directories = [os.path.abspath(os.path.join(os.getcwd(), path)) for path in backend_path]
    sys.path[:0] = directories
    module_name, _, path = name.partition(":")
    try:
        module = importlib.import_module(module_name)
    except Exception as error:
        _show(error)
        # What is missing may be the backend, or something that it imports.
        missing = error.name if isinstance(error, ModuleNotFoundError) else None
        raise _UnusableBackendError(f"{type(error).__name__}: {error}", module=missing) from error
    if directories and not _below(getattr(module, "__file__", None), directories):
        raise _UnusableBackendError(f"`{module_name}` is not in `backend-path`", module=None)
    found: Any = module
    for part in path.split(".") if path else ():
        try:
            found = getattr(found, part)
        except AttributeError as error:
            raise _UnusableBackendError(f"`{module_name}` has no `{path}`", module=None) from error
    return found


def _below(path: str | None, directories: list[str]) -> bool:
    if path is None:
        return False
    real = os.path.realpath(path)
    return any(real.startswith(os.path.realpath(directory) + os.sep) for directory in directories)


if __name__ == "__main__":
    # The directory of this file: its neighbours must not hide the backend's modules.
    del sys.path[0]
    sys.exit(main(sys.argv[1]))
