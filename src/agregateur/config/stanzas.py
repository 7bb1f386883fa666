"""What the sources file may hold: the shape of each part, checked by pydantic, and the sentences of its mistakes."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationInfo
from pydantic_core import ErrorDetails

from agregateur.config import codes
from agregateur.config.secrets import Filler
from agregateur.text import fold, printable

_SHORTEST = timedelta(minutes=5)
_LONGEST = timedelta(days=31)
_UNITS = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_EVERY = re.compile(r"([1-9][0-9]{0,4})([mhdw])")
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_SCHEMES = {"http", "https", "webcal", "webcals", "file", "imap", "imaps"}

# What people write for our words, beyond misspellings.
_SYNONYMS = {
    "interval": "every", "intervale": "every", "intervalle": "every", "frequency": "every", "frequence": "every",
    "refresh": "every", "type": "kind", "format": "kind", "connector": "kind", "connecteur": "kind", "link": "url",
    "href": "url", "address": "url", "adresse": "url", "lien": "url", "feed": "url", "title": "name", "titre": "name",
    "nom": "name", "label": "name", "site": "home", "website": "home", "homepage": "home", "tz": "timezone",
    "fuseau": "timezone", "license": "licence", "defaults": "default", "category": "default.category",
    "categorie": "default.category", "commune": "default.commune", "insee": "default.commune",
    "venue": "default.venue", "departement": "departements", "commune_codes": "communes", "epci": "epcis",
    "option": "options", "as": "options.as", "items": "options.items", "fields": "options.fields",
    "slug": "id", "key": "id", "exclure": "exclude", "sauf": "exclude", "inclure": "include", "only": "include",
}  # fmt: skip


@dataclass(frozen=True)
class Beside:
    """What a stanza is checked against: the environment, and the codes of the taxonomy when they are known."""

    filler: Filler
    categories: Collection[str] | None


def _text(value: Any) -> Any:
    # An unquoted 26108 is a number to YAML; as a code or a name it is text all the same.
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


def _one_line(value: str) -> str:
    value = value.strip()
    if printable(value) != value or "\n" in value:
        raise ValueError("write it on one line, without control characters")
    if not value:
        raise ValueError("empty; write it or take the key out")
    return value


def listed(value: Any) -> list[Any]:
    """A list as it is, nothing as an empty one, one value as a list of one."""
    return [] if value is None else value if isinstance(value, list) else [value]


def _emptied(value: Any) -> Any:
    return {} if value is None else value


def _id(value: str) -> str:
    if not _ID.fullmatch(value) or len(value) > 64:
        raise ValueError(
            f'"{value}": an id is lower case letters, digits and hyphens, 64 at most, as in mjc-briancon'
        )
    return value


def _every(value: Any) -> timedelta:
    match = _EVERY.fullmatch(value) if isinstance(value, str) else None
    if not match:
        raise ValueError(f'"{value}" is not a pace; write 30m, 6h or 1d')
    found = timedelta(**{_UNITS[match[2]]: int(match[1])})
    if not _SHORTEST <= found <= _LONGEST:
        raise ValueError(f'"{value}" is out of bounds; 5m at least, 31d at most')
    return found


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError):
        names = {fold(name.rsplit("/")[-1]): name for name in sorted(available_timezones())}
        close = names.get(fold(value)) or next(
            iter(difflib.get_close_matches(value, available_timezones(), 1)), ""
        )
        hint = close or "Europe/Paris"
        raise ValueError(f'"{value}" is not an IANA time zone; did you mean {hint}?') from None
    return value


def check_url(value: str) -> str:
    """`value` when it is an address that a stanza may name, its `${NAME}` already filled. Raises ValueError.

    The sentences never repeat the address: it may hold a secret.
    """
    if any(c.isspace() or not c.isprintable() for c in value):
        raise ValueError("an address holds no blank and no control character")
    try:
        parts = urlsplit(value)
        host, _ = parts.hostname, parts.port
    except ValueError as wrong:
        raise ValueError(f"not an address: {wrong}") from None
    if parts.scheme not in _SCHEMES:
        raise ValueError("write the whole address: https://…, http://…, webcal://…, or file: and a path")
    if parts.scheme == "file":
        if parts.netloc not in {"", "localhost"} or not parts.path or parts.query or parts.fragment:
            raise ValueError("write file: and a path relative to this file, as in file:agendas/mjc.ics")
    elif not host:
        raise ValueError("the address has no host")
    elif parts.scheme in {"imap", "imaps"} and "@" in parts.netloc:
        raise ValueError("write the user and the password of a mailbox under options, not into its address")
    return value


def _url(value: str, info: ValidationInfo) -> str:
    check_url(_beside(info).filler.fill(value))
    return value


def _options(value: dict[str, Any], info: ValidationInfo) -> dict[str, Any]:
    _beside(info).filler.fill_all(value)
    return value


def _category(value: str, info: ValidationInfo) -> str:
    known = _beside(info).categories
    return value if known is None else codes.category(value, known)


def _beside(info: ValidationInfo) -> Beside:
    assert isinstance(info.context, Beside)  # noqa: S101
    return info.context


def _page(value: str) -> str:
    if urlsplit(check_url(value)).scheme not in {"http", "https"}:
        raise ValueError("write the address of a page: https://…")
    return value


Text = Annotated[str, BeforeValidator(_text), AfterValidator(_one_line)]
Category = Annotated[Text, AfterValidator(_category)]
Commune = Annotated[Text, AfterValidator(codes.commune)]
Departement = Annotated[Text, AfterValidator(codes.departement)]
Epci = Annotated[Text, AfterValidator(codes.epci)]
Options = Annotated[dict[str, Any], BeforeValidator(_emptied), AfterValidator(_options)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class TerritoryPart(_Part):
    name: Text = ""
    departements: Annotated[tuple[Departement, ...], BeforeValidator(listed)] = ()
    epcis: Annotated[tuple[Epci, ...], BeforeValidator(listed)] = ()
    communes: Annotated[tuple[Commune, ...], BeforeValidator(listed)] = ()


class DefaultPart(_Part):
    commune: Commune | None = None
    category: Category | None = None
    venue: Text | None = None


class StanzaPart(_Part):
    id: Annotated[Text, AfterValidator(_id)]
    name: Text
    kind: Text | None = None
    url: Annotated[Text, AfterValidator(_url)]
    home: Annotated[Text, AfterValidator(_page)] | None = None
    licence: Text | None = None
    republication: Literal["complet", "signalement", "portail"] = "signalement"
    every: Annotated[timedelta, BeforeValidator(_every)] = timedelta(hours=1)
    timezone: Annotated[Text, AfterValidator(_zone)] = "Europe/Paris"
    territory: TerritoryPart | None = None
    default: Annotated[DefaultPart, BeforeValidator(_emptied)] = DefaultPart()
    categories: Annotated[dict[str, Category], BeforeValidator(_emptied)] = Field(default_factory=dict)
    exclude: Annotated[tuple[Text, ...], BeforeValidator(listed)] = ()
    include: Annotated[tuple[Text, ...], BeforeValidator(listed)] = ()
    options: Options = Field(default_factory=dict)
    example: bool = False


class FilePart(_Part):
    """The file without its stanzas, which are checked one by one so that each mistake is told."""

    territory: Annotated[TerritoryPart, BeforeValidator(_emptied)] = TerritoryPart()
    sources: Annotated[list[Any], BeforeValidator(listed)]


def sentence(error: ErrorDetails, part: type[BaseModel]) -> str:
    """One mistake found by pydantic, as an operator reads it. `part`: the model that was being checked."""
    key = str(error["loc"][-1]) if error["loc"] else ""
    match error["type"]:
        case "extra_forbidden":
            return "unknown key" + _meant(key, error["loc"], part)
        case "missing":
            return "missing; this key is needed"
        case "string_type":
            return f"a text was expected, not {_what(error['input'])}; put it in quotes"
        case "literal_error":
            expected = error["ctx"]["expected"].replace("'", "")
            return f'"{error["input"]}" is not known; write {expected}'
        case "bool_type" | "bool_parsing":
            return f'"{error["input"]}" is not true or false'
        case "dict_type" | "model_type" | "model_attributes_type":
            return f"keys and values were expected, not {_what(error['input'])}"
        case _:
            return error["msg"].removeprefix("Value error, ")


def _meant(key: str, path: tuple[int | str, ...], part: type[BaseModel]) -> str:
    """The known key that was probably meant by the unknown `key`."""
    parts: dict[str, type[BaseModel]] = {"territory": TerritoryPart, "default": DefaultPart}
    known = list(parts.get(str(path[-2]) if len(path) > 1 else "", part).model_fields)
    synonym = _SYNONYMS.get(fold(key), "")
    if synonym.partition(".")[0] in known:
        return f'; did you mean "{synonym}"?'
    close = difflib.get_close_matches(fold(key), known, 1)
    return f'; did you mean "{close[0]}"?' if close else f"; known keys: {', '.join(known)}"


def _what(value: Any) -> str:
    if value is None:
        return "nothing"
    return {bool: f"{str(value).lower()}", dict: "keys and values", list: "a list"}.get(
        type(value), f'"{value}"'
    )
