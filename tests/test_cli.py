"""The command line: its page, its exit statuses, what it prints where."""

from __future__ import annotations

import json
import logging
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipeline.run import RunReport
from pipeline.settings import ROOT
from pipeline.terminal import log_to
from tests.commands import PAGE, page
from tests.conftest import SAMPLE


def conventions(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "pipeline", *arguments], capture_output=True, text=True, timeout=300)


def test_every_flag_is_documented_as_its_help_says() -> None:
    assert PAGE.read_text("utf-8") == page(), "make docs writes the page anew"


def test_unusable_arguments_are_status_2(tmp_path: Path) -> None:
    for arguments in (
        ("run", "--no-such-flag"),
        ("run", "--source", str(tmp_path / "absent"), "--data-dir", str(tmp_path / "data")),
        ("run", "--jobs", "0"),
        ("query", "SELECT 1", "--limit", "1"),
        ("query", "SELECT 1", "--db", str(tmp_path / "absent.duckdb")),
        ("query", "SELECT 1", "--db", ""),
        ("run", "--data-dir", ""),
        ("evaluate", "--gold", str(SAMPLE / "gold"), "--pdfs", str(tmp_path / "absent")),
    ):
        done = conventions(*arguments)
        assert done.returncode == 2, arguments
        assert done.stderr
        assert "Traceback" not in done.stderr


def test_json_lines_and_statuses(tmp_path: Path) -> None:
    data, one = str(tmp_path / "data"), str(SAMPLE / "delegation-deux-exercices.pdf")
    log = tmp_path / "run.log"
    done = conventions("run", "--source", one, "--data-dir", data, "--json", "--log-file", str(log))
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 0
    assert lines[-1]["extraits"] == 1
    assert log.is_file()
    quiet = conventions("run", "--source", one, "--data-dir", data, "--quiet")
    assert (quiet.returncode, quiet.stdout, quiet.stderr) == (0, "", "")
    damaged = conventions("run", "--source", str(SAMPLE / "fichier-endommage.pdf"), "--data-dir", data, "--quiet")
    assert damaged.returncode == 3
    assert damaged.stderr.startswith("illisible : fichier-endommage.pdf")


def test_show_and_query(sample_dataset: Path) -> None:
    shown = conventions("show", "delegation-deux-exercices.pdf", "--db", str(sample_dataset))
    assert shown.returncode == 0
    assert "0182" in shown.stdout
    lines = conventions(
        "show", "delegation-deux-exercices.pdf", "--db", str(sample_dataset), "--json"
    ).stdout.splitlines()
    amounts = [row for row in map(json.loads, lines) if (row["table"], row["colonne"]) == ("montants", "montant")]
    assert [(row["ligne"], row["valeur"], row["passage"]) for row in amounts][:2] == [
        (1, "128000.00", "128.000,00"),
        (2, "149000.00", "149.000,00"),
    ]
    asked = conventions("query", "SELECT count(*) AS n FROM documents", "--db", str(sample_dataset), "--json")
    assert json.loads(asked.stdout) == {"n": 10}
    refused = conventions("query", "DROP TABLE documents", "--db", str(sample_dataset))
    assert refused.returncode == 2


@pytest.fixture(scope="module")
def one(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, ...]:
    """Flags of a run over one sound document and one that cannot be read."""
    root = tmp_path_factory.mktemp("une")
    (root / "source").mkdir()
    for name in ("retablissement-de-credits.pdf", "fichier-endommage.pdf"):
        shutil.copy(SAMPLE / name, root / "source")
    return ("--source", str(root / "source"), "--data-dir", str(root / "data"), "--jobs", "1")


def test_each_stage_says_what_it_did_and_prints_where_it_should(one: tuple[str, ...]) -> None:
    for verb, code in (("collect", 0), ("read", 3), ("extract", 3), ("check", 3), ("load", 3), ("run", 3), ("run", 3)):
        done = conventions(verb, *one)
        assert done.returncode == code, f"{verb}: {done.stderr}"
        assert "documents" in done.stdout
        assert ("illisible : fichier-endommage.pdf" in done.stderr) == (code == 3), verb
    assert "rien de nouveau" in done.stdout


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("effacements.csv", "texte,document_id,motif\nle lac bleu,0123456789abcdef,demande\n"),
        ("corrections/a.csv", "document_id,valeur\n0123456789abcdef,1\n"),
    ],
)
def test_a_malformed_file_of_a_person_is_status_2(
    file: str, content: str, one: tuple[str, ...], tmp_path: Path
) -> None:
    (tmp_path / file).parent.mkdir(exist_ok=True)
    (tmp_path / file).write_text(content, encoding="utf-8")
    done = conventions("run", *one, "--data-dir", str(tmp_path), "--quiet")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert f"{file}, ligne " in done.stderr


