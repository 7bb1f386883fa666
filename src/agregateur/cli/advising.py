"""Advising: `doctor` says how a source is doing, in words for its partner; `kinds` which kinds of sources there are."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from agregateur.cli import common


def doctor(
    source: Annotated[
        list[str] | None, typer.Argument(help="Sources to report on; all of them without.")
    ] = None,
    language: Annotated[Literal["fr", "en"], typer.Option("--langue", help="fr or en")] = "fr",
    as_json: common.JsonOption = False,
) -> None:
    """Say what was read of a source, refused, mended, and what would help its readers; asks the network for nothing."""
    import json
    from zoneinfo import ZoneInfo

    from agregateur.checkup import checkup
    from agregateur.errors import ConfigError
    from agregateur.store import runs
    from agregateur.web import advised

    database = common.open_database(common.read_settings())
    with database.reader() as connection:
        known = [one.id for one in runs.watched(connection)]
        for wanted in source or ():
            if wanted not in known:
                listed = ", ".join(known) or "none yet: harvest first"
                raise ConfigError(f"no source {wanted!r} in the store; there are: {listed}")
        zone = ZoneInfo("Europe/Paris")
        today = common.now().astimezone(zone).date()
        found = [one for i in source or known if (one := checkup(connection, i, today)) is not None]
    database.dispose()
    if as_json:
        plain = [advised.plain(one, language) for one in found]
        typer.echo(json.dumps({"sources": plain}, ensure_ascii=False, indent=1))
        return
    for number, one in enumerate(found):
        if number:
            typer.echo()
        for line in advised.lines(one, zone, language, today):
            typer.echo(line)


def kinds(
    as_markdown: Annotated[
        bool, typer.Option("--markdown", help="The whole of docs/connecteurs.md.")
    ] = False,
) -> None:
    """List the kinds of sources that can be read, the richest first."""
    from agregateur.ingest import registry
    from agregateur.kinds import markdown, table

    if as_markdown:
        typer.echo(markdown(registry.kinds()), nl=False)
        return
    for kind, label, gives in table(registry.kinds()):
        typer.echo(f"{kind:16} {label}  ({gives})")
