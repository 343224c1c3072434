"""One bad document costs itself, its outcome says why, and the others are read."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pipeline.errors import LimitError, SourceError
from pipeline.read.guard import Guard, Item, Limits, Outcome
from tests.conftest import SAMPLE
from tests.read import guard_tasks as tasks

# Room on the clock: other processes may hold the processor.
SMALL = Limits(memory=512 << 20, cpu=1, wall=60.0, output=1 << 20)
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="only Linux enforces this limit")


@pytest.fixture(scope="module")
def guard() -> Iterator[Guard]:
    with Guard(2, SMALL, preload=("tests.read.guard_tasks",)) as guard:
        yield guard


def test_results_come_back_under_their_keys(guard: Guard) -> None:
    outcomes = guard.map(tasks.double, (Item(str(n), (n,)) for n in range(20)))
    assert {outcome.key: outcome.result for outcome in outcomes} == {str(n): 2 * n for n in range(20)}


def test_the_errors_of_a_document_keep_their_class(guard: Guard) -> None:
    damaged, long = guard.run(tasks.damaged, Item("a", ())), guard.run(tasks.too_long, Item("b", ()))
    assert (type(damaged.error), str(damaged.error)) == (SourceError, "fichier endommagé")
    assert (type(long.error), str(long.error)) == (LimitError, "plus de 400 pages")


def test_an_error_that_cannot_travel_still_says_what_happened(guard: Guard) -> None:
    outcome = guard.run(tasks.stubborn, Item("a", ()))
    assert isinstance(outcome.error, SourceError)
    assert str(outcome.error) == "fichier 3"


def test_a_fault_of_ours_is_one_line_with_its_trace_aside(guard: Guard) -> None:
    outcome = guard.run(tasks.ours, Item("a", ()))
    assert "KeyError" in str(outcome.error)
    assert "\n" not in str(outcome.error)
    assert "guard_tasks.py" in outcome.trace


@pytest.mark.parametrize(
    ("function", "args", "limit", "says"),
    [
        pytest.param(tasks.crash, (), "arret", "SIGSEGV", id="crash"),
        pytest.param(tasks.leave, (), "arret", "code 7", id="exit"),
        pytest.param(tasks.endless, (), "cpu", "1 s de calcul", id="endless loop", marks=LINUX),
        pytest.param(tasks.memory_bomb, (), "memoire", "512 Mio", id="memory bomb", marks=LINUX),
        pytest.param(tasks.long_answer, (2 << 20,), "sortie", "1 Mio", id="output"),
    ],
)
def test_a_limit_costs_one_document(
    guard: Guard, function: object, args: tuple[object, ...], limit: str, says: str
) -> None:
    assert callable(function)
    outcome: Outcome[object] = guard.run(function, Item("bad", args))
    assert outcome.limit == limit
    assert isinstance(outcome.error, LimitError)
    assert says in str(outcome.error)
    assert guard.run(tasks.double, Item("good", (21,))).result == 42


@pytest.mark.parametrize("function", [tasks.hang, tasks.deaf_hang], ids=["hang", "hang in native code"])
def test_a_hang_costs_one_document(function: Callable[[], None]) -> None:
    with Guard(1, Limits(wall=3.0), preload=("tests.read.guard_tasks",)) as guard:
        outcome = guard.run(function, Item("bad", ()))
        assert (outcome.limit, "plus de 3 s" in str(outcome.error)) == ("temps", True)
        assert guard.run(tasks.double, Item("good", (21,))).result == 42


@pytest.mark.parametrize(
    "message",
    [
        "libavcodec.so: failed to map segment from shared object",
        "OpenCV(5.0.0) error: (-4:Insufficient memory) Failed to allocate 40000000 bytes",
        "std::bad_alloc",
        "[Errno 12] Cannot allocate memory",
    ],
)
def test_a_refused_allocation_is_the_memory_limit_whoever_reports_it(guard: Guard, message: str) -> None:
    outcome = guard.run(tasks.refused, Item("a", (message,)))
    assert (outcome.limit, type(outcome.error)) == ("memoire", LimitError)


def test_bad_documents_in_a_crowd(guard: Guard) -> None:
    items = [Item(f"{n}", (n,)) for n in range(40)]
    with Guard(2, SMALL, preload=("tests.read.guard_tasks",)) as crowd:
        outcomes = list(crowd.map(_every_tenth_crashes, items))
    assert sorted(int(outcome.key) for outcome in outcomes) == list(range(40))
    assert {outcome.key for outcome in outcomes if outcome.error} == {"0", "10", "20", "30"}


def _every_tenth_crashes(number: int) -> int:
    if number % 10 == 0:
        tasks.crash()
    return number


def test_a_file_written_on_the_way_is_bounded(guard: Guard, tmp_path: Path) -> None:
    outcome = guard.run(tasks.long_file, Item("a", (str(tmp_path / "big"), 8 << 20)))
    assert outcome.error is not None
    assert (tmp_path / "big").stat().st_size <= 1 << 20


def test_the_largest_goes_first_and_the_first_done_comes_first() -> None:
    with Guard(1, SMALL, preload=("tests.read.guard_tasks",)) as guard:
        items = [Item(str(size), (0.0, str(size)), size) for size in (1, 5, 3, 4, 2)]
        assert [outcome.result for outcome in guard.map(tasks.nap, items)] == ["5", "4", "3", "2", "1"]
    with Guard(2, SMALL, preload=("tests.read.guard_tasks",)) as guard:
        naps = [Item("long", (1.0, "long"), 2), Item("short", (0.0, "short"), 1)]
        assert [outcome.key for outcome in guard.map(tasks.nap, naps)] == ["short", "long"]


def test_items_are_drawn_lazily() -> None:
    drawn: list[int] = []

    def source() -> Iterator[Item]:
        for number in range(1000):
            drawn.append(number)
            yield Item(str(number), (number,))

    with Guard(1, SMALL, preload=("tests.read.guard_tasks",), look_ahead=10) as guard:
        next(guard.map(tasks.double, source()))
    assert len(drawn) <= 15


def test_no_secret_is_inherited(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATAGOUV_API_KEY", "s3cret-of-the-portal")
    with Guard(1, SMALL, preload=("tests.read.guard_tasks",)) as guard:
        environment = guard.run(tasks.environment, Item("a", ())).result
    assert environment is not None
    assert "DATAGOUV_API_KEY" not in environment
    assert environment["OMP_THREAD_LIMIT"] == "1"
    assert environment["ORT_DISABLE_TELEMETRY"] == "1"


@LINUX
def test_no_secret_is_in_the_memory_of_a_worker(tmp_path: Path) -> None:
    script = (
        "from pipeline.read.guard import Guard, Item\n"
        "from tests.read import guard_tasks\n"
        "if __name__ == '__main__':\n"
        "    with Guard(1, preload=()) as guard:\n"
        "        print(guard.run(guard_tasks.initial_environment, Item('a', ())).result)\n"
    )
    path = tmp_path / "main.py"
    path.write_text(script, encoding="utf-8")
    root = str(Path(__file__).parents[2])
    environment = {"PYTHONPATH": root, "PATH": "/usr/bin", "DATAGOUV_API_KEY": "s3cret-of-the-portal"}
    done = subprocess.run([sys.executable, str(path)], env=environment, capture_output=True, text=True, check=True)
    assert "PATH=" in done.stdout
    assert "s3cret" not in done.stdout


def test_no_network(guard: Guard) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        outcome = guard.run(tasks.call_out, Item("a", (server.getsockname()[1],)))
    assert "PermissionError" in str(outcome.error)


@LINUX
def test_no_network_for_native_code(guard: Guard) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        outcome = guard.run(tasks.raw_connect, Item("a", (server.getsockname()[1],)))
    if outcome.result == 0:
        pytest.skip("this system does not let a process leave its network namespace")
    assert outcome.result == -1


def test_workers_are_recycled() -> None:
    with Guard(1, Limits(tasks=3), preload=("tests.read.guard_tasks",)) as guard:
        ids = [outcome.result for outcome in guard.map(tasks.process_id, [Item(str(n), ()) for n in range(9)])]
    assert len(set(ids)) == 3


def test_cpu_is_counted_per_document() -> None:
    with Guard(1, Limits(cpu=1, wall=60.0), preload=("tests.read.guard_tasks",)) as guard:
        outcomes = list(guard.map(_busy, [Item(str(n), (0.5,)) for n in range(5)]))
    assert [outcome.error for outcome in outcomes] == [None] * 5


def _busy(seconds: float) -> None:
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass


@LINUX
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_a_document_stopped_from_outside_is_tried_again(number: int, tmp_path: Path) -> None:
    with Guard(1, SMALL, preload=("tests.read.guard_tasks",)) as guard:
        assert guard.run(tasks.stopped_once, Item("a", (str(tmp_path / "seen"), number))).result == "lu"
        outcome = guard.run(tasks.stopped, Item("b", (number,)))
    assert outcome.limit == "arret"
    assert signal.Signals(number).name in str(outcome.error)


@LINUX
def test_no_worker_outlives_a_run_that_was_killed(tmp_path: Path) -> None:
    script = (
        "import sys\n"
        "from pipeline.read.guard import Guard, Item\n"
        "from tests.read import guard_tasks\n"
        "if __name__ == '__main__':\n"
        "    with Guard(1, preload=('tests.read.guard_tasks',)) as guard:\n"
        "        print(guard.run(guard_tasks.process_id, Item('a', ())).result, flush=True)\n"
        "        guard.run(guard_tasks.deaf_hang, Item('b', ()))\n"
    )
    path = tmp_path / "main.py"
    path.write_text(script, encoding="utf-8")
    environment = {"PYTHONPATH": str(Path(__file__).parents[2]), "PATH": "/usr/bin"}
    with subprocess.Popen([sys.executable, str(path)], env=environment, stdout=subprocess.PIPE) as running:
        assert running.stdout is not None
        worker = Path("/proc") / running.stdout.readline().decode().strip()
        assert worker.is_dir()
        time.sleep(0.3)
        running.kill()
    end = time.monotonic() + 10
    while worker.is_dir() and time.monotonic() < end:
        time.sleep(0.05)
    assert not worker.is_dir()


def test_a_script_needs_no_main_guard(tmp_path: Path) -> None:
    script = (
        "from pipeline.read.guard import Guard, Item\n"
        "from tests.read import guard_tasks\n"
        "print('script')\n"
        "with Guard(2, preload=('tests.read.guard_tasks',)) as guard:\n"
        "    print(guard.run(guard_tasks.double, Item('a', (21,))))\n"
    )
    path = tmp_path / "script.py"
    path.write_text(script, encoding="utf-8")
    environment = {"PYTHONPATH": str(Path(__file__).parents[2]), "PATH": "/usr/bin"}
    done = subprocess.run([sys.executable, str(path)], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.count("script") == 1
    assert "result=42" in done.stdout


def test_inline_runs_here_and_keeps_errors_as_outcomes() -> None:
    with Guard(inline=True) as guard:
        outcomes = [guard.run(tasks.double, Item("a", (1,))), guard.run(tasks.damaged, Item("b", ()))]
    assert [outcome.result for outcome in outcomes] == [2, None]
    assert str(outcomes[1].error) == "fichier endommagé"


@LINUX
def test_without_any_worker_the_run_says_so_in_one_line(tmp_path: Path) -> None:
    script = (
        "import multiprocessing\n"
        "from pipeline.cli import main\n"
        "if __name__ == '__main__':\n"
        "    multiprocessing.set_executable('/bin/false')\n"
        "    main()\n"
    )
    path = tmp_path / "main.py"
    path.write_text(script, encoding="utf-8")
    command = [sys.executable, "-W", "ignore", str(path), "run", "--quiet", "--source", str(SAMPLE), "--data-dir"]
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run([*command, str(tmp_path / "data")], env=environment, capture_output=True, text=True)
    assert done.returncode == 1
    # Python itself may have a word to add when it tidies up locks that nobody keeps.
    assert done.stderr.startswith("conventions: aucun processus de lecture ne peut être lancé")
    assert "guard.py" not in done.stderr
