"""What a family of facts may look at: one convention's flow, its sections, the rules, the reference lists."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from pipeline.extract.flow import Flow
from pipeline.extract.rulebook import Rulebook
from pipeline.model import Fact
from pipeline.reference import Reference

Kind = Literal["titre", "parties", "visas", "preambule", "article", "signature", "annexe", "hors_texte"]


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of a convention: its kind, its number and title where it has them; offsets in the convention's flow."""

    kind: Kind
    start: int
    end: int
    numero: str | None = None
    """As DATASET.md writes it: 'preambule', '1', '2', 'annexe 1', 'annexe a', 'annexe'."""
    intitule: str | None = None
    heading: tuple[int, int] | None = None
    """Place of number and title; the text proper begins after it."""
    intitule_place: tuple[int, int] | None = None
    rule: str | None = None
    """Id of the rule that saw its heading."""

    @property
    def body(self) -> tuple[int, int]:
        """Place of the text after the heading."""
        return (self.heading[1] if self.heading else self.start, self.end)


@dataclass(frozen=True, slots=True)
class Context:
    """One convention, ready to be read. `flow` is its own (offsets count from its beginning)."""

    flow: Flow
    sections: tuple[Section, ...]
    book: Rulebook
    reference: Reference
    scanned: bool = False
    """True when some of its pages were read by OCR: keywords may be damaged."""
    facts: Mapping[str, tuple[Fact, ...]] = field(default_factory=dict)
    """What earlier families decided, by table: parties before signatures, UO before amounts."""
    worked_out: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)
    """What a family worked out of this convention and another asks for again, by a name of the first one's own."""
    text: str = field(init=False, repr=False)
    """The convention's clean text."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", self.flow.text)

    def of_kind(self, *kinds: Kind) -> Iterator[Section]:
        """Yield the sections of these kinds, in order."""
        return (s for s in self.sections if s.kind in kinds)

    def section_at(self, index: int) -> Section | None:
        """Return the section that holds character `index`."""
        return next((s for s in self.sections if s.start <= index < s.end), None)
