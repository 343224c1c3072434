"""The command line: parses and prints. Every verb is one call of the library."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import Any

import click

from pipeline import __version__, cli_measure, cli_options, cli_publish, cli_site
from pipeline.cli_options import F
from pipeline.errors import PipelineError, UsageError
from pipeline.settings import DEFAULT_SOURCE, Settings, load_settings
from pipeline.terminal import log_to, plain, show_what_can_be

PLACES = (
    cli_options.db("The published DuckDB file."),
    cli_options.data_dir,
)
AS_JSON = (click.option("--json", "as_json", is_flag=True, help="Print JSON lines instead of text."),)
WORK = (
    click.option(
        "--source",
        "sources",
        multiple=True,
        help=f"A folder, a file, or datagouv:<id or slug>; may be repeated.  [default: {DEFAULT_SOURCE}]",
    ),
    click.option("--portal", help="Root of the portal; a local server can stand in (also CONVENTIONS_PORTAL)."),
    click.option(
        "--only", metavar="DOCUMENT", help="Work on this document alone: its id, its beginning, or its file name."
    ),
    click.option("--limit", type=click.IntRange(min=1), metavar="N", help="At most N documents."),
    click.option(
        "--jobs", type=click.IntRange(min=1), metavar="N", help="Worker processes.  [default: one a processor]"
    ),
    click.option("--quiet", is_flag=True, help="Print errors only."),
    click.option("--log-file", type=cli_options.FILE, help="Append the log to this file."),
)
MANY_MACHINES = (
    click.option("--cluster", metavar="ADDRESS", help="Read and extract on the Dask cluster of this scheduler."),
    click.option(
        "--store",
        metavar="URL",
        help="What the cluster's machines all see: a folder or an fsspec URL.  [default: DATA_DIR]",
    ),
)
_SETTINGS = ("sources", "db", "data_dir", "portal", "only", "limit", "jobs", "cluster", "store")


def _with(*options: Callable[[F], F]) -> Callable[[F], F]:
    """Give a verb flags."""

    def given(function: F) -> F:
        for option in reversed(options):
            function = option(function)
        return function

    return given


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="conventions")
def cli() -> None:
    """Read published French State conventions (PDF) into a DuckDB dataset whose every value points to its page."""


def _stage(name: str, until: str, help_text: str) -> None:
    def command(**flags: Any) -> None:
        _run(until, flags)

    cli.command(name, help=help_text)(_with(*PLACES, *WORK, *AS_JSON, *MANY_MACHINES)(command))


_stage("run", "load", "The whole job: collect, read, extract, check, load.")
_stage("collect", "collect", "Fetch what is new at the sources; read nothing.")
_stage("read", "read", "Collect, then read the new documents (text, tables, OCR).")
_stage("extract", "extract", "Collect, read, then extract the facts; publish nothing.")
_stage("check", "check", "Like extract, then list what a person should look at; publish nothing.")
_stage("load", "load", "Publish the dataset from what is kept (the same as run).")


def _run(until: str, flags: dict[str, Any]) -> None:
    from pipeline import console
    from pipeline.run import run

    settings = _settings(flags)
    # A run that nobody watches (cron, systemd) leaves one journal, dated: what a screen would say is in it.
    followed = flags["as_json"] or flags["quiet"] or flags["log_file"] is not None or sys.stderr.isatty()
    log_to(flags["log_file"], told=followed)
    screen = console.Screen(as_json=flags["as_json"], quiet=flags["quiet"], followed=followed)
    with screen:
        report = run(settings, until=until, watch=screen.watch)  # type: ignore[arg-type]
    screen.report(report)
    sys.exit(report.exit_code)


@cli.command()
@click.argument("document")
@_with(*PLACES, *AS_JSON)
def show(document: str, **flags: Any) -> None:
    """Show what was found in DOCUMENT (an id, its beginning, or a file name): value, page, quote, rule."""
    from pipeline import console

    console.show(_settings(flags).target, document, as_json=flags["as_json"])


@cli.command()
@_with(*PLACES, *AS_JSON)
def status(**flags: Any) -> None:
    """Where every resource ever announced stands: how many reached each step, and why the others stopped."""
    from pipeline import console

    console.status(_settings(flags).data_dir, as_json=flags["as_json"])


@cli.command()
@click.argument("sql")
@_with(*PLACES, *AS_JSON)
def query(sql: str, **flags: Any) -> None:
    """Run SQL on the dataset, read-only, and print the result as a table."""
    from pipeline import console

    console.query(_settings(flags).target, sql, as_json=flags["as_json"])


for command in (*cli_measure.COMMANDS, *cli_publish.COMMANDS, cli_site.site):
    cli.add_command(command)


def _settings(flags: dict[str, Any]) -> Settings:
    return load_settings({key: flags.get(key) or None for key in _SETTINGS})


def main() -> None:
    """Run the command line; errors are one line on stderr and an exit status.

    0 all read; 1 our failure; 2 unusable arguments or a person's malformed file; 3 finished, but some documents are
    `illisible`, or something was warned of; 4 what was compared differs.
    """
    show_what_can_be()
    try:
        cli(standalone_mode=False)
    except click.exceptions.Exit as stop:
        sys.exit(stop.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except click.Abort:
        sys.exit(130)
    except PipelineError as error:
        click.echo(f"conventions: {plain(str(error))}", err=True)
        sys.exit(2 if isinstance(error, UsageError) else 1)
    except BrokenPipeError:
        _say_no_more()  # Whoever read us (`| head`) has gone.
        sys.exit(1)
    except OSError as error:
        # A full disk under stdout, as under a journal that cron appends to.
        _say_no_more()
        click.echo(f"conventions: {plain(str(error))}", err=True)
        sys.exit(1)


def _say_no_more() -> None:
    """Let what stdout still holds go, even what Python would flush at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
