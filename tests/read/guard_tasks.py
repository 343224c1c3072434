"""What a worker is asked to do by the tests of the guard; each stands for a kind of document."""

from __future__ import annotations

import ctypes
import os
import socket
import sys
import time
from pathlib import Path
from typing import NoReturn

from pipeline.errors import LimitError, SourceError


class StubbornError(SourceError):
    """An error that cannot be rebuilt from its message."""

    def __init__(self, name: str, number: int) -> None:
        super().__init__(f"{name} {number}")


def double(number: int) -> int:
    return 2 * number


def nap(seconds: float, name: str) -> str:
    time.sleep(seconds)
    return name


def damaged() -> NoReturn:
    raise SourceError("fichier endommagé")


def too_long() -> NoReturn:
    raise LimitError("plus de 400 pages")


def stubborn() -> NoReturn:
    raise StubbornError("fichier", 3)


def ours() -> NoReturn:
    raise KeyError("une clef\nsur deux lignes")


def crash() -> NoReturn:
    ctypes.string_at(0)
    raise AssertionError("read address zero and lived")


def leave() -> NoReturn:
    os._exit(7)


def hang() -> None:
    time.sleep(3600)


def deaf_hang() -> None:
    """Hang in native code, where no Python signal handler runs."""
    ctypes.CDLL(None).sleep(3600)


def endless() -> NoReturn:
    while True:
        pass


def memory_bomb() -> int:
    return len([bytearray(64 << 20) for _ in range(1000)])


def refused(message: str) -> NoReturn:
    """Fail as a library does that reports a refused allocation in words of its own."""
    raise RuntimeError(message)


def long_answer(size: int) -> bytes:
    return bytes(size)


def long_file(path: str, size: int) -> None:
    with open(path, "wb") as file:  # noqa: PTH123
        file.write(bytes(size))


def stopped(number: int) -> NoReturn:
    os.kill(os.getpid(), number)
    time.sleep(10)
    raise AssertionError("killed and lived")


def stopped_once(path: str, number: int) -> str:
    """Be stopped from outside the first time, answer the second."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL))
    except FileExistsError:
        return "lu"
    stopped(number)


def environment() -> dict[str, str]:
    return dict(os.environ)


def initial_environment() -> str:
    """What the process was started with, which scrubbing `os.environ` does not change."""
    with open(f"/proc/{os.getppid()}/environ", "rb") as file:  # noqa: PTH123
        parent = file.read()
    with open("/proc/self/environ", "rb") as file:  # noqa: PTH123
        return (parent + file.read()).decode()


def call_out(port: int) -> NoReturn:
    socket.create_connection(("127.0.0.1", port), timeout=2)
    raise AssertionError("the network was reached")


def raw_connect(port: int) -> int:
    """Connect without Python's socket module, as native code would; 0 when it succeeds."""
    libc = ctypes.CDLL(None, use_errno=True)
    handle = libc.socket(socket.AF_INET, socket.SOCK_STREAM, 0)
    address = (2).to_bytes(2, "little") + port.to_bytes(2, "big") + bytes([127, 0, 0, 1]) + bytes(8)
    return int(libc.connect(handle, address, len(address)))


def process_id() -> int:
    return os.getpid()


def read_at_home(scan: bytes) -> list[str]:
    """Read a scan, both readers included, and list what lies under HOME afterwards."""
    from pipeline.read.reader import read_document

    assert read_document(scan).pages[0].lines
    assert "onnxruntime" in sys.modules
    return [str(path) for path in Path.home().rglob("*")]
