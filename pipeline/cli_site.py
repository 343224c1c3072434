"""The verb that builds the review site."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import click

from pipeline import cli_options
from pipeline.cli_options import FILE, FOLDER
from pipeline.settings import load_settings

Profile = Literal["public", "sans-noms", "interne"]


@click.command()
@click.option(
    "--profil",
    type=click.Choice(["public", "sans-noms", "interne"]),
    default="public",
    show_default=True,
    help="public, sans-noms: masked as the exports are; interne: for analysts who correct, not to be published.",
)
@click.option(
    "--out",
    type=FOLDER,
    help="Where to write it.  [default: site/ beside the dataset; interne/site/ in the data folder for interne]",
)
@click.option("--previous", type=FILE, help="Tell the differences from this dataset.  [default: the last one shown]")
@cli_options.db("The dataset to show.  [default: the published one]")
@cli_options.data_dir
def site(profil: Profile, out: Path | None, previous: Path | None, db: Path | None, data_dir: Path | None) -> None:
    """Build the review site: static pages that show every value beside its place on the page."""
    from pipeline.publish.site import build_site

    report = build_site(load_settings({"db": db, "data_dir": data_dir}), out, previous, profil)
    for document_id, why in sorted(report.undrawn.items()):
        click.echo(f"pages sans image : {document_id[:16]} : {why}", err=True)
    click.echo(f"{report.conventions} conventions : {report.index}")
