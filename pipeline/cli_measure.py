"""The verbs that measure, compare and correct: `evaluate`, `diff`, `correct`, `rules`. They write to no dataset."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

from pipeline import cli_options
from pipeline.cli_options import EXISTING_FOLDER, FILE, FOLDER
from pipeline.settings import load_settings

DIFFERENT = 4
"""Exit status: the comparison that was asked for found a difference (`diff`), or a loss (`evaluate --against`)."""

_DB = cli_options.db("The dataset to look at.  [default: the published one]")
_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")


@click.command()
@click.option("--gold", "golds", type=FOLDER, multiple=True, required=True, help="A folder of annotations; repeatable.")
@click.option(
    "--pdfs", type=EXISTING_FOLDER, multiple=True, help="A folder of the PDFs, to read evidence back; repeatable."
)
@click.option("--against", type=FILE, help="List gains and losses against a result kept with --keep.")
@click.option("--keep", "kept", type=FILE, help="Keep the result in this file, to compare with later.")
@click.option("--errors", is_flag=True, help="List every wrong, missing and spurious value.")
@click.option("--qualite", type=FILE, help="Write the rates to this file, in the columns of the table qualite.")
@_DB
@cli_options.data_dir
@_JSON
def evaluate(
    golds: tuple[Path, ...],
    pdfs: tuple[Path, ...],
    against: Path | None,
    kept: Path | None,
    errors: bool,
    qualite: Path | None,
    as_json: bool,
    **flags: Any,
) -> None:
    """Measure a dataset against annotated documents, per table and column.

    With --against, exit status 4 says that something was lost.
    """
    from pipeline import evaluate as library
    from pipeline.evaluate import text
    from pipeline.evaluate.quality import quality_rows, write_quality
    from pipeline.metadata import load_metadata

    settings = load_settings(flags)
    before = library.load_kept(against) if against else None
    evaluation = library.evaluate(settings.target, library.load_gold(golds), pdfs)
    if kept:
        library.keep(evaluation, kept)
    if qualite:
        write_quality(quality_rows(evaluation), qualite, load_metadata(settings.rules_dir / "tables.yml"))
    comparison = library.compare(before, evaluation) if before else None
    figures = library.figures(evaluation)
    if as_json:
        wrong = [verdict for verdict in evaluation.verdicts if verdict.wrong] if errors else None
        _print_json({"figures": figures, "errors": wrong, "comparison": comparison})
    else:
        _print(text.errors_lines(evaluation.verdicts) if errors else ())
        _print(text.figures_lines(figures))
        _print(text.comparison_lines(comparison) if comparison else ())
    sys.exit(DIFFERENT if comparison and comparison.losses else 0)


@click.command()
@click.argument("old")
@click.argument("new")
@click.option(
    "--rules", is_flag=True, help="OLD and NEW are two versions of the rules: folders, or git revisions of rules/."
)
@_DB
@cli_options.data_dir
@_JSON
def diff(old: str, new: str, rules: bool, as_json: bool, **flags: Any) -> None:
    """Compare two datasets, or two versions of the rules over the readings already kept.

    Lists, document by document, the values gained, lost and changed, and the euros moved. Exit status 0 when nothing
    differs, 4 when something does.
    """
    from pipeline.compare import Dataset, difference
    from pipeline.compare.text import difference_lines
    from pipeline.metadata import load_metadata
    from pipeline.run.versions import rules_difference

    settings = load_settings(flags)
    if rules:
        found = rules_difference(settings, old, new)
    else:
        with Dataset(Path(old)) as before, Dataset(Path(new)) as after:
            found = difference(before, after, load_metadata(settings.rules_dir / "tables.yml"))
    if as_json:
        _print_json(
            {"compared": found.compared, "values": found.values, "moved": found.moved, "documents": found.documents}
        )
    else:
        _print(difference_lines(found))
    sys.exit(DIFFERENT if found else 0)


@click.command()
@click.argument("document")
@click.argument("target", metavar="TABLE[.COLUMN]")
@click.option(
    "--row", default="", metavar="KEY", help="What designates the row: column=value,… or JSON.  [none for conventions]"
)
@click.option("--value", required=True, help="The right value; absent: there is none; present: the row was missed.")
@click.option("--author", required=True, help="Who corrects.")
@click.option("--reason", required=True, help="Why, in a sentence.")
@click.option("--convention", type=click.IntRange(min=1), default=1, show_default=True, help="Rank in the document.")
@click.option("--page", type=click.IntRange(min=1), help="Where the right value is read, when it has no evidence yet.")
@click.option("--quote", help="Words of the page that say so.")
@click.option("--file", "path", type=FILE, help="The file to add to.  [default: corrections/corrections.csv]")
@_DB
@cli_options.data_dir
def correct(path: Path | None, db: Path | None, data_dir: Path | None, **wanted: Any) -> None:
    """Correct a value of DOCUMENT (an id, its beginning, or a file name): the next run applies it.

    TABLE.COLUMN names a value, TABLE alone a whole row (with --value absent or present).
    """
    from pipeline.run.correct import Wanted
    from pipeline.run.correct import correct as write

    correction, written = write(load_settings({"db": db, "data_dir": data_dir}), Wanted(**wanted), path)
    click.echo(f"{written} : {correction.named} = {wanted['value']}")


@click.command()
@click.option(
    "--gold", "golds", type=FOLDER, multiple=True, help="A folder of annotations: wins and losses; repeatable."
)
@click.option("--catalogue", type=FILE, help="Write the catalogue to this file instead of printing it.")
@_DB
@cli_options.data_dir
def rules(golds: tuple[Path, ...], catalogue: Path | None, **flags: Any) -> None:
    """Catalogue the rules: what each is for, its examples, and what it did on the documents of the dataset."""
    from pipeline.evaluate.files import write_report
    from pipeline.run.catalogue import rule_catalogue

    text = rule_catalogue(load_settings(flags), golds)
    if catalogue:
        write_report(catalogue, text.encode())
    else:
        click.echo(text, nl=False)


COMMANDS: tuple[click.Command, ...] = (evaluate, diff, correct, rules)


def _print(lines: Iterable[str]) -> None:
    for line in lines:
        click.echo(line)


def _print_json(values: dict[str, Any]) -> None:
    import msgspec

    given = {key: value for key, value in values.items() if value is not None}
    click.echo(msgspec.json.encode(given))
