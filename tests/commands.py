"""The page of the commands, made from the command line itself (`make docs`); a test compares."""

from __future__ import annotations

import click

from pipeline.cli import cli
from pipeline.settings import ROOT

PAGE = ROOT / "docs" / "commandes.md"
_HEAD = """# Les commandes

`conventions VERBE [OPTIONS]`, ou `python -m pipeline VERBE [OPTIONS]`. Cette page est faite depuis la ligne de commande elle-même
(`make docs`) ; un test les compare. L'aide est en anglais, comme le code.

| état de sortie | sens |
|---|---|
| 0 | tout a été lu |
| 1 | faute de notre côté ou de l'endroit (disque, verrou) |
| 2 | arguments inutilisables, ou fichier d'une personne mal écrit (corrections, effacements, réglages) |
| 3 | terminé, mais des documents n'ont pu être obtenus ou sont `illisible`, une source a donné un avertissement, une correction n'a pu être appliquée ou un effacement ne vise aucun document ; chacun est nommé sur la sortie d'erreur |
| 4 | ce qui était comparé diffère (`diff`), ou quelque chose a été perdu (`evaluate --against`) |
| 130 | interrompu au clavier ; l'exécution suivante reprend |

`make run` tient 3 pour un succès avec avertissement, sauf `STRICT=1`.

Les résultats vont sur la sortie standard ; l'avancement, les documents illisibles et les avertissements sur la sortie d'erreur. `--json`
donne une ligne JSON par document, puis une pour le bilan ; `--quiet` ne laisse que les erreurs, les documents illisibles, les
avertissements et les corrections à revoir ; `--log-file` ajoute le journal à un fichier ([collecte.md](collecte.md) explique ses messages). `--cluster` et `--store` confient la lecture à
plusieurs machines : [grande-echelle.md](grande-echelle.md).
"""


def page() -> str:
    """Return the page as it should be."""
    context = click.Context(cli, info_name="conventions")
    parts = [_HEAD]
    for name in cli.list_commands(context):
        command = cli.get_command(context, name)
        if command is not None:
            parts.append(_section(name, command, context))
    return "\n".join(parts)


def _section(name: str, command: click.Command, parent: click.Context) -> str:
    context = click.Context(command, info_name=name, parent=parent)
    arguments = " ".join(p.make_metavar(context) for p in command.params if isinstance(p, click.Argument))
    lines = [f"## {name} {arguments}".rstrip(), "", _one_line(command.help or ""), "", "| option | sens |", "|---|---|"]
    for parameter in command.params:
        record = parameter.get_help_record(context)
        if record:
            lines.append(f"| `{_one_line(record[0])}` | {_one_line(record[1])} |")
    return "\n".join([*lines, ""])


def _one_line(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
