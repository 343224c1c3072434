"""Rules of tokens: spaCy's Matcher on the short zones that regexes have opened.

A blank French tokenizer, no model: a model finds 10 of 23 mentions of the representatives and calls 74 other things
persons. Importing French costs two seconds, so it is imported on first use, once a process.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from pipeline.errors import RuleError
from pipeline.extract.rules import Rule

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.matcher import Matcher


@cache
def tokenizer() -> Language:
    """Return the blank French pipeline (tokenizer only), made once a process."""
    import spacy

    return spacy.blank("fr")


def match_tokens(rule: Rule, text: str) -> list[tuple[int, int]]:
    """Return the (start, end) of the rule's matches in `text`, longest first where they overlap, in order."""
    from spacy.util import filter_spans

    doc = tokenizer()(text)
    spans = [doc[start:end] for _, start, end in _matcher(rule)(doc)]
    return [(span.start_char, span.end_char) for span in filter_spans(spans)]


@cache
def _matcher(rule: Rule) -> Matcher:
    from spacy.matcher import Matcher

    if rule.source.tokens is None:
        raise RuleError(f"{rule.id}: not a rule of tokens")
    matcher = Matcher(tokenizer().vocab, validate=True)
    matcher.add(rule.id, [list(pattern) for pattern in rule.source.tokens])
    return matcher
