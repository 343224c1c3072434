"""A convention as its page shows it: every value with its places, its doubts, and what lost against it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pipeline.compare import Content
from pipeline.metadata import Metadata, Table
from pipeline.publish.site.keys import passage, row_key
from pipeline.publish.site.labels import SECTIONS, column_label, place, word, worded

Row = Mapping[str, Any]
SURE = 0.9
"""Below this confidence a person should look."""


@dataclass(frozen=True, slots=True)
class Value:
    """A value as shown: `id` is its place in the page's address."""

    id: str
    label: str
    text: str
    column: str
    status: str
    confidence: float | None
    present: bool

    @property
    def doubtful(self) -> bool:
        """Tell whether a person should look."""
        return self.present and self.confidence is not None and self.confidence < SURE


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table."""

    id: str
    number: int
    values: dict[str, Value]
    row: Row


@dataclass(frozen=True, slots=True)
class Section:
    """A table of the convention; `columns` are those in which some row has a value, or a doubt or gap."""

    table: str
    title: str
    lines: tuple[Line, ...]
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """Something to look at first: a doubt, an unsure value, a gap, or a candidate that lost."""

    id: str
    severity: str
    title: str
    text: str
    target: str | None
    page: int | None = None


@dataclass(slots=True)
class Facts:
    """Everything a convention's page shows that comes from its own rows."""

    sections: dict[str, Section] = field(default_factory=dict)
    doubts: list[Note] = field(default_factory=list)
    unsure: list[Note] = field(default_factory=list)
    gaps: list[Note] = field(default_factory=list)
    losers: list[Note] = field(default_factory=list)
    details: dict[str, dict[str, Any]] = field(default_factory=dict)
    """By value id: what the proof panel and the correction form need."""
    boxes: dict[int, dict[tuple[float, float, float, float], list[str]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(list))
    )
    """By page and box: the ids of the values read there."""

    @property
    def pages(self) -> set[int]:
        """The pages that some value was read on."""
        return set(self.boxes)


