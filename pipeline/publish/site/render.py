"""The templates: everything that came from a document is escaped, JSON included."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from pipeline.publish.site import labels

HERE = Path(__file__).resolve().parent
STATIC = HERE / "static"
POLICY = (
    "default-src 'none'; script-src 'self' file:; style-src 'self' file:; img-src 'self' file:; base-uri 'none';"
    " form-action 'none'"
)
"""What a page may load: the site's own files, from a folder or a host; nothing inline, no network."""


def environment(about: Mapping[str, str]) -> Environment:
    """Return the templates, with what every page says of the dataset."""
    templates = Environment(
        loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        lstrip_blocks=True,
    )  # fmt: skip
    templates.filters.update(
        shown=labels.shown,
        word=labels.word,
        figure=labels.figure,
        label=labels.column_label,
        json=_json,
    )
    templates.globals.update(about=about, policy=POLICY)
    return templates


def write(templates: Environment, name: str, path: Path, **values: Any) -> None:
    """Render a template to a file, whole or not at all."""
    draft = path.with_suffix(".part")
    draft.write_text(templates.get_template(name).render(**values), encoding="utf-8")
    draft.replace(path)


def _json(value: Any) -> Markup:
    """Return JSON that can stand in a `script` element: nothing in it can close the element or open a comment."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)
