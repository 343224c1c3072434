"""What a run says of itself: counts, doubts, where things lie. The same facts as a table, as lines, as JSON."""

from __future__ import annotations

import msgspec


class CorrectionReport(msgspec.Struct, frozen=True):
    """What became of the corrections people made: each in one line (file, line, value)."""

    appliquees: int = 0
    retirees: tuple[str, ...] = ()
    """The rules now agree: the line can be deleted."""
    rouvertes: tuple[str, ...] = ()
    """Not applied: what they were about has changed."""
    sans_document: tuple[str, ...] = ()
    """About a document that the sources do not publish."""

    def __bool__(self) -> bool:
        return bool(self.appliquees or self.retirees or self.rouvertes or self.sans_document)


class Doute(msgspec.Struct, frozen=True):
    """A doubt as `check` lists it."""

    fichier: str
    convention_id: str | None
    gravite: str
    code: str
    message: str


class RunReport(msgspec.Struct, frozen=True):
    """The outcome of `run`. Counts are of documents unless said otherwise."""

    dataset: str
    """Path of the DuckDB file."""
    parquet: str | None
    """Path of the Parquet folder; None when nothing was published."""
    vus: int = 0
    nouveaux: int = 0
    inchanges: int = 0
    extraits: int = 0
    hors_perimetre: int = 0
    illisibles: tuple[tuple[str, str], ...] = ()
    """(file name, why)."""
    non_obtenus: tuple[str, ...] = ()
    """What could not be fetched in this run, each with why; a version obtained before may be in the dataset."""
    retires: int = 0
    conventions: int = 0
    montants: int = 0
    anomalies: int = 0
    douteuses: int = 0
    """Values with a proof of confidence below 0.9."""
    warnings: tuple[str, ...] = ()
    """About a source as a whole, or an erasure that concerns no document; they show in the exit status."""
    controles: tuple[str, ...] = ()
    """What the load's checks found wrong with the dataset, and yet published: a fault of ours."""
    corrections: CorrectionReport = CorrectionReport()
    rebuilt: bool = True
    """False: nothing was new, the published dataset stands as it is."""
    seconds: float = 0.0

    doutes: tuple[Doute, ...] = ()
    """What `check` found to question; empty after the other stages (the dataset holds it)."""

    @property
    def signals(self) -> tuple[str, ...]:
        """What a person should know, a line each: documents not obtained or not read, warnings, refused corrections."""
        return (
            *(f"non obtenu : {line}" for line in self.non_obtenus),
            *(f"illisible : {name} : {why}" for name, why in self.illisibles),
            *(f"attention : {warning}" for warning in self.warnings),
            *(f"contrôle : {line}" for line in self.controles),
            *(f"correction non appliquée, à revoir : {line}" for line in self.corrections.rouvertes),
        )

    @property
    def notes(self) -> tuple[str, ...]:
        """What a person may want to know: corrections of documents that these sources do not publish."""
        return tuple(f"correction sans document : {line}" for line in self.corrections.sans_document)

    @property
    def exit_code(self) -> int:
        """0 all read; 3 finished, but there are signals."""
        return 3 if self.signals else 0
