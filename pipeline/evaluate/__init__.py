"""How right a dataset is: measured against annotations, against a kept measure, rule by rule."""

from pipeline.evaluate.evaluation import Evaluation, evaluate
from pipeline.evaluate.figures import Figures, figures
from pipeline.evaluate.gold import GoldSet, load_gold
from pipeline.evaluate.kept import Comparison, Kept, compare, keep, load_kept
from pipeline.evaluate.verdicts import Verdict

__all__ = [
    "Comparison",
    "Evaluation",
    "Figures",
    "GoldSet",
    "Kept",
    "Verdict",
    "compare",
    "evaluate",
    "figures",
    "keep",
    "load_gold",
    "load_kept",
]
