"""The verdicts on one table of one convention."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from pipeline.compare import agree, comparable, pair
from pipeline.compare.values import accepted
from pipeline.evaluate.evidence import Evidence
from pipeline.evaluate.gold import KEYS, NUMBERS, Row, judged
from pipeline.evaluate.verdicts import Verdict

_UNPROVEN = {"articles", "anomalies"}
"""Tables whose values are not asked for evidence."""


@dataclass(frozen=True, slots=True)
class Judge:
    """Holds the rows of one table of a convention against the annotated ones."""

    about: Verdict
    """Names the document, the convention and the table; the verdicts are copies of it."""
    evidence: Evidence

    def verdicts(self, wanted: Sequence[Row], given: Sequence[Row]) -> Iterator[Verdict]:
        """Yield what is right, wrong, missing and spurious: rows first, each followed by its values."""
        optional = {i for i, row in enumerate(wanted) if row.get("_optional")}
        pairs, missing, spurious = self._paired(wanted, given)
        for w, g in pairs:
            if w not in optional:
                yield self._verdict("juste", row=self._named(wanted[w]), whole=True)
                yield from self._pair(wanted[w], given[g])
        for w in sorted(missing - optional):
            yield from self._missing(wanted[w])
        for g in sorted(spurious):
            yield from self._spurious(given[g])

    def _paired(self, wanted: Sequence[Row], given: Sequence[Row]) -> tuple[list[tuple[int, int]], set[int], set[int]]:
        if self.about.table == "conventions":
            n = min(len(wanted), len(given))
            return [(i, i) for i in range(n)], set(range(n, len(wanted))), set(range(n, len(given)))
        found = pair([judged(row) for row in wanted], given, KEYS[self.about.table])
        return found.pairs, found.wanted, found.given

    def _pair(self, wanted: Row, given: Row) -> Iterator[Verdict]:
        named, line = self._named(wanted), self._line(given)
        for column, want in judged(wanted).items():
            have = given.get(column)
            if column == "phases":
                yield from self._set(named, column, want or (), have or ())
            else:
                yield self._value(named, line, column, want, have)

    def _value(self, named: str, line: int, column: str, want: Any, have: Any) -> Verdict:
        proofs = self.evidence.proofs(self.about.table, line, column)
        rules = tuple(dict.fromkeys(proof["regle"] for proof in proofs))
        common = {"row": named, "column": column, "wanted": want, "given": have, "rules": rules}
        common["sure"] = self.evidence.sure(proofs)
        if not agree(column, have, want):
            silent = have is not None and not self.evidence.flagged(self.about.table, line, column)
            kind = "manquant" if have is None else "faux" if accepted(want) != {None} else "en_trop"
            return self._verdict(kind, silent=silent, **common)
        if have is None:
            return self._verdict("vide", **common)
        if self.about.table in _UNPROVEN:
            return self._verdict("juste", **common)
        return self._verdict("juste", proven=bool(proofs), grounded=self.evidence.grounded(proofs), **common)

    def _set(self, named: str, column: str, want: Sequence[Any], have: Sequence[Any]) -> Iterator[Verdict]:
        wants, has = ({comparable(item): item for item in items} for items in (want, have))
        for form in dict.fromkeys([*wants, *has]):
            kind = "juste" if form in wants and form in has else "manquant" if form in wants else "en_trop"
            yield self._verdict(kind, row=named, column=column, wanted=wants.get(form), given=has.get(form))

    def _missing(self, wanted: Row) -> Iterator[Verdict]:
        named = self._named(wanted)
        yield self._verdict("manquant", row=named, whole=True, wanted=judged(wanted))
        for column, want in judged(wanted).items():
            if accepted(want) != {None} and want != []:
                yield self._verdict("manquant", row=named, column=column, wanted=want)

    def _spurious(self, given: Row) -> Iterator[Verdict]:
        table, line = self.about.table, self._line(given)
        keys = KEYS[table][0] if KEYS[table] else ()
        shown = {column: given.get(column) for column in keys}
        flagged = any(self.evidence.flagged(table, line, column) for column in (*keys, None))
        silent = table != "anomalies" and not flagged
        named = self._named(shown)
        yield self._verdict("en_trop", row=named, whole=True, given=shown, silent=silent)
        for column, have in shown.items():
            if have is not None:
                proofs = self.evidence.proofs(table, line, column)
                rules = tuple(dict.fromkeys(proof["regle"] for proof in proofs))
                sure = self.evidence.sure(proofs)
                yield self._verdict("en_trop", row=named, column=column, given=have, rules=rules, sure=sure)

    def _line(self, given: Row) -> int:
        number = NUMBERS.get(self.about.table)
        return int(given[number]) if number else 1

    def _named(self, row: Mapping[str, Any]) -> str:
        keys = KEYS[self.about.table]
        columns = dict.fromkeys(column for key in keys[:1] for column in key)
        values = (row.get(column) for column in columns)
        firsts = (value[0] if isinstance(value, list) and value else value for value in values)
        return " · ".join("–" if value is None else str(value) for value in firsts)

    def _verdict(self, kind: Any, **changes: Any) -> Verdict:
        return msgspec.structs.replace(self.about, kind=kind, **changes)
