"""Builds the site: one index, one page for each convention, the differences, the page images."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment

from pipeline.collect.store import disk_faults
from pipeline.compare import Dataset
from pipeline.metadata import Metadata, load_metadata
from pipeline.publish.erasures import load_erasures
from pipeline.publish.exports import ERASURES
from pipeline.publish.site.amounts import schedule
from pipeline.publish.site.differences import changes, earlier_dataset
from pipeline.publish.site.facts import FactMaker, Facts
from pipeline.publish.site.labels import corrigible
from pipeline.publish.site.overview import overview
from pipeline.publish.site.pictures import draw, forget, picture_path
from pipeline.publish.site.render import STATIC, environment, write
from pipeline.settings import Settings

Row = Mapping[str, Any]
_TABLES = (
    "conventions", "parties", "representants", "signatures", "unites_operationnelles", "imputations", "montants",
    "references_juridiques", "conventions_liees", "articles", "pages", "preuves", "anomalies", "lacunes",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SiteReport:
    """What was built."""

    index: Path
    conventions: int
    undrawn: dict[str, str]
    """Documents whose pages could not be drawn, and why (French)."""


def build_site(settings: Settings, out: Path | None = None, previous: Path | None = None) -> SiteReport:
    """Write the site of the published dataset to `out` (by default `site/` beside the dataset).

    `previous` is the dataset to tell the differences from; by default the one that the site was last built from.
    Raises UsageError when there is no dataset, OperationError when the disk refuses.
    """
    site = out or settings.target.with_name("site")
    metadata = load_metadata(settings.rules_dir / "tables.yml")
    with disk_faults(), Dataset(settings.target) as dataset:
        site.mkdir(parents=True, exist_ok=True)
        builder = _Builder(dataset, metadata, site)
        undrawn = draw(settings, site, builder.wanted_pictures())
        builder.index()
        count = builder.convention_pages()
        earlier = previous or earlier_dataset(settings.target, settings.work_dir / "site")
        builder.differences_page(settings, earlier)
        shutil.copytree(STATIC, site / "static", dirs_exist_ok=True)
        forget(site, set(builder.pages))
    return SiteReport(site / "index.html", count, undrawn)


_IN_FORCE = "SELECT * FROM v_montants_en_vigueur WHERE racine_id = ? ORDER BY rang, convention_id, montant_no"


class _Builder:
    """One site being built."""

    def __init__(self, dataset: Dataset, metadata: Metadata, site: Path) -> None:
        self.dataset, self.metadata, self.site = dataset, metadata, site
        self.templates: Environment = environment(self._about())
        self.overview = overview(dataset, metadata)
        self.acts = {row["convention_id"]: row for row in self.overview["conventions"]}
        self.pages = self._documents_pages()

    def wanted_pictures(self) -> Iterator[tuple[str, Sequence[int]]]:
        """Yield the pages that the conventions' pages show, by document."""
        return iter(self.pages.items())

    def index(self) -> None:
        """Write the index."""
        write(self.templates, "index.html.j2", self.site / "index.html", root="", **self.overview)

    def convention_pages(self) -> int:
        """Write a page for each convention, remove those of conventions that are gone; return how many there are."""
        folder = self.site / "conventions"
        folder.mkdir(exist_ok=True)
        for old in folder.glob("*.html"):
            if old.stem not in self.acts:
                old.unlink()
        for document_id in self.pages:
            self._document(document_id)
        return len(self.acts)

    def differences_page(self, settings: Settings, earlier: Path | None) -> None:
        """Write what changed since the earlier dataset, or that there is none."""
        found = None
        if earlier:
            erasures = load_erasures(settings.data_dir / ERASURES)
            found = changes(earlier, settings.target, self.metadata, settings.rules_dir, erasures)
        page = self.site / "differences.html"
        write(self.templates, "differences.html.j2", page, root="", found=found, acts=self.acts)

    def _documents_pages(self) -> dict[str, list[int]]:
        rows = self.dataset.rows(
            "SELECT document_id, list_distinct(list(page)) AS pages FROM ("
            " SELECT document_id, unnest(range(page_debut, page_fin + 1)) AS page FROM conventions"
            " UNION ALL SELECT document_id, page FROM preuves WHERE page IS NOT NULL AND convention_id IS NOT NULL)"
            " GROUP BY 1 ORDER BY 1"
        )
        return {row["document_id"]: sorted(row["pages"]) for row in rows}

    def _document(self, document_id: str) -> None:
        content = self.dataset.content(document_id, _TABLES)
        [document] = self.dataset.rows("SELECT * FROM documents WHERE document_id = ?", [document_id])
        maker = FactMaker(self.metadata, content)
        sheets = {page["page"]: page for page in content["pages"]}
        for act in content["conventions"]:
            name = act["convention_id"]
            facts = maker.facts(name)
            texts = [row for row in content["articles"] if row["convention_id"] == name]
            write(
                self.templates, "convention.html.j2", self.site / "conventions" / f"{name}.html", root="../", act=act,
                flat=self.acts[name], document=document, facts=facts, articles=texts, acts=self.acts,
                sheets=list(self._sheets(document_id, act, facts, sheets)), data=self._data(act, facts),
                **self._credits(name, facts),
            )  # fmt: skip

    def _sheets(self, document_id: str, act: Row, facts: Facts, sheets: Mapping[int, Row]) -> Iterator[dict[str, Any]]:
        for number in sorted({*range(act["page_debut"], act["page_fin"] + 1), *facts.pages}):
            if number in sheets:
                picture = picture_path(document_id, number)
                yield {
                    "page": sheets[number],
                    "picture": picture if (self.site / picture).is_file() else None,
                    "boxes": [(box, names) for box, names in sorted(facts.boxes.get(number, {}).items(), key=_reading)],
                }

    def _data(self, act: Row, facts: Facts) -> dict[str, Any]:
        return {
            "document_id": act["document_id"],
            "convention": int(act["convention_id"].rpartition("-")[2]),
            "valeurs": facts.details,
            "colonnes": corrigible(self.metadata),
        }

    def _credits(self, name: str, facts: Facts) -> dict[str, Any]:
        adding = self.dataset.rows(
            "SELECT montant_no, s_additionne FROM v_montants_additionnables WHERE convention_id = ?", [name]
        )
        root = self.acts[name]["racine_id"]
        return {
            "schedule": schedule(facts.sections["montants"], {r["montant_no"]: r["s_additionne"] for r in adding}),
            "chain": self.dataset.rows("SELECT * FROM v_chaines WHERE racine_id = ? ORDER BY rang", [root]),
            "in_force": self.dataset.rows(
                "SELECT * FROM v_montants_en_vigueur WHERE racine_id = ? ORDER BY rang, convention_id, montant_no",
                [root],
            ),
        }

    def _about(self) -> dict[str, str]:
        return {row["cle"]: row["valeur"] for row in self.dataset.rows("SELECT cle, valeur FROM a_propos")}


def _reading(item: tuple[tuple[float, float, float, float], list[str]]) -> tuple[float, float]:
    """Sort boxes down the page; the larger first where they overlap is left to the drawing."""
    return item[0][1], item[0][0]
