"""What the index says of the corpus: its figures, its pictures, its table."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from pipeline.compare import Dataset
from pipeline.metadata import Metadata
from pipeline.publish.site import charts
from pipeline.publish.site.facts import Note
from pipeline.publish.site.labels import SECTIONS, column_label, compact, figure, place, word

Row = Mapping[str, Any]
_AE_CP = (("ae", "AE"), ("cp", "CP"))
_ONE = (("one", "nombre"),)
_STEPS = ("annonce", "collecte", "lu", "retenu", "extrait", "publie")


def overview(dataset: Dataset, metadata: Metadata) -> dict[str, Any]:
    """Return the index's template variables."""
    conventions = dataset.rows("SELECT * FROM v_conventions ORDER BY date_signature DESC NULLS LAST, convention_id")
    credits = dataset.rows("SELECT * FROM v_credits_par_programme")
    documents = list(dataset.documents().values())
    return {
        "conventions": conventions,
        "figures": _figures(conventions, documents, credits),
        "charts": _charts(dataset, conventions, documents, credits),
        "grid": charts.grid(_by_programme_and_year(credits)),
        "years": sorted({row["date_signature"].year for row in conventions if row["date_signature"]}, reverse=True),
        "types": sorted({row["type"] for row in conventions if row["type"]}),
        "programmes": sorted({code for row in conventions for code in (row["programmes"] or "").split(" ; ") if code}),
        "first": _first(dataset, metadata),
        "other": _without_convention(dataset),
    }


def _figures(conventions: Sequence[Row], documents: Sequence[Row], credits: Sequence[Row]) -> list[tuple[str, str]]:
    unread = sum(1 for row in documents if row["statut"] == "illisible")
    doubted = sum(1 for row in conventions if row["nb_anomalies"] or row["montants_a_verifier"])
    return [
        (figure(len(conventions)), "conventions et avenants"),
        (figure(len(documents)), f"documents, {figure(sum(row['nb_pages'] or 0 for row in documents))} pages"),
        (compact(_total(credits, "ae")) or "0", "d'autorisations d'engagement"),
        (compact(_total(credits, "cp")) or "0", "de crédits de paiement"),
        (figure(doubted), "conventions avec un doute ou un montant à vérifier"),
        (figure(unread), "document illisible" if unread == 1 else "documents illisibles"),
    ]


def _total(rows: Iterable[Row], column: str) -> float:
    return float(sum(row[column] or 0 for row in rows))


def _charts(
    dataset: Dataset, conventions: Sequence[Row], documents: Sequence[Row], credits: Sequence[Row]
) -> list[charts.Chart]:
    sides = dataset.rows("SELECT * FROM v_credits_par_organisation")
    return [
        charts.columns(
            "annees", "AE et CP par exercice", _grouped(credits, "exercice", "sans année"), _AE_CP, euros=True
        ),
        charts.lines("programmes", "AE et CP par programme", _programmes(credits), _AE_CP, euros=True),
        charts.columns("signatures", "Conventions par année de signature", _signed(conventions), _ONE, euros=False),
        charts.flows("flux", "Du délégant au délégataire", _flows(sides)),
        charts.lines("lecture", "Origine du texte des documents", _layers(documents), _ONE, euros=False),
        charts.lines("couverture", "Où en est chaque fichier annoncé", _coverage(dataset), _ONE, euros=False),
        _matrix(credits),
    ]


def _grouped(rows: Iterable[Row], column: str, absent: str) -> list[tuple[str, tuple[float, float]]]:
    sums: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for row in rows:
        label = str(row[column]) if row[column] is not None else absent
        sums[label][0] += float(row["ae"] or 0)
        sums[label][1] += float(row["cp"] or 0)
    return [(label, (ae, cp)) for label, (ae, cp) in sorted(sums.items()) if ae or cp]


def _programmes(credits: Sequence[Row]) -> list[tuple[str, tuple[float, float]]]:
    names = {row["programme"]: row["libelle"] for row in credits if row["libelle"]}
    found = _grouped(credits, "programme", "programme non dit")
    found.sort(key=lambda item: -max(item[1]))
    return [(f"{code} {names.get(code, '')}".strip(), values) for code, values in found[:12]]


def _by_programme_and_year(credits: Sequence[Row]) -> dict[tuple[str, str], tuple[float, float]]:
    sums: dict[tuple[str, str], tuple[float, float]] = {}
    for row in credits:
        programme = " ".join(filter(None, (row["programme"], row["libelle"]))) or "programme non dit"
        key = programme, str(row["exercice"] or "toute la durée")
        ae, cp = sums.get(key, (0.0, 0.0))
        sums[key] = ae + float(row["ae"] or 0), cp + float(row["cp"] or 0)
    return {key: values for key, values in sums.items() if any(values)}


