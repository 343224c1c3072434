"""One run, timed alone: on two processes of this machine, or on two workers of a cluster that is already there.

Prints seconds on the clock.

    python -m benchmarks.pools local|cluster SOURCE DATA_DIR
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

WORKERS = 2


def main(who: str, source: str, data_dir: str) -> None:
    """Run on the pool named, and print how long it took."""
    command = [sys.executable, "-m", "pipeline", "run", "--quiet", "--source", source, "--data-dir", data_dir]
    if who == "local":
        print(timed([*command, "--jobs", str(WORKERS)]))
        return
    from tests.cluster.machines import cluster

    with tempfile.TemporaryDirectory() as folder, cluster(Path(folder), workers=WORKERS) as machines:
        print(timed([*command, "--cluster", machines.address]))


def timed(command: list[str]) -> float:
    """Return the seconds a run took. Raises CalledProcessError when it fails (3: finished with warnings)."""
    since = time.monotonic()
    done = subprocess.run(command, check=False)
    if done.returncode not in (0, 3):
        raise subprocess.CalledProcessError(done.returncode, command)
    return time.monotonic() - since


if __name__ == "__main__":
    main(*sys.argv[1:])
