"""What a person reads on a terminal or in a log: names and texts that come from documents must not drive it."""

from __future__ import annotations

import logging
from pathlib import Path

from pipeline.errors import UsageError

_SPACES = " \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}"
_FORMAT = "%(asctime)s %(levelname)s %(name)s : %(message)s"


def plain(text: str) -> str:
    """Return `text` on one line, its control characters (escapes, line ends, marks of direction) made visible."""
    return "".join(c if c.isprintable() or c in _SPACES else "\N{REPLACEMENT CHARACTER}" for c in text)


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
