"""`python -m tests.generator`: write invented conventions with their truth."""

from __future__ import annotations

import argparse
from pathlib import Path

from . import KINDS, LOOKS, build
from .sample import write_heldout, write_sample

SAMPLE = Path(__file__).parents[2] / "data" / "sample"


def main() -> None:
    """Parse the command line and write the documents."""
    parser = argparse.ArgumentParser(prog="python -m tests.generator", description=__doc__)
    target = parser.add_mutually_exclusive_group(required=True)
    target.add_argument("--out", type=Path, metavar="DIR", help="write --count documents into DIR")
    target.add_argument("--heldout", type=Path, metavar="DIR", help="write the held-out evaluation set into DIR")
    target.add_argument("--sample", action="store_true", help="write data/sample again")
    parser.add_argument("--count", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kind", choices=sorted(KINDS))
    parser.add_argument("--looks", default="native", help=f"comma-separated, of {', '.join(LOOKS)}; used in turn")
    args = parser.parse_args()
    if args.sample:
        write_sample(SAMPLE)
        return
    if args.heldout:
        write_heldout(args.heldout)
        return
    looks = args.looks.split(",")
    for i in range(args.count):
        build(args.seed * 100_000 + i, args.kind).write(args.out, looks[i % len(looks)])


if __name__ == "__main__":
    main()
