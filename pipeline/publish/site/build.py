"""Builds the site: one index, one page for each convention, the differences, the page images."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment

from pipeline.compare import Content, Dataset
from pipeline.load.dictionary import GROUPS, marks, vocabularies
from pipeline.load.faults import load_faults
from pipeline.mask.privacy import Profile
from pipeline.metadata import Metadata, load_metadata
from pipeline.model import Reading
from pipeline.publish.site.amounts import schedule
from pipeline.publish.site.credits import Credits
from pipeline.publish.site.differences import changes, earlier_dataset
from pipeline.publish.site.facts import FactMaker, Facts
from pipeline.publish.site.labels import corrigible
from pipeline.publish.site.masking import masked_pages, masker_of, masks_told, shown_dataset, site_folder
from pipeline.publish.site.overview import overview
from pipeline.publish.site.pictures import draw, forget, picture_path
from pipeline.publish.site.render import STATIC, environment, write
from pipeline.publish.site.sheets import lines_to_point_at, sheets, shown_pages
from pipeline.read.cache import Cache, reading_key
from pipeline.read.options import ReadOptions
from pipeline.settings import Settings

Row = Mapping[str, Any]
_TABLES = (
    "documents", "conventions", "parties", "representants", "signatures", "unites_operationnelles", "imputations",
    "montants", "references_juridiques", "conventions_liees", "articles", "pages", "preuves", "anomalies", "lacunes",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SiteReport:
    """What was built."""

    index: Path
    conventions: int
    undrawn: dict[str, str]
    """Documents whose pages could not be drawn, and why (French)."""


def build_site(
    settings: Settings, out: Path | None = None, previous: Path | None = None, profile: Profile = "public"
) -> SiteReport:
    """Write the site of the published dataset to `out` (by default `site/` beside the dataset), as `profile` shows it.

    `previous` is the dataset to tell the differences from; by default the one that the site was last built from.
    Raises UsageError when there is no dataset, OperationError when the disk refuses.
    """
    site = out or site_folder(settings, profile)
    metadata = load_metadata(settings.rules_dir / "tables.yml")
    with load_faults("le site"), Dataset(shown := shown_dataset(settings, metadata, profile)) as dataset:
        site.mkdir(parents=True, exist_ok=True)
        builder = _Builder(settings, dataset, metadata, site, profile)
        undrawn = draw(settings, site, builder.wanted_pictures(), builder.masked)
        builder.index()
        count = builder.convention_pages()
        earlier = previous or earlier_dataset(shown, settings.work_dir / "site" / profile)
        builder.differences_page(earlier, shown)
        builder.masks_page()
        builder.dictionary_page()
        shutil.copytree(STATIC, site / "static", dirs_exist_ok=True)
        write(builder.templates, "tables.js.j2", site / "static" / "tables.js", tables=corrigible(metadata))
        forget(site, builder.pages, builder.masked)
    return SiteReport(site / "index.html", count, undrawn)


class _Builder:
    """One site being built."""

    def __init__(self, settings: Settings, dataset: Dataset, metadata: Metadata, site: Path, profile: Profile) -> None:
        self.settings, self.dataset, self.metadata, self.site, self.profile = settings, dataset, metadata, site, profile
        self.masks = masks_told(dataset, profile)
        self.templates: Environment = environment(self._about() | {"masques": self.masks.said})
        self.overview = overview(dataset, metadata)
        self.acts = {row["convention_id"]: row for row in self.overview["conventions"]}
        self.pages = self._documents_pages()
        self.masked = masked_pages(dataset)
        self.credits = Credits(dataset)
        self.readings = Cache(settings.work_dir / "read", Reading)

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
        for document_id, content in self.dataset.contents(self.pages, _TABLES):
            self._document(document_id, content)
        return len(self.acts)

    def differences_page(self, earlier: Path | None, shown: Path) -> None:
        """Write what changed since the earlier dataset, or that there is none."""
        found = None
        if earlier:
            masker = masker_of(self.settings, self.metadata, self.profile)
            found = changes(earlier, shown, self.metadata, masker)
        page = self.site / "differences.html"
        write(self.templates, "differences.html.j2", page, root="", found=found, acts=self.acts)

    def masks_page(self) -> None:
        """Write what is masked, where and why."""
        write(self.templates, "masquages.html.j2", self.site / "masquages.html", root="", masks=self.masks)

    def dictionary_page(self) -> None:
        """Write what every table, column, view and term means."""
        write(
            self.templates, "dictionnaire.html.j2", self.site / "dictionnaire.html", root="", metadata=self.metadata,
            groups=GROUPS, marks=marks, vocabularies=vocabularies(self.metadata),
        )  # fmt: skip

    def _documents_pages(self) -> dict[str, list[int]]:
        rows = self.dataset.rows(
            "SELECT document_id, list_distinct(list(page)) AS pages FROM ("
            " SELECT document_id, unnest(range(page_debut, page_fin + 1)) AS page FROM conventions"
            " UNION ALL SELECT document_id, page FROM preuves WHERE page IS NOT NULL AND convention_id IS NOT NULL)"
            " GROUP BY 1 ORDER BY 1"
        )
        return {row["document_id"]: sorted(row["pages"]) for row in rows}

    def _document(self, document_id: str, content: Content) -> None:
        [document] = content["documents"]
        maker = FactMaker(self.metadata, content)
        pages = {page["page"]: page for page in content["pages"]}
        texts = self.masked.get(document_id, {})
        paths = {number: picture_path(document_id, number, texts.get(number)) for number in pages}
        pictures = {number: path for number, path in paths.items() if (self.site / path).is_file()}
        reading = self.readings.get(reading_key(document_id, ReadOptions(ocr=self.settings.ocr)))
        for act in content["conventions"]:
            name = act["convention_id"]
            facts = maker.facts(name)
            lines = {n: lines_to_point_at(pages[n], reading) for n in shown_pages(act, facts) if n in pages}
            write(
                self.templates, "convention.html.j2", self.site / "conventions" / f"{name}.html", root="../", act=act,
                flat=self.acts[name], document=document, facts=facts, acts=self.acts,
                articles=[row for row in content["articles"] if row["convention_id"] == name],
                sheets=list(sheets(act, facts, pages, pictures)), data=_data(act, facts, lines),
                schedule=schedule(facts.sections["montants"], self.credits.adding(name)),
                chain=self.credits.chain(self.acts[name]), in_force=self.credits.in_force(self.acts[name]),
            )  # fmt: skip

    def _about(self) -> dict[str, str]:
        return {row["cle"]: row["valeur"] for row in self.dataset.rows("SELECT cle, valeur FROM a_propos")}


def _data(act: Row, facts: Facts, lines: Mapping[int, Any]) -> dict[str, Any]:
    """Return what the scripts of a convention's page read."""
    return {
        "document_id": act["document_id"],
        "convention": int(act["convention_id"].rpartition("-")[2]),
        "valeurs": facts.details,
        "lignes": lines,
    }
