"""What each rule did on the documents of a dataset: extracted again, from their readings, under observation."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, cast

import regex

from pipeline.check.document import check_convention
from pipeline.compare import Dataset
from pipeline.errors import UsageError
from pipeline.evaluate import evaluate, load_gold
from pipeline.evaluate.catalogue import Usage, catalogue, count_verdicts
from pipeline.extract.document import extract_document
from pipeline.extract.rulebook import Rulebook, load_rulebook
from pipeline.extract.rules import Patterns, Rule
from pipeline.run.versions import published_documents
from pipeline.run.work import Workshop
from pipeline.settings import Settings

_PROOFS = """
SELECT regle, statut = 'ecartee' AS perdue, count(DISTINCT (convention_id, table_cible, ligne_no, colonne, debut)) AS n
FROM (SELECT * REPLACE (CASE WHEN statut = 'ecartee' THEN debut END AS debut) FROM preuves) GROUP BY ALL
"""


def rule_catalogue(settings: Settings, golds: Sequence[Path]) -> str:
    """Return the catalogue (Markdown) of the present rules, with what they did on the published dataset.

    Readings are taken from the cache. Raises UsageError when there is no dataset, or an annotation is wrong.
    """
    gold = load_gold(golds)
    usages = matches(settings)
    with Dataset(settings.target) as dataset:
        for row in dataset.rows(_PROOFS):
            usage = usages.setdefault(row["regle"], Usage())
            usage.rejected += row["n"] if row["perdue"] else 0
            usage.values += 0 if row["perdue"] else row["n"]
    count_verdicts(usages, evaluate(settings.target, gold).verdicts)
    reference = gold.reference if golds else "un jeu de données sans annotation"
    return "\n".join(catalogue(load_rulebook(settings.rules_dir), usages, reference)) + "\n"


def matches(settings: Settings) -> dict[str, Usage]:
    """Extract and check the documents of the published dataset again, counting what each rule recognises."""
    met: Counter[str] = Counter()
    shop = Workshop(settings)
    metadata, reference, rules = shop.known
    book = watched(rules, lambda rule: met.update((rule,)))
    usages = {rule.id: Usage() for rule in book}
    for document in published_documents(settings):
        met.clear()
        reading = shop.readings.get(shop.job(document).reading_key)
        if reading is None:
            raise UsageError(f"{document.fichier} : sa lecture n'est plus gardée, lancer d'abord « conventions run »")
        for convention in extract_document(reading, book, reference).conventions:
            check_convention(convention, metadata, reference, book)
        for rule, times in met.items():
            usages[rule].matches += times
            usages[rule].documents += 1
    return usages


def watched(book: Rulebook, seen: Callable[[str], None]) -> Rulebook:
    """Return the same rules, which call `seen` with their id each time their pattern is recognised."""
    families: dict[str, list[Rule]] = {}
    for rule in book:
        families.setdefault(rule.family, []).append(_WatchedRule(rule, seen))
    return Rulebook({name: tuple(rules) for name, rules in families.items()}, book.digest, Patterns({}))


class _WatchedRule(Rule):
    def __init__(self, rule: Rule, seen: Callable[[str], None]) -> None:
        super().__init__(rule.source, rule.family, Patterns({}))
        self._rule, self._seen = rule, seen

    @cached_property
    def compiled(self) -> regex.Pattern[str]:
        watched = _WatchedPattern(self._rule.compiled, lambda: self._seen(self.id))
        return cast("regex.Pattern[str]", watched)


class _WatchedPattern:
    """A compiled pattern that tells of its matches; anything else is asked of the pattern itself."""

    def __init__(self, pattern: regex.Pattern[str], seen: Callable[[], None]) -> None:
        self._pattern, self._seen = pattern, seen

    def __getattr__(self, name: str) -> Any:
        return getattr(self._pattern, name)

    def finditer(self, *args: Any, **options: Any) -> Any:
        for match in self._pattern.finditer(*args, **options):
            self._seen()
            yield match

    def search(self, *args: Any, **options: Any) -> Any:
        return self._told(self._pattern.search(*args, **options))

    def match(self, *args: Any, **options: Any) -> Any:
        return self._told(self._pattern.match(*args, **options))

    def fullmatch(self, *args: Any, **options: Any) -> Any:
        return self._told(self._pattern.fullmatch(*args, **options))

    def _told(self, match: Any) -> Any:
        if match is not None:
            self._seen()
        return match