def _flows(sides: Sequence[Row]) -> list[tuple[str, str, float]]:
    sums: dict[tuple[str, str], float] = defaultdict(float)
    for row in sides:
        euros = max(float(row["ae"] or 0), float(row["cp"] or 0)) + float(row["sans_nature"] or 0)
        sums[row["delegants"] or "délégant non dit", row["delegataires"] or "délégataire non dit"] += euros
    return sorted(((a, b, euros) for (a, b), euros in sums.items() if euros), key=lambda flow: -flow[2])


def _signed(conventions: Sequence[Row]) -> list[tuple[str, tuple[float]]]:
    years = Counter(row["date_signature"].year for row in conventions if row["date_signature"])
    found: list[tuple[str, tuple[float]]] = []
    if years:
        found = [(str(year), (float(years[year]),)) for year in range(min(years), max(years) + 1)]
    undated = sum(1 for row in conventions if not row["date_signature"])
    return [*found, ("non datées", (float(undated),))] if undated else found


def _layers(documents: Sequence[Row]) -> list[tuple[str, tuple[float]]]:
    counts = Counter(row["couche_texte"] for row in documents)
    return [(word(layer), (float(count),)) for layer, count in counts.most_common()]


def _without_convention(dataset: Dataset) -> list[dict[str, Any]]:
    """Return the documents that gave no convention, each with the reason that the ledger or the reader gives."""
    return dataset.rows(
        "SELECT fichier, statut, coalesce(erreur, any_value(arret)) AS pourquoi FROM documents"
        " LEFT JOIN couverture USING (document_id) WHERE statut <> 'extrait'"
        " GROUP BY document_id, fichier, statut, erreur ORDER BY statut, fichier"
    )


def _coverage(dataset: Dataset) -> list[tuple[str, tuple[float]]]:
    rows = dataset.rows("SELECT etape, arret, count(*) AS n FROM couverture GROUP BY ALL")
    rows.sort(key=lambda row: (-_STEPS.index(row["etape"]), -row["n"]))
    return [(" — ".join(filter(None, (word(row["etape"]), row["arret"]))), (float(row["n"]),)) for row in rows]


def _matrix(credits: Sequence[Row]) -> charts.Chart:
    """Return the table of AE and CP by programme and year; it has no picture."""
    rows = sorted(credits, key=lambda row: (row["programme"] or "~", row["exercice"] or 9999))
    body = tuple(
        (row["programme"] or "–", row["libelle"] or "", str(row["exercice"] or "toute la durée"),
         *(figure(row[name]) if row[name] is not None else "–" for name in ("ae", "cp", "sans_nature")),
         figure(row["nb_a_verifier"]))
        for row in rows
    )  # fmt: skip
    head = ("Programme", "Libellé", "Exercice", "AE (€)", "CP (€)", "Sans nature (€)", "Montants à vérifier")
    return charts.Chart("detail", "Crédits par programme et exercice", "", 0, 0, head, body)


def _first(dataset: Dataset, metadata: Metadata, limit: int = 30) -> list[Note]:
    """Return what a person should look at first, each with the address of its place; what is alike is said once."""
    rows = dataset.rows("SELECT * FROM v_a_verifier ORDER BY priorite, fichier, page NULLS LAST, ligne_no, colonne")
    found: dict[tuple[Any, ...], Note] = {}
    alike: Counter[tuple[Any, ...]] = Counter()
    for row in rows:
        kind = (row["fichier"], row["message"], row["table_cible"])
        alike[kind] += 1
        found.setdefault(kind, _note(metadata, row))
    notes = list(found.items())[:limit]
    return [
        replace(note, text=f"{note.text} (et {alike[kind] - 1} semblables)") if alike[kind] > 1 else note
        for kind, note in notes
    ]


def _note(metadata: Metadata, row: Row) -> Note:
    what = " : ".join(filter(None, (SECTIONS.get(row["table_cible"] or ""), column_label(row["colonne"] or ""))))
    text = " — ".join(filter(None, (what, row["message"], f"« {row['citation']} »" if row["citation"] else None)))
    target = None
    if row["convention_id"]:
        table = metadata.table(row["table_cible"]) if row["table_cible"] in SECTIONS else None
        anchor = place(table, row["ligne_no"], row["colonne"]) if table and row["ligne_no"] else "a-regarder"
        target = f"conventions/{row['convention_id']}.html#{anchor}"
    return Note(str(row["priorite"]), row["gravite"], row["fichier"], text, target, row["page"])
