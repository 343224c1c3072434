"""What a person reads on a terminal or in a log: names and texts that come from documents must not drive it."""

from __future__ import annotations

import codecs
import io
import logging
import sys
from pathlib import Path
from typing import TextIO

from pipeline.errors import UsageError

_SPACES = " \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}"
_FORMAT = "%(asctime)s %(levelname)s %(name)s : %(message)s"


def plain(text: str) -> str:
    """Return `text` on one line, its control characters (escapes, line ends, marks of direction) made visible."""
    return "".join(c if c.isprintable() or c in _SPACES else "\N{REPLACEMENT CHARACTER}" for c in text)


def show_what_can_be() -> None:
    """Let stdout show '?' for a character that its encoding, an old locale's, does not have; stderr never fails."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")


def is_unicode(stream: TextIO) -> bool:
    """Tell whether any character can be written to a stream."""
    return codecs.lookup(stream.encoding or "ascii").name == "utf-8"


def log_to(path: Path | None, *, told: bool = True) -> None:
    """Send the log, from INFO on, to a file or to stderr; to stderr only its errors when a screen tells the rest.

    Raises UsageError for an unusable file.
    """
    try:
        handler = logging.FileHandler(path, encoding="utf-8") if path else logging.StreamHandler()
    except OSError as error:
        raise UsageError(f"journal inutilisable : {error}") from error
    handler.setFormatter(_Formatter(_FORMAT))
    logging.basicConfig(level=logging.INFO if path or not told else logging.ERROR, handlers=[handler], force=True)
    # A line for each request would drown ours.
    logging.getLogger("httpx").setLevel(logging.WARNING)


class _Formatter(logging.Formatter):
    """One record, one line at the margin: what follows (a trace, a name with a line end) is set in."""

    def format(self, record: logging.LogRecord) -> str:
        return "\n    ".join(plain(line) for line in super().format(record).splitlines())
