"""What the site may show under a profile: the dataset masked as exports are, and what is blackened on pages."""

from __future__ import annotations

from collections import Counter, defaultdict
from pathlib import Path
from typing import NamedTuple

from pipeline.compare import Dataset
from pipeline.errors import SourceError
from pipeline.mask.erasures import FILE, load_erasures
from pipeline.mask.privacy import Masker, Profile
from pipeline.metadata import BLOCK, Metadata
from pipeline.model import Box, Page
from pipeline.publish.dataset import names_by_document, publishable
from pipeline.publish.package import program_digest, sha256
from pipeline.read.cache import digest, sources_digest
from pipeline.settings import Settings

_SAID: dict[Profile, str] = {
    "public": "Noms des représentants et signataires tels que publiés, autres données personnelles masquées",
    "sans-noms": "Noms et autres données personnelles masqués",
    "interne": "Site interne, à ne pas publier : des personnes qui ne représentent ni ne signent y sont nommées",
}


class Masked(NamedTuple):
    """What is masked in one document (None: of no document): its file, and how often for each reason."""

    document: str | None
    motifs: tuple[tuple[str, int], ...]


class Masks(NamedTuple):
    """What the site masks, as its pages tell it."""

    said: str
    """In one sentence, for the foot of every page."""
    profile: str
    motifs: tuple[tuple[str, int], ...]
    documents: tuple[Masked, ...]


def site_folder(settings: Settings, profile: Profile) -> Path:
    """Return where the site of a profile goes: beside the dataset, or where nobody publishes what is for analysts."""
    return settings.data_dir / "interne" / "site" if profile == "interne" else settings.target.with_name("site")


def masker_of(settings: Settings, metadata: Metadata, profile: Profile) -> Masker:
    """Return what masks texts of the published dataset under a profile. Raises UsageError for a wrong erasure list."""
    names = names_by_document(settings.target, metadata)
    return Masker(settings.rules_dir, profile, load_erasures(settings.data_dir / FILE), names)


def shown_dataset(settings: Settings, metadata: Metadata, profile: Profile) -> Path:
    """Return the dataset that the site of a profile is made from: the published one, masked as the exports are.

    It is kept in the work folder, and made anew when the dataset, the rules or the erasure list are others. Under
    `interne` it is the published one, which holds no contact or certificate data. Raises UsageError when there is no
    dataset, OperationError when it cannot be opened, IntegrityError when the copy is not sound.
    """
    with Dataset(settings.target):  # Says in one line what is wrong with it.
        pass
    if profile == "interne":
        return settings.target
    masker = masker_of(settings, metadata, profile)
    code = sources_digest(settings.rules_dir, suffixes=(".yml",))
    key = digest(sha256(settings.target), profile, masker.eraser.digest, program_digest(), code)
    copy = settings.work_dir / "site" / f"{profile}-{key[:16]}.duckdb"
    if not copy.is_file():
        copy.parent.mkdir(parents=True, exist_ok=True)
        draft = copy.with_suffix(".part")
        draft.unlink(missing_ok=True)
        publishable(settings.target, draft, None, metadata, masker)
        for former in copy.parent.glob(f"{profile}-*.duckdb"):
            former.unlink()
        draft.replace(copy)
    return copy


def masked_pages(dataset: Dataset) -> dict[str, dict[int, str]]:
    """Return the texts of the pages that something is hidden on, by document and page."""
    found: dict[str, dict[int, str]] = defaultdict(dict)
    for row in dataset.rows("SELECT document_id, page, texte FROM pages WHERE contains(texte, ?)", [BLOCK]):
        found[row["document_id"]][row["page"]] = row["texte"]
    return found


def masks_told(dataset: Dataset, profile: Profile) -> Masks:
    """Return what is masked on the pages, by reason and by document."""
    rows = dataset.rows(
        "SELECT fichier, motif, sum(nombre)::INTEGER AS nombre FROM masquages LEFT JOIN documents USING (document_id)"
        " WHERE table_cible = 'pages' GROUP BY ALL ORDER BY ALL"
    )
    motifs: Counter[str] = Counter()
    documents: dict[str | None, list[tuple[str, int]]] = defaultdict(list)
    for row in rows:
        motifs[row["motif"]] += row["nombre"]
        documents[row["fichier"]].append((row["motif"], row["nombre"]))
    told = tuple(Masked(name, tuple(found)) for name, found in documents.items())
    said = f"{_SAID[profile]} ; {motifs.total()} passages masqués sur les pages"
    return Masks(said, profile, tuple(motifs.most_common()), told)


def hidden_boxes(page: Page, shown: str) -> list[Box]:
    """Return the boxes of the words that `shown`, a page's masked text, hides; a word hidden in part is one.

    Raises SourceError when the text is not that page's, or a place of it has no box: the image cannot be masked.
    """
    if len(page.text) != len(shown):
        raise SourceError(f"page {page.number} relue autrement qu'elle n'a été publiée")
    spots = {at for at, (own, told) in enumerate(zip(page.text, shown, strict=True)) if own != told}
    boxes = []
    for marks in (page.words, page.lines):
        for mark in marks:
            within = spots.intersection(range(mark.start, mark.end))
            if within:
                boxes.append(mark.box)
                spots -= within
    if spots:
        raise SourceError(f"page {page.number} : un passage à masquer n'a pas de place")
    return boxes
