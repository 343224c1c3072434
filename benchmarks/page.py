"""`docs/performance.md` and its picture, from what was measured."""

from __future__ import annotations

import datetime as dt
import os
import platform
from collections.abc import Iterable, Mapping, Sequence
from importlib import metadata
from pathlib import Path

from benchmarks.accuracy import Score
from benchmarks.rows import MISSED, Point, Row

_PACKAGES = ("pypdfium2", "duckdb", "spacy", "regex", "numpy", "msgspec", "tesserocr", "rapidocr")
_BEGIN, _END = "<!-- make bench: begin -->", "<!-- make bench: end -->"
_HEAD = """# Performance

Cette page est écrite par `make bench` : ne la modifiez pas à la main. Les documents sont inventés, toujours les mêmes
(`tests/generator`). Tout est mesuré dans une même exécution, en **temps de processeur** de tous les processus
(principal, serveur, lecteurs), démarrage de Python compris : d'autres travaux sur la machine le changent peu. Entre
parenthèses, le plus petit et le plus grand des tours. Aucun test ne dépend de ces chiffres.
"""


def page(
    rows: Sequence[Row],
    points: Sequence[Point],
    stages: Mapping[str, float],
    accuracy: Mapping[str, tuple[Score, Score]],
    picture: str,
) -> str:
    """Return the whole page (Markdown)."""
    parts = [_HEAD, _machine(), "## Comparaisons\n", _rows(rows), "## Exactitude des deux chaînes\n", _scores(accuracy)]
    parts += ["## Selon le nombre de documents\n", f"![Courbes]({picture})\n", _points(points)]
    parts += ["## Où passe le temps\n", _stages(stages)]
    return "\n".join(parts)


def _machine() -> str:
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in _PACKAGES)
    load = " / ".join(f"{one:.1f}" for one in os.getloadavg())
    return (
        f"Mesuré le {dt.date.today():%d/%m/%Y} ; {os.cpu_count()} processeurs ({_processor()}), "
        f"Python {platform.python_version()}, {versions}. Charge de la machine à la fin (1, 5, 15 min) : {load} ; "
        "au-delà du nombre de processeurs, les durées à l'horloge ne disent plus rien.\n"
    )


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.machine())


def _table(head: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    body = [head, ["---"] * len(head), *lines]
    return "\n".join(f"| {' | '.join(line)} |" for line in body) + "\n"


def _rows(rows: Sequence[Row]) -> str:
    head = ("mesure", "sur", "visé", "obtenu", "verdict", "remarque")
    return _table(head, [(row.what, row.subject, str(row.aim), row.figure, row.verdict, row.note) for row in rows])


def missed(text: str) -> list[str]:
    """Return a line for each aim that a page says is not met."""
    rows = [line.strip("| ").split(" | ") for line in text.splitlines() if f"| {MISSED} |" in line]
    return [f"- {what} ({on}): aim {aim}, measured {found}" for what, on, aim, found, *_ in rows]


def with_missed(readme: str, text: str) -> str:
    """Return the README with the aims that a page says are not met, between its two marks."""
    lines = missed(text)
    said = ["Aims not met when last measured:", "", *lines] if lines else ["All aims were met when last measured."]
    before, _, rest = readme.partition(_BEGIN)
    _, _, after = rest.partition(_END)
    return before + "\n".join([_BEGIN, *said, "", _END]) + after if rest else readme


def _scores(accuracy: Mapping[str, tuple[Score, Score]]) -> str:
    said = "Valeurs distinctes par document, face à la vérité du générateur : précision / rappel.\n\n"
    head = ("valeurs", "script d'usage", "cette chaîne")
    return said + _table(head, [(what, str(naive), str(ours)) for what, (naive, ours) in accuracy.items()])


def _points(points: Sequence[Point]) -> str:
    head = ("documents", "pages", "chaîne, ms/page", "`pdftotext`, ms/page", "rien de nouveau, s", "chargement, s")
    return _table(
        (*head, "principal, Mio", "lecteur, Mio"),
        [
            (
                str(p.documents),
                str(p.pages),
                f"{p.whole:.1f}",
                f"{p.pdftotext:.1f}",
                f"{p.again:.2f}",
                f"{p.load:.2f}",
                f"{p.main_mib:.0f}",
                f"{p.worker_mib:.0f}",
            )
            for p in points
        ],
    )


def _stages(stages: Mapping[str, float]) -> str:
    total = sum(stages.values())
    lines = [(name, f"{spent:.2f}", f"{spent / total:.0%}") for name, spent in stages.items()]
    return (
        "Une page coûte, en millisecondes de processeur, chaque étape étant mesurée à part :\n\n"
        + _table(("étape", "ms/page", "part"), lines)
        + f"\nLa limite est l'étape « {max(stages, key=lambda name: stages[name])} ». "
        "Le coût fixe (démarrage de Python, règles chargées) se voit sur la courbe, à gauche.\n"
    )


def draw(points: Sequence[Point], target: Path) -> None:
    """Draw cost and memory over the number of documents (SVG, the same bytes for the same figures)."""
    import matplotlib as mpl

    mpl.use("svg")
    mpl.rcParams["svg.hashsalt"] = "performance"
    from matplotlib import pyplot as plt

    counts = [point.documents for point in points]
    curves = (
        ("ms de processeur par page", {"chaîne entière": "whole", "pdftotext -layout": "pdftotext"}),
        ("secondes de processeur", {"rien de nouveau": "again", "chargement et contrôles": "load"}),
        ("mémoire, Mio", {"principal": "main_mib", "lecteur": "worker_mib"}),
    )
    figure, axes = plt.subplots(1, len(curves), figsize=(12, 3.4), layout="constrained")
    for axis, (title, lines) in zip(axes, curves, strict=True):
        for label, field in lines.items():
            axis.plot(counts, [getattr(point, field) for point in points], marker="o", label=label)
        axis.set(title=title, xlabel="documents", xscale="log")
        axis.set_ylim(bottom=0)
        axis.legend(frameon=False)
    figure.savefig(target, format="svg", metadata={"Date": None})
