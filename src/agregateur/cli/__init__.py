"""The command line. Progress goes to stderr, results to stdout; an error is one sentence and an exit code.

Imports are made inside the commands: `agregateur --help` should not wait for a database library.
"""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from agregateur import __version__
from agregateur.cli import advising, common, deciding, detecting, keeping, measuring, reading, serving
from agregateur.errors import AgregateurError

app = typer.Typer(
    help="One agenda for a whole territory, made from what its partners already publish.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
db = typer.Typer(help="The store.", no_args_is_help=True)


@app.callback(invoke_without_command=True)
def start(version: Annotated[bool, typer.Option("--version", help="Show the version.")] = False) -> None:
    if version:
        typer.echo(__version__)
        raise typer.Exit


for command in (
    reading.check,
    detecting.detect,
    reading.read,
    reading.harvest,
    keeping.export,
    serving.serve,
    deciding.explain,
    advising.doctor,
    advising.kinds,
    keeping.rebuild,
    keeping.backup,
    keeping.restore,
):
    app.command()(command)
app.command("import")(detecting.import_)
app.command("eval")(measuring.eval_)
app.add_typer(deciding.decide, name="decide")
app.add_typer(db, name="db")
db.command("upgrade")(keeping.db_upgrade)


def main() -> None:
    """Entry point: our own errors become one sentence on stderr and exit code 2."""
    try:
        app()
    except AgregateurError as error:
        _fail(error.message)
    except OSError as error:
        # The machine's answer to what was asked: no such folder, no right to it, no room left.
        what = f"{error.filename}: " if error.filename else ""
        _fail(f"{what}{error.strerror or error}")
    except Exception as error:
        if (told := _store_fault(error)) is None:
            raise
        _fail(told)


def _fail(message: str) -> None:
    typer.secho(_masked(message), err=True, fg="red")
    sys.exit(2)


def _store_fault(error: Exception) -> str | None:
    """What the database says when it cannot serve (no right, disk full, nobody there); None for any other error."""
    from sqlalchemy.exc import DatabaseError, InterfaceError, OperationalError

    # Not their heirs: a broken constraint is a fault of ours, whose traceback is wanted.
    if type(error) not in {DatabaseError, InterfaceError, OperationalError}:
        return None
    assert isinstance(error, (DatabaseError, InterfaceError))  # noqa: S101 - for the type checker
    said = " ".join(str(error.orig).split())
    return f"the store cannot be used: {said}; see AGREGATEUR_DATABASE_URL, and the disk that it is on"


def _masked(message: str) -> str:
    from agregateur.config import mask

    return mask(message, common.secrets)
