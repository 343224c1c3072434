"""`conventions`: kind, rank, NOR, title, object, product and phases."""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.extract.context import Context
from pipeline.extract.product import Mention, decide_product, product_candidates
from pipeline.extract.purpose import Sentence, decide_object, object_candidates, phases
from pipeline.extract.title import Title, find_title, title_facts
from pipeline.model import Decision, Fact, Found


@dataclass(frozen=True, slots=True)
class Candidates:
    """The title, the sentences that could say the object, the names that could be the product's."""

    title: Title | None
    sentences: tuple[Sentence, ...]
    products: tuple[Mention, ...]


def candidates(ctx: Context) -> Candidates:
    """Gather what may say what the convention is."""
    title = find_title(ctx)
    return Candidates(title, object_candidates(ctx), product_candidates(ctx, title))


def decide(ctx: Context, found: Candidates) -> Decision:
    """Return the columns of `conventions` that identify it."""
    values: dict[str, Found] = dict(title_facts(ctx, found.title))
    purpose, other_sentences = decide_object(ctx, found.sentences)
    if purpose:
        values["objet"] = purpose
    product, other_names = decide_product(ctx, found.products)
    values |= product
    if covered := phases(ctx):
        values["phases"] = covered
    return Decision((Fact("conventions", values),), (*other_sentences, *other_names))


def extract(ctx: Context) -> Decision:
    """Return what the convention is."""
    return decide(ctx, candidates(ctx))