def test_an_erasure_or_a_correction_of_no_document_is_named(tmp_path: Path) -> None:
    unknown = "0" * 64
    (tmp_path / "corrections").mkdir()
    (tmp_path / "corrections" / "a.csv").write_text(
        "document_id,convention,table,cle,colonne,valeur,auteur,date,motif\n"
        f"{unknown},1,conventions,,objet,absent,C. Laurent,2025-03-04,Objet d'un autre acte\n",
        encoding="utf-8",
    )
    flags = ("--source", str(SAMPLE / "retablissement-de-credits.pdf"), "--data-dir", str(tmp_path), "--quiet")
    done = conventions("run", *flags)
    assert (done.returncode, done.stderr.count("\n")) == (0, 1)
    assert done.stderr.startswith("correction sans document : corrections/a.csv, ligne 2, ")
    (tmp_path / "effacements.csv").write_text(
        f"texte,document_id,motif\nle lac bleu,{unknown},demande\n", encoding="utf-8"
    )
    for _ in "first", "nothing new":
        done = conventions("run", *flags)
        assert done.returncode == 3
        assert f"attention : effacements.csv : aucun document publié n'est {unknown}" in done.stderr
        assert "lac" not in done.stderr


def test_json_is_lines_of_json_and_nothing_else(one: tuple[str, ...], tmp_path: Path) -> None:
    done = conventions("run", *one[:2], "--data-dir", str(tmp_path), "--json")
    *documents, report = [json.loads(line) for line in done.stdout.splitlines()]
    assert {line["document"]: line["etape"] for line in documents} == {
        "fichier-endommage.pdf": "illisible",
        "retablissement-de-credits.pdf": "lu",
    }
    assert (report["code"], report["vus"], report["rebuilt"]) == (3, 2, True)
    assert done.stderr.splitlines() == [line for line in done.stderr.splitlines() if line.startswith("illisible : ")]


def test_quiet_says_errors_only(one: tuple[str, ...], tmp_path: Path) -> None:
    done = conventions("run", *one[:2], "--data-dir", str(tmp_path), "--quiet")
    assert (done.returncode, done.stdout) == (3, "")
    [line] = done.stderr.splitlines()
    assert line.startswith("illisible : fichier-endommage.pdf : ")


def test_the_log_is_appended_to_and_tells_what_moved(one: tuple[str, ...], tmp_path: Path) -> None:
    log = tmp_path / "conventions.log"
    for day in (1, 2):
        assert (
            conventions("run", *one[:2], "--data-dir", str(tmp_path / str(day)), "--log-file", str(log)).returncode == 3
        )
    lines = log.read_text("utf-8").splitlines()
    told = [line for line in lines if "nouveau · retablissement-de-credits.pdf" in line]
    assert len(told) == 2
    assert all(
        re.match(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} (INFO|WARNING|ERROR) pipeline\.", line) for line in lines
    )
    refused = conventions("run", *one, "--log-file", str(tmp_path / "absent" / "log"))
    assert (refused.returncode, "Traceback" in refused.stderr) == (2, False)


def test_the_http_library_does_not_log_its_requests(tmp_path: Path) -> None:
    log_to(tmp_path / "log")
    logging.getLogger("httpx").info("HTTP Request: GET https://…")
    logging.getLogger("pipeline.collect").info("nouveau · a.pdf")
    logging.basicConfig(handlers=[logging.NullHandler()], force=True)
    assert [line.rpartition(" : ")[2] for line in (tmp_path / "log").read_text().splitlines()] == ["nouveau · a.pdf"]


def test_make_takes_unreadable_documents_for_a_success_unless_strict(one: tuple[str, ...]) -> None:
    """The rule of the Makefile's `run`, its set-up left out."""
    flags = ["-o", "setup", f"SOURCE={one[1]}", f"ARGS={' '.join(one[2:])}", f"BIN={Path(sys.executable).parent}"]
    codes = {}
    for strict in ("", "1"):
        done = subprocess.run(["make", "run", *flags, f"STRICT={strict}"], cwd=ROOT, capture_output=True, text=True)
        codes[strict] = done.returncode
        assert "illisible : fichier-endommage.pdf" in done.stderr
        assert ("STRICT=1 makes them an error" in done.stderr) == (strict == "")
    assert codes["1"] != codes[""] == 0


