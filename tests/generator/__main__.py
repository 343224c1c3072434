"""`python -m tests.generator`: write invented conventions with their truth."""

from __future__ import annotations

import argparse
from pathlib import Path

from . import LOOKS, build


def main() -> None:
    """Parse the command line and write the documents."""
    parser = argparse.ArgumentParser(prog="python -m tests.generator", description=__doc__)
    parser.add_argument("--out", type=Path, help="folder for the PDFs and gold/*.json")
    parser.add_argument("--count", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kind")
    parser.add_argument("--looks", default="native", help=f"comma-separated, of {', '.join(LOOKS)}; used in turn")
    args = parser.parse_args()
    looks = args.looks.split(",")
    for i in range(args.count):
        build(args.seed * 100_000 + i, args.kind).write(args.out, looks[i % len(looks)])


if __name__ == "__main__":
    main()
