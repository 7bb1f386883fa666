"""Moderating: `decide` what is one event and what is not, and take decisions back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from agregateur.cli import common

if TYPE_CHECKING:
    from agregateur.deciding import Decided

decide = typer.Typer(
    help="Settle what is one event, two, hidden, or otherwise than its sources say. Kept, replayed, revocable.\n\n"
    "A record is SOURCE:UID, an event its id or the address of its page.",
    no_args_is_help=True,
)

First = Annotated[str, typer.Argument(metavar="A", help="A record (SOURCE:UID) or an event.")]
Second = Annotated[str, typer.Argument(metavar="B", help="Another one.")]
ReasonOption = Annotated[str | None, typer.Option("--reason", help="Why, for who reads it in a year.")]
ByOption = Annotated[str | None, typer.Option("--by", help="Who decides.")]


@decide.command()
def same(
    a: First, b: Second, reason: ReasonOption = None, by: ByOption = None, config: common.ConfigOption = None
) -> None:
    """A and B are one event, whatever the program thinks."""
    _decided("same", a, b, reason, by, config)


@decide.command()
def distinct(
    a: First, b: Second, reason: ReasonOption = None, by: ByOption = None, config: common.ConfigOption = None
) -> None:
    """A and B are two events, whatever the program thinks."""
    _decided("distinct", a, b, reason, by, config)


@decide.command()
def hide(
    a: First, reason: ReasonOption = None, by: ByOption = None, config: common.ConfigOption = None
) -> None:
    """Show the event no more: neither on pages nor in feeds, whoever announces it again."""
    _decided("hide", a, None, reason, by, config)


@decide.command("set")
def set_(
    a: First,
    field: Annotated[
        str, typer.Argument(help="title, start, venue, insee, categories…: a word of `export events`.")
    ],
    value: Annotated[str, typer.Argument(help="The value; '' empties the field.")],
    reason: ReasonOption = None,
    by: ByOption = None,
    config: common.ConfigOption = None,
) -> None:
    """Say a field of an event otherwise than its sources do."""
    _decided("set", a, None, reason, by, config, setting=(field, value))


def _decided(
    kind: Any, a: str, b: str | None, reason: str | None, by: str | None, config: Any, **more: Any
) -> None:
    from agregateur import deciding

    with common.opened(config) as context:
        found = deciding.decide(context, kind, a, b, now=common.now(), reason=reason, by=by, **more)
        typer.echo(f"{_numbered(found)} kept; {_now(found)}")


def _numbered(found: Decided) -> str:
    """ "decision 5", "decisions 5-8": those of one act follow one another."""
    first, last = found.numbers[0], found.numbers[-1]
    return f"decision {first}" if first == last else f"decisions {first}-{last}"


def _now(found: Decided) -> str:
    shown = [event for event in found.events if event]
    return f"now shown: {', '.join(shown)}" if shown else "nothing of it is shown"


@decide.command("list")
def list_(
    revoked: Annotated[bool, typer.Option("--revoked", help="Those that were taken back too.")] = False,
    as_json: common.JsonOption = False,
) -> None:
    """List the decisions in force."""
    import dataclasses
    import json

    from agregateur.store import decisions

    database = common.open_database(common.read_settings())
    with database.reader() as connection:
        found = decisions.listed(connection, revoked=revoked)
    database.dispose()
    if as_json:
        rows = [dataclasses.asdict(one) for one in found]
        typer.echo(json.dumps(rows, ensure_ascii=False, default=lambda moment: moment.isoformat()))
        return
    overruled = decisions.overruled(found)
    for one in found:
        names = " ".join(":".join(name) for name in (one.a, one.b) if name)
        setting = f" {one.field}={one.value!r}" if one.field else ""
        who = f" by {one.by}" if one.by else ""
        why = f": {one.reason}" if one.reason else ""
        later = f" (overruled by {overruled[one.number]})" if one.number in overruled else ""
        off = " (taken back)" if one.revoked_at else later
        typer.echo(f"{one.number:>4}  {one.at:%Y-%m-%d}  {one.kind:8}  {names}{setting}{who}{why}{off}")


@decide.command()
def revoke(number: int, config: common.ConfigOption = None) -> None:
    """Take a decision back, as if it had never been, with those that the same command kept."""
    from agregateur import deciding

    with common.opened(config) as context:
        found = deciding.revoke(context, number, now=common.now())
        typer.echo(f"{_numbered(found)} taken back; {_now(found)}")


def explain(
    a: First,
    b: Annotated[str | None, typer.Argument(metavar="[B]", help="Another one, to compare with A.")] = None,
    language: Annotated[Literal["fr", "en"], typer.Option("--langue", help="fr or en")] = "fr",
    as_json: common.JsonOption = False,
) -> None:
    """Say why the records of an event are one, or why two records or events are not."""
    import json

    from agregateur.explaining import explain as explained
    from agregateur.explaining import plain
    from agregateur.store import directory
    from agregateur.web.explained import lines

    database = common.open_database(common.read_settings())
    with database.reader() as connection:
        found = explained(connection, a, b)
        names = {source.id: source.name for source in directory.sources(connection)}
    database.dispose()
    if as_json:
        typer.echo(json.dumps(plain(found), ensure_ascii=False, indent=1))
        return
    for line in lines(found, names, common.now().date(), language):
        typer.echo(line)