def test_a_run_that_nobody_follows_leaves_one_dated_journal(one: tuple[str, ...], tmp_path: Path) -> None:
    done = conventions("run", *one[:2], "--data-dir", str(tmp_path))
    lines = done.stderr.splitlines()
    assert all(re.match(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} [A-Z]+ pipeline\.", line) for line in lines), lines
    said = [line.split(" : ", 1)[1] for line in lines]
    assert any(line.startswith("nouveau · retablissement-de-credits.pdf") for line in said)
    assert any(line.endswith("/2 retablissement-de-credits.pdf : lu") for line in said)
    assert len([line for line in said if line.startswith("illisible : fichier-endommage.pdf : ")]) == 1
    assert re.match(r"exécution · 2 documents vus, 2 lus ou relus, 1 illisibles, 0 non obtenus ;", said[-1])


def test_what_cannot_be_fetched_is_said_at_every_run(tmp_path: Path) -> None:
    source = tmp_path / "source"
    shutil.copytree(SAMPLE, source, ignore=lambda _, names: {n for n in names if n != "retablissement-de-credits.pdf"})
    (source / "acte-deplace.pdf").symlink_to(tmp_path / "ailleurs.pdf")
    for _ in range(2):
        done = conventions("run", "--source", str(source), "--data-dir", str(tmp_path / "data"), "--quiet")
        assert done.returncode == 3
        assert done.stderr.startswith("non obtenu : acte-deplace.pdf : fichier local illisible")
    asked = conventions("status", "--data-dir", str(tmp_path / "data"), "--json")
    assert "fichier local illisible" in asked.stdout


def test_a_part_never_takes_the_place_of_the_whole(one: tuple[str, ...], tmp_path: Path) -> None:
    data = ("--data-dir", str(tmp_path))
    assert conventions("run", *one[:2], *data).returncode == 3
    damaged = ("--only", "fichier-endommage.pdf", "--quiet")
    refused = conventions("run", *one[:2], *data, *damaged)
    assert refused.returncode == 2
    assert "--db" in refused.stderr
    beside = tmp_path / "essai.duckdb"
    assert conventions("run", *one[:2], *data, *damaged, "--db", str(beside)).returncode == 3
    sql = "SELECT titre, etape, arret FROM couverture WHERE titre LIKE 'retablissement%'"
    left = json.loads(conventions("query", sql, "--db", str(beside), "--json").stdout)
    assert (left["etape"], left["arret"]) == ("collecte", "laissé de côté par --only ou --limit")


def test_documents_of_other_sources_do_not_vanish_without_a_word(one: tuple[str, ...], tmp_path: Path) -> None:
    data = ("--data-dir", str(tmp_path), "--quiet")
    assert conventions("run", *one[:2], *data).returncode == 3
    other = ("run", "--source", str(SAMPLE / "delegation-deux-exercices.pdf"), *data)
    done = conventions(*other)
    assert (done.returncode, done.stderr) == (
        3,
        "attention : documents du jeu précédent qui n'y sont plus, étant d'autres sources : 1\n",
    )
    assert conventions(*other).returncode == 0


def test_the_sample_never_takes_the_place_of_other_documents(
    sample_run: tuple[RunReport, Path], tmp_path: Path
) -> None:
    """A scheduled `make run` whose conventions.toml has gone would publish invented documents."""
    data = tmp_path / "data"
    shutil.copytree(sample_run[1], data, symlinks=True)
    (tmp_path / "acte.pdf").write_bytes((SAMPLE / "retablissement-de-credits.pdf").read_bytes() + b"\n")
    other = conventions("run", "--source", str(tmp_path / "acte.pdf"), "--data-dir", str(data), "--quiet")
    assert other.returncode == 3  # Other documents do take the sample's place, and say so.
    before = conventions("query", "SELECT fichier FROM documents", "--data-dir", str(data), "--json").stdout
    refused = conventions("run", "--source", str(SAMPLE), "--data-dir", str(data), "--quiet")
    assert (refused.returncode, refused.stderr.count("\n")) == (2, 1)
    assert "l'échantillon inventé prendrait la place de 1 documents publiés" in refused.stderr
    after = conventions("query", "SELECT fichier FROM documents", "--data-dir", str(data), "--json").stdout
    assert after == before == '{"fichier": "acte.pdf"}\n'


def test_make_takes_its_sources_where_they_are_said(tmp_path: Path) -> None:
    def sources(*arguments: str) -> str:
        command = ["make", "-n", "-f", str(ROOT / "Makefile"), "-o", "setup", "run", *arguments]
        bare = {
            name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ
        }  # Not what another make says.
        shown = subprocess.run(command, cwd=tmp_path, env=bare, capture_output=True, text=True, check=True).stdout
        return next(line for line in shown.splitlines() if "conventions run" in line).partition(";")[0]

    assert sources().split("conventions run")[1].split() == ["--source", '"$SOURCE"']
    (tmp_path / "conventions.toml").write_text('sources = ["depot"]\n')
    assert sources().split("conventions run")[1].split() == []
    assert "--source" in sources("SOURCE=mes actes")


@pytest.mark.parametrize("verb", [("show", "x"), ("query", "SELECT 1"), ("export",), ("site",), ("rules",)])
def test_a_damaged_dataset_is_status_1_in_one_line(verb: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / "jeu.duckdb").write_bytes(b"no dataset" * 1000)
    done = conventions(*verb, "--db", str(tmp_path / "jeu.duckdb"), "--data-dir", str(tmp_path))
    assert done.returncode == 1
    assert done.stderr.startswith("conventions: ")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    "verb", [("rules", "--catalogue"), ("evaluate", "--gold", str(SAMPLE / "gold"), "--keep"), ("site", "--out")]
)
def test_a_place_that_cannot_be_written_is_status_1_in_one_line(
    verb: tuple[str, ...], sample_run: tuple[RunReport, Path], tmp_path: Path
) -> None:
    (tmp_path / "fichier").write_text("")
    place = tmp_path / "fichier" / "dedans"
    done = conventions(*verb, str(place), "--data-dir", str(sample_run[1]))
    assert done.returncode == 1
    assert done.stderr.startswith("conventions: ")
    assert done.stderr.count("\n") == 1


