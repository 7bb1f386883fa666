"""What do you have? `detect` whatever somebody pastes, `import` an OPML list."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from agregateur.cli import common

if TYPE_CHECKING:
    from agregateur.config import Configuration, Settings

LanguageOption = Annotated[Literal["fr", "en"], typer.Option("--langue", help="fr or en")]


def detect(
    url: Annotated[
        str,
        typer.Argument(metavar="URL", help="An address, an embed code, a calendar's id: whatever you have."),
    ],
    as_json: common.JsonOption = False,
    language: LanguageOption = "fr",
    config: common.ConfigOption = None,
) -> None:
    """Say what can be read of what somebody pasted, and how it would appear. Stores nothing."""
    import json
    from zoneinfo import ZoneInfo

    from agregateur import __version__
    from agregateur.detecting.detect import Setting
    from agregateur.detecting.detect import detect as search
    from agregateur.ingest.fetch import FetchPolicy
    from agregateur.web.detected import lines, plain

    if Path(url).is_file():
        raise typer.BadParameter(
            f"{url} is a file: agregateur read shows it, and agregateur import an OPML list"
        )
    settings = common.read_settings()
    configuration = _configuration(settings, config)
    policy = FetchPolicy(
        user_agent=f"agregateur/{__version__} (+{settings.contact or settings.base_url})",
        allow=settings.fetch_allow,
        max_bytes=settings.max_bytes,
        deadline=settings.fetch_seconds,
        pace=settings.host_pace,
    )
    setting = Setting(policy=policy)
    if configuration is not None:
        setting = Setting(policy=policy, territory=configuration.territory, held=configuration.sources)
    now = common.now()
    found = search(url, setting, now)
    today = now.astimezone(ZoneInfo("Europe/Paris")).date()
    if as_json:
        typer.echo(json.dumps(plain(found, language, today), ensure_ascii=False, indent=1))
    else:
        for line in lines(found, language, today):
            typer.echo(line)
    raise typer.Exit(0 if found.readable else 2)


def import_(
    file: Annotated[
        Path, typer.Argument(metavar="FILE.opml", help="An OPML list, as feed readers export it.")
    ],
    config: common.ConfigOption = None,
) -> None:
    """Print the stanzas of an OPML list, those that the sources file already holds left out. Reads no address."""
    from agregateur.detecting.opml import read_opml, stanzas

    configuration = _configuration(common.read_settings(), config)
    listed = read_opml(file)
    held = configuration.sources if configuration is not None else ()
    made = stanzas(listed, held)
    for text in made:
        typer.echo(text)
    typer.echo(f"{len(made)} sources to add, {len(listed) - len(made)} known or listed twice", err=True)


def _configuration(settings: Settings, path: Path | None) -> Configuration | None:
    """The sources file when there is one, also for who has not written it yet."""
    if path is None and not settings.config.is_file():
        return None
    return common.read_configuration(settings, path)
