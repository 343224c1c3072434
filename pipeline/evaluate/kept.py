"""A measure kept to be compared with: what was wrong then, document by document."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import msgspec

from pipeline.errors import UNDECODABLE, UsageError
from pipeline.evaluate.evaluation import Evaluation
from pipeline.evaluate.figures import Figures, figures
from pipeline.evaluate.files import write_report
from pipeline.evaluate.verdicts import Verdict


class Kept(msgspec.Struct, frozen=True):
    """What is kept of an evaluation: what is right needs no line."""

    gold_digest: str
    figures: Figures
    documents: dict[str, str]
    wrong: tuple[Verdict, ...]


class Comparison(msgspec.Struct, frozen=True):
    """What changed since a kept evaluation, on the documents that both judged."""

    before: Figures
    after: Figures
    gains: tuple[Verdict, ...]
    """Verdicts of then that are no longer so."""
    losses: tuple[Verdict, ...]
    """Verdicts of now that were not so."""
    same_gold: bool
    """False: the annotations changed in between, and explain some of it."""
    only_before: tuple[str, ...] = ()
    only_after: tuple[str, ...] = ()


def keep(evaluation: Evaluation, path: Path) -> None:
    """Write an evaluation down. Raises OperationError when the disk refuses."""
    kept = Kept(
        evaluation.gold.digest, figures(evaluation), dict(evaluation.documents), tuple(_wrong(evaluation.verdicts))
    )
    write_report(path, msgspec.json.format(msgspec.json.encode(kept), indent=1) + b"\n")


def load_kept(path: Path) -> Kept:
    """Read a kept evaluation. Raises UsageError when it is none."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Kept)
    except (OSError, *UNDECODABLE) as error:
        raise UsageError(f"{path} n'est pas une mesure conservée : {' '.join(str(error).split())}") from None


def compare(kept: Kept, evaluation: Evaluation) -> Comparison:
    """List gains and losses. A value that was wrong and is wrong otherwise is neither."""
    both = kept.documents.keys() & evaluation.documents.keys()
    before = [verdict for verdict in kept.wrong if verdict.document in both]
    after = [verdict for verdict in _wrong(evaluation.verdicts) if verdict.document in both]
    return Comparison(
        kept.figures,
        figures(evaluation),
        tuple(_without(before, after)),
        tuple(_without(after, before)),
        kept.gold_digest == evaluation.gold.digest,
        tuple(sorted(kept.documents.keys() - both)),
        tuple(sorted(evaluation.documents.keys() - both)),
    )


def _wrong(verdicts: Iterable[Verdict]) -> Iterable[Verdict]:
    return (verdict for verdict in verdicts if verdict.wrong)


def _without(verdicts: Iterable[Verdict], others: Iterable[Verdict]) -> Iterable[Verdict]:
    """Yield the verdicts whose subject the others do not have, each of theirs answering one."""
    answered = Counter(other.subject for other in others)
    for verdict in verdicts:
        if answered[verdict.subject]:
            answered[verdict.subject] -= 1
        else:
            yield verdict
