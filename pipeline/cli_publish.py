"""The verbs that republish: `export`, `publish`."""

from __future__ import annotations

import sys
from typing import Any, Literal

import click

from pipeline import cli_options
from pipeline.settings import load_settings

_DB = cli_options.db("The DuckDB file to export.")


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
@cli_options.data_dir
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


@click.command()
@click.option("--portal", help="Root of the portal.  [default: https://www.data.gouv.fr, or CONVENTIONS_PORTAL]")
@click.option("--dataset", metavar="ID", help="Update this dataset (its id).")
@click.option("--create", is_flag=True, help="Create the dataset for --organization, unless it was created before.")
@click.option("--organization", metavar="ID", help="The organisation that publishes (its id).")
@click.option("--private", is_flag=True, help="Create it for the organisation alone to see, until it is shown there.")
@click.option("--dry-run", is_flag=True, help="Send nothing; show exactly what would be sent, as JSON lines.")
@_DB
@cli_options.data_dir
def publish(
    dataset: str | None, create: bool, organization: str | None, private: bool, dry_run: bool, **flags: Any
) -> None:
    """Publish the last export on the portal; the API key is read in the environment (CONVENTIONS_API_KEY)."""
    import msgspec

    from pipeline.publish.portal import publish as library

    if create != (organization is not None):
        raise click.UsageError("--create et --organization vont ensemble")
    if private and not create:
        raise click.UsageError("--private ne vaut que pour un jeu que --create crée")
    done = library(load_settings(flags), dataset=dataset, organization=organization, private=private, dry=dry_run)
    for sent in done.sent if dry_run else ():
        click.echo(msgspec.json.encode(sent))
    for note in done.notes:
        click.echo(f"note : {note}", err=True)
    for refused in done.refused:
        click.echo(f"refusé : {refused}", err=True)
    click.echo(
        f"{done.page or done.dataset} : {len(done.sent)} {'envois prévus' if dry_run else 'envois'}", err=dry_run
    )
    sys.exit(1 if done.refused else 0)


COMMANDS: tuple[click.Command, ...] = (export, publish)