def test_an_interrupted_run_stops_at_once_without_a_stack_trace(one: tuple[str, ...], tmp_path: Path) -> None:
    command = [sys.executable, "-m", "pipeline", "run", *one[:2], "--data-dir", str(tmp_path)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as running:
        while not (tmp_path / "ledger.sqlite").exists():
            assert running.poll() is None, "the run was over before it had a ledger"
            time.sleep(0.005)
        running.send_signal(signal.SIGINT)
        _, errors = running.communicate(timeout=60)
    assert running.returncode == 130
    assert "Traceback" not in errors
    assert conventions("run", *one[:2], "--data-dir", str(tmp_path)).returncode == 3


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_a_terminal_of_an_old_locale_shows_what_it_can(encoding: str, sample_dataset: Path) -> None:
    def said(*flags: str) -> bytes:
        asked = ["query", "SELECT 'œuvre' AS x", "--db", str(sample_dataset), *flags]
        environment = os.environ | {"PYTHONIOENCODING": encoding}
        command = [sys.executable, "-m", "pipeline", *asked]
        return subprocess.run(command, env=environment, capture_output=True, check=True).stdout

    assert b"?uvre" in said()
    assert json.loads(said("--json")) == {"x": "œuvre"}


def test_a_reader_who_leaves_early_is_no_error_of_ours(sample_dataset: Path) -> None:
    command = [sys.executable, "-m", "pipeline", "query", "FROM pages", "--json", "--db", str(sample_dataset)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as asked:
        assert asked.stdout is not None
        assert asked.stderr is not None
        asked.stdout.close()
        assert asked.stderr.read() == b""
    assert asked.returncode == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
@pytest.mark.parametrize("flags", [(), ("--json",)])
def test_a_full_disk_under_what_is_printed_is_one_line(flags: tuple[str, ...], sample_dataset: Path) -> None:
    command = [sys.executable, "-m", "pipeline", "query", "FROM documents", "--db", str(sample_dataset), *flags]
    with Path("/dev/full").open("wb") as full:
        asked = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert (asked.returncode, asked.stderr.count("\n")) == (1, 1)
    assert asked.stderr.startswith("conventions: ")
