"""The flags that several verbs take, and what a path on the command line may be."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])


class _Place(click.Path):
    """A path that is said: an empty one, a script's variable that was never set, would be the current folder."""

    def __init__(self, *, file: bool, exists: bool = False) -> None:
        super().__init__(path_type=Path, file_okay=file, dir_okay=not file, exists=exists)

    def convert(
        self, value: str | os.PathLike[str], param: click.Parameter | None, ctx: click.Context | None
    ) -> str | bytes | os.PathLike[str]:
        if not str(value):
            self.fail("an empty path", param, ctx)
        return super().convert(value, param, ctx)


FILE, FOLDER = _Place(file=True), _Place(file=False)
EXISTING_FOLDER = _Place(file=False, exists=True)

data_dir = click.option("--data-dir", type=FOLDER, help="Where bytes, caches and exports lie.")


def db(help_text: str) -> Callable[[F], F]:
    """Return the flag that names a dataset, said in the verb's own words."""
    return click.option("--db", type=FILE, help=help_text)
