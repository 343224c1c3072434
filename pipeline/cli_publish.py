"""The verbs that republish: `export`, `publish`."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import click

from pipeline.settings import load_settings

_DB = click.option("--db", type=click.Path(path_type=Path, dir_okay=False), help="The DuckDB file to export.")
_DATA_DIR = click.option(
    "--data-dir", type=click.Path(path_type=Path, file_okay=False), help="Where bytes, caches and exports lie."
)


@click.command()
@click.option(
    "--profil",
    type=click.Choice(["public", "sans-noms"]),
    default="public",
    show_default=True,
    help="public: office holders' names as the acts publish them; sans-noms: no name at all.",
)
@click.option("--force", metavar="REASON", help="Export figures outside their bounds; the reason is recorded.")
@_DB
@_DATA_DIR
def export(profil: Literal["public", "sans-noms"], force: str | None, **flags: Any) -> None:
    """Write the exports: CSV, Parquet, DuckDB, schemas, dictionary, checksums, differences; personal data masked."""
    from pipeline.publish.exports import export as library

    report = library(load_settings(flags), profile=profil, force=force)
    for alert in report.state.alertes:
        click.echo(f"{alert.gravite} : {alert.message}", err=True)
    if not report.rebuilt:
        click.echo(f"rien de nouveau : {report.folder}")
        return
    click.echo(f"{report.folder} : profil {profil}, {report.masks} masquages, {report.changes} changements")


COMMANDS: tuple[click.Command, ...] = (export,)
