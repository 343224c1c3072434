"""One tree of errors: whose fault it is decides what the run does.

`SourceError` costs one document or resource (it becomes a row that says why), `RuleError` means that the
project's own data under `rules/` is wrong, `IntegrityError` that a dataset was not fit to be published (the one
before stays), `OperationError` stops the run. Every message is one line.
"""

import msgspec

UNDECODABLE = (msgspec.MsgspecError, UnicodeDecodeError)
"""What msgspec raises for bytes that are not what was asked for; no UTF-8 is no error of its own."""


class PipelineError(Exception):
    """Root of everything this project raises on purpose."""


class SourceError(PipelineError):
    """The document or its host is at fault: the document becomes a row with this message, the run goes on."""


class LimitError(SourceError):
    """A document met one of the guard's limits (memory, time, pages, pixels, output)."""


class RuleError(PipelineError):
    """A rule, a lookup or the tables' metadata is wrong: a fault of ours, found before any document is read."""


class OperationError(PipelineError):
    """The run itself cannot go on (disk, lock, unusable folder): a fault of the place it runs in."""


class IntegrityError(PipelineError):
    """The rows contradict one another or the tables' contract: found before they are published, a fault of ours."""


class UsageError(PipelineError):
    """Unusable arguments (exit status 2)."""
