"""Jobs of the tests: what a worker does with a document that it should not survive."""

from __future__ import annotations

import os
import signal
import socket
import time
from pathlib import Path
from typing import NamedTuple

import msgspec

from pipeline.errors import SourceError
from pipeline.read.cache import Cache


class Task(NamedTuple):
    """A job whose document is a file, whose rows are its text."""

    document_id: str
    path: Path
    readings: Path
    reading_key: str
    rows: Path
    rows_key: str
    rules_dir: Path


def do(task: Task) -> str:
    """Do what the document says."""
    said = task.path.read_text()
    word = said.split()[0]
    if word == "abort":
        os.abort()
    if word == "murder":
        os.kill(_parent(_parent(os.getpid())), signal.SIGKILL)
        time.sleep(60)
    if word == "swallow":
        bytearray(4 << 30)
    if word == "call":
        with socket.create_connection(("127.0.0.1", int(said.split()[1])), timeout=5):
            return "appelé"
    if word == "refuse":
        raise SourceError("refusé")
    Cache(task.rows, msgspec.Raw).put(task.rows_key, msgspec.Raw(msgspec.msgpack.encode(said)))
    return "lu"


def _parent(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