class FactMaker:
    """Makes the facts of one document's conventions."""

    def __init__(self, metadata: Metadata, content: Content) -> None:
        self._metadata = metadata
        self._content = content
        self._texts = {page["page"]: page["texte"] or "" for page in content["pages"]}
        self._proofs: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
        for proof in content["preuves"]:
            target = (proof["convention_id"], proof["table_cible"], proof["ligne_no"], proof["colonne"])
            self._proofs[target].append(proof)

    def facts(self, convention_id: str) -> Facts:
        """Return the facts of a convention."""
        facts = Facts()
        for name, title in SECTIONS.items():
            facts.sections[name] = self._section(facts, self._metadata.table(name), title, convention_id)
        self._notes(facts, convention_id)
        return facts

    def _section(self, facts: Facts, table: Table, title: str, convention_id: str) -> Section:
        rows = [row for row in self._content[table.name] if row["convention_id"] == convention_id]
        lines = tuple(self._line(facts, table, row, rows) for row in rows)
        names = [column.name for column in table.columns if column.proof]
        named = self._named(convention_id, table.name)
        filled = tuple(name for name in names if name in named or any(line.values[name].present for line in lines))
        return Section(table.name, title, lines, filled)

    def _named(self, convention_id: str, table: str) -> set[str]:
        """Return the columns of a table that some doubt or gap of the convention is about."""
        rows = (*self._content["anomalies"], *self._content["lacunes"])
        return {row["colonne"] for row in rows if (row["convention_id"], row["table_cible"]) == (convention_id, table)}

    def _line(self, facts: Facts, table: Table, row: Row, rows: Sequence[Row]) -> Line:
        number = row[table.row_number] if table.row_number else 1
        key = row_key(table, row, rows)
        values = {}
        for column in table.columns:
            if column.proof:
                values[column.name] = self._value(facts, table, row, number, column.name, key)
        return Line(place(table, number), number, values, row)

    def _value(self, facts: Facts, table: Table, row: Row, number: int, column: str, key: str) -> Value:
        proofs = self._proofs[row["convention_id"], table.name, number, column]
        name = place(table, number, column)
        surest = max(proofs, key=lambda proof: proof["confiance"], default=None)
        value = Value(
            name, column_label(column), worded(row[column], column), column, surest["statut"] if surest else "",
            surest["confiance"] if surest else None, row[column] not in (None, []),
        )  # fmt: skip
        page, print_ = passage(proofs, self._texts)
        numbered = f" n° {number}" if table.row_number else ""
        facts.details[name] = {
            "titre": f"{SECTIONS[table.name]}{numbered} : {value.label}",
            "valeur": value.text, "table": table.name, "colonne": column, "cle": key, "page": page,
            "empreinte": print_, "preuves": [_proof(proof) for proof in proofs],
        }  # fmt: skip
        _add_boxes(facts, proofs, name)
        return value

    def _notes(self, facts: Facts, convention_id: str) -> None:
        about = [doubt for doubt in self._content["anomalies"] if doubt["convention_id"] == convention_id]
        for doubt in sorted(about, key=lambda row: _SEVERITIES.index(row["gravite"])):
            facts.doubts.append(
                Note(f"doute-{doubt['anomalie_no']}", doubt["gravite"], word(doubt["code"]), doubt["message"],
                     self._target(facts, doubt))
            )  # fmt: skip
        for section in facts.sections.values():
            for value in (value for line in section.lines for value in line.values.values() if value.doubtful):
                detail = facts.details[value.id]
                motif = next((proof["motif"] for proof in detail["preuves"] if proof["motif"]), None)
                text = " — ".join(filter(None, (value.text, motif)))
                facts.unsure.append(Note(value.id, "avertissement", detail["titre"], text, value.id))
        gaps = [gap for gap in self._content["lacunes"] if gap["convention_id"] == convention_id]
        for number, gap in enumerate(gaps, start=1):
            what = SECTIONS.get(gap["table_cible"], gap["table_cible"])
            row = f" n° {gap['ligne_no']}" if gap["ligne_no"] else ""
            column = f" : {column_label(gap['colonne'])}" if gap["colonne"] else " : rien"
            facts.gaps.append(
                Note(f"lacune-{number}", "info" if gap["nature"] == "non_mentionne" else "avertissement",
                     f"{what}{row}{column}", word(gap["nature"]), self._target(facts, gap))
            )  # fmt: skip
        self._losers(facts, convention_id)

    def _losers(self, facts: Facts, convention_id: str) -> None:
        lost = [p for p in self._content["preuves"] if p["convention_id"] == convention_id and p["statut"] == "ecartee"]
        for proof in lost:
            name = f"ecarte-{proof['preuve_id'][:12]}"
            what = f"{SECTIONS.get(proof['table_cible'], proof['table_cible'])} : {column_label(proof['colonne'])}"
            facts.losers.append(Note(name, "info", what, proof["texte"] or "", name, proof["page"]))
            facts.details[name] = {"titre": f"Écarté — {what}", "valeur": proof["texte"], "preuves": [_proof(proof)]}
            _add_boxes(facts, [proof], name)

    def _target(self, facts: Facts, row: Row) -> str | None:
        """Return the place on the page that a doubt or gap is about, None when it is about no row that is shown."""
        if row["table_cible"] not in SECTIONS:
            return None
        table = self._metadata.table(row["table_cible"])
        number = row["ligne_no"] or (None if table.row_number else 1)
        if not number:
            return table.name
        name = place(table, number, row["colonne"])
        return name if name in facts.details or not row["colonne"] else place(table, number)


_SEVERITIES = ("erreur", "avertissement", "info")


def _proof(proof: Row) -> dict[str, Any]:
    shown = {name: proof[name] for name in ("page", "texte", "regle", "motif", "confiance")}
    return shown | {"statut": word(proof["statut"])}


def _add_boxes(facts: Facts, proofs: Sequence[Row], name: str) -> None:
    for proof in proofs:
        if proof["page"] is not None and proof["x0"] is not None:
            box = (proof["x0"], proof["y0"], proof["x1"], proof["y1"])
            names = facts.boxes[proof["page"]][box]
            if name not in names:
                names.append(name)
