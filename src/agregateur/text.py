"""Words and characters: decoding, folding, slugs, masking, and the written form of dates.

Everything here is a pure function over text; nothing knows what an event is.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime
from functools import cache, lru_cache
from urllib.parse import urljoin, urlsplit, urlunsplit
from zoneinfo import ZoneInfo

# C0 and C1 controls but TAB and LF, lone surrogates, line and paragraph separators, non-characters: none may enter
# a feed (XML 1.0 §2.2), a PostgreSQL text, or an iCalendar line. Nor the marks that turn the direction of all that
# follows (CVE-2021-42574): one partner's title would turn its neighbours' line.
_CONTROLS = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]"
)
# What `printable` changes, beside the form of letters: looked for first, in one pass, since it is rare.
_UNFIT = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff]"
)
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_LINE_ENDS = re.compile("\r\n?|\x85|\u2028|\u2029")
_LIGATURES = str.maketrans(
    {"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "ß": "ss", "’": "'", "ʼ": "'", "ø": "o", "Ø": "O"}
)
_WORDS = re.compile(r"[a-z0-9]+")
# Pieces of at most eight: the same few letters come again and again, and normalising a long run of marks is costly.
_NOT_ASCII = re.compile("([^\x00-\x7f]{1,8})")
# What may be a long run of marks: every mark lies in this range, and few other letters of Europe do.
_MAYBE_MARKS = re.compile("[\u0300-\U0001e94f][\u0300-\U0001e94f]{30}")
_DAY_FIRST = re.compile(r"(\d\d?)[/.-](\d\d?)[/.-](\d{4})(?:[ T,]+(?:à )?(\d\d?)[:hH](\d\d)?(?::\d\d)?)?")
_ADDRESS = re.compile(r"\b(?:https?|webcals?|imaps?)://[^\s\"'<>]*[^\s\"'<>.,:;!?)\]]", re.I)
_BEFORE_PAGE = re.compile(r"\s+|<!--.*?-->|<\?xml[^>]*>", re.S | re.I)
_PAGE = re.compile(r"<(?:!doctype\s+html|html|head|body)\b", re.I)
_IXDTF = re.compile(r"^(?P<wall>[^\[\]+Z]+?)(?P<offset>Z|[+-]\d\d:\d\d(?::\d\d)?)?(?:\[(?P<zone>[^\]]+)\])?$")
# The declared charsets worth believing (Python codecs such as idna or zlib raise or inflate).
_CHARSETS = {
    "utf-8", "utf8", "us-ascii", "ascii", "iso-8859-1", "latin-1", "latin1", "iso-8859-15", "windows-1252", "cp1252",
    "utf-16", "utf-16le", "utf-16be", "windows-1251", "iso-8859-2", "macintosh",
}  # fmt: skip


def printable(value: str) -> str:
    """`value` without control characters, its line ends as LF, in NFC."""
    if _UNFIT.search(value):
        value = _CONTROLS.sub("", _LINE_ENDS.sub("\n", value))
    return unicodedata.normalize("NFC", stream_safe(value))


def stream_safe(value: str) -> str:
    """`value` with at most 30 combining marks in a row (the Stream-Safe Text Format of UAX #15, §13).

    Normalising sorts each run of marks, in a time that grows with its square (measured: 400,000 marks, 70 s).
    """
    if len(value) < 1000 or value.isascii() or not _MAYBE_MARKS.search(value):
        return value
    return _marks().sub(r"\1", value)


@cache
def _marks() -> re.Pattern[str]:
    marks = "".join(c for c in map(chr, range(0x300, 0x1E950)) if unicodedata.combining(c))
    return re.compile(f"([{marks}]{{30}})[{marks}]+")


def one_line(value: str) -> str:
    """`printable(value)` on one line, runs of white space (no-break ones too) folded to one blank, ends trimmed."""
    return " ".join(printable(value).split())


def whole(value: str) -> str:
    """`value` without NUL and lone surrogates, which neither UTF-8 nor PostgreSQL can hold; all else untouched."""
    return _UNSTORABLE.sub("", value)


def identifier(value: str) -> str:
    """`value` as a uid: one line, at most 300 characters (a PostgreSQL index entry ends at 2,704 bytes).

    A longer one keeps its beginning and gets a digest of the whole, so that two of them stay two.
    """
    value = "".join(filter(str.isprintable, one_line(value))).strip()
    if len(value) <= 300:
        return value
    return f"{value[:260]}…{hashlib.blake2b(value.encode(), digest_size=16).hexdigest()}"


def decode(content: bytes, declared: str | None = None) -> tuple[str, str]:
    """Text of `content` and the name of the charset used; never fails.

    Order: byte-order mark, UTF-8, the declared charset when it is a known text charset, Windows-1252.
    """
    for mark, name in ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16le"), (b"\xfe\xff", "utf-16be")):
        if content.startswith(mark):
            return content[len(mark) :].decode(name, "replace"), name
    try:
        return content.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        pass
    name = (declared or "").strip().strip("\"'").lower()
    if name in _CHARSETS and name not in {"utf-8", "utf8", "us-ascii", "ascii"}:
        try:
            return content.decode("cp1252" if name in {"iso-8859-1", "latin-1", "latin1"} else name), name
        except UnicodeDecodeError:
            pass
    return content.decode("cp1252", "replace"), "windows-1252"


def is_web_page(text: str) -> bool:
    """Whether `text` begins as an HTML page does: what a sign-in or an error answers in place of data."""
    position = 0
    while found := _BEFORE_PAGE.match(text, position):
        position = found.end()
    return _PAGE.match(text, position) is not None


def fold(value: str) -> str:
    """`value` in lower case without accents, ligatures spelt out: `Œuvre à Embrun` gives `oeuvre a embrun`."""
    if value.isascii():
        return value.lower()
    return _folded_name(value) if len(value) <= 200 else _folded_text(value)


def _folded(value: str) -> str:
    # Most texts fit one byte a letter, and are folded by a table: 0.7 µs for 330 letters of French, 11 piece by piece;
    # with signs such as € or ’, 4.
    for charset in ("latin-1", "cp1252"):
        try:
            folded = value.encode(charset).translate(_folding(charset))
        except UnicodeEncodeError:
            value = value.replace("’", "'").replace("œ", "oe").replace("…", "...")
            continue
        if b"\0" not in folded:
            return folded.decode(charset)
    parts = _NOT_ASCII.split(value)
    parts[1::2] = map(_bare, parts[1::2])
    return "".join(parts).lower()


@cache
def _folding(charset: str) -> bytes:
    """What each letter of a charset of one byte folds to; NUL for one that gives several, or none of the charset."""
    table = bytearray(256)
    for code in range(256):
        letter = bytes([code]).decode(charset, "ignore")
        folded = (_bare(letter) if code > 127 else letter).lower().encode(charset, "ignore")
        table[code] = folded[0] if len(folded) == 1 else 0
    return bytes(table)


# Names come again and again; a long text is folded by several readers in a row, and never again.
_folded_name = lru_cache(maxsize=65536)(_folded)
_folded_text = lru_cache(maxsize=16)(_folded)


@lru_cache(maxsize=16384)
def _bare(piece: str) -> str:
    # Letter by letter: a mark that is dropped has no say on its neighbours, so that a text may be cut anywhere.
    decomposed = unicodedata.normalize("NFKD", piece.translate(_LIGATURES))
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def holds(value: str, pieces: tuple[str, ...]) -> bool:
    """Whether any of `pieces` stands in `value`: the cheap question before a costly pattern."""
    for piece in pieces:  # noqa: SIM110 - a generator costs as much again
        if piece in value:
            return True
    return False


def words(value: str) -> list[str]:
    """The folded words of `value`: runs of [a-z0-9]."""
    return _WORDS.findall(fold(value))


def slug(value: str, limit: int = 60) -> str:
    """An ASCII slug of at most `limit` characters, cut at a word: `Fête de l'été` gives `fete-de-l-ete`."""
    out = ""
    for word in words(value):
        if len(out) + len(word) + 1 > limit and out:
            break
        out = f"{out}-{word}" if out else word[:limit]
    return out or "x"


def web_address(base: str, address: str | None) -> str | None:
    """`address`, relative to `base` or not, as an absolute http(s) address; None when it leads elsewhere."""
    if not address:
        return None
    try:
        absolute = urljoin(base, one_line(address).replace(" ", "%20"))
        parts = urlsplit(absolute)
    except ValueError:
        return None
    return absolute if parts.scheme in {"http", "https"} and parts.netloc else None


def url_path(url: str) -> str:
    """The path of an address; empty when `url` is none."""
    try:
        return urlsplit(url).path
    except ValueError:
        return ""


def mask_url(url: str) -> str:
    """`url` as it may be shown and logged: no user, no query values, and no long unguessable path part.

    A path part is taken for a secret when it is `private-…` (Google), or 12 characters or more that mix letters and
    digits (Nextcloud and Framagenda tokens).
    """
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return "…"
    path = "/".join("…" if _secret_like(p) else p for p in parts.path.split("/"))
    query = "&".join(
        f"{pair.split('=', 1)[0]}=…" if "=" in pair else pair for pair in parts.query.split("&") if pair
    )
    return urlunsplit((parts.scheme, f"{host}{port}", path, query, ""))


def mask_addresses(text: str) -> str:
    """`text` with every address in it masked, as `mask_url` does."""
    return _ADDRESS.sub(lambda found: mask_url(found[0]), text)


def _secret_like(part: str) -> bool:
    if part.startswith("private-"):
        return True
    token = re.fullmatch(r"[A-Za-z0-9_-]{12,}", part)
    return bool(
        token
        and re.search(r"\d", part)
        and re.search(r"[A-Za-z]", part)
        and "-" not in part
        and not re.fullmatch(r"[a-z_]+\d{1,4}", part)
    )


def read_when(value: str) -> date | datetime | None:
    """The date or moment that a partner's machine wrote: ISO 8601, RFC 822, or French `5/12/2026 20h30`.

    A day alone is a `date`; a moment is aware when it states its zone, else naive (floating). None when `value` is
    none of these, or lies outside 1900-2200 (arithmetic near year 1 or 9999 overflows). Prose is not read here.
    """
    value = value.strip()
    found: date | datetime
    try:
        if match := _DAY_FIRST.fullmatch(value):
            day, month, year, hour, minute = match.groups()
            found = date(int(year), int(month), int(day))
            if hour:
                found = datetime.combine(found, time(int(hour), int(minute or 0)))
        elif re.fullmatch(r"\d{4}-\d\d-\d\d", value):
            found = date.fromisoformat(value)
        elif re.match(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d", value):
            found = datetime.fromisoformat(value)
        else:
            found = parsedate_to_datetime(value)
        # An offset may be a whole day or more, which no arithmetic survives.
        if isinstance(found, datetime) and found.tzinfo is not None:
            found.astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return found if 1900 <= found.year <= 2200 else None


def end_after(start: date | datetime, end: date | datetime | None) -> date | datetime | None:
    """The end to state beside `start`, or None when the two do not go together.

    For formats whose last day is inside (all but iCalendar): beside an all-day `start`, the answer is the day after
    the last one, exclusive as in RFC 5545 3.6.1; a day named as the end of a moment says nothing.
    """
    if not isinstance(start, datetime):
        last = end.date() if isinstance(end, datetime) else end
        return last + timedelta(days=1) if last is not None and last >= start else None
    if not isinstance(end, datetime) or (end.tzinfo is None) != (start.tzinfo is None):
        return None
    return end if end >= start else None


def retimed(value: date | datetime, times: str, home: tzinfo | None = None) -> date | datetime:
    """`value` read anew as a source's option `times` says; dates stay as they are.

    `local`: hours labelled UTC (`Z`, `+0000`) are local ones. `utc`: hours that are not are UTC ones. `shifted`: hours
    under a zone were moved by its offset once too often (8:00 in New York written 4:00, judell/community-calendar#44).
    A local hour that results is in `home`, or floats without it. Anything else, and `as-written`, changes nothing.
    """
    if not isinstance(value, datetime) or times == "as-written":
        return value
    zone = value.tzinfo
    labelled = zone is not None and (zone is UTC or str(zone) in {"UTC", "Etc/UTC", "UTC+00:00"})
    if times == "local" and labelled:
        return value.replace(tzinfo=home)
    if times == "utc" and not labelled:
        moment = value.replace(tzinfo=UTC)
        return moment.astimezone(zone or home) if zone or home else moment
    if times == "shifted" and zone is not None and not labelled:
        return value.astimezone(UTC).replace(tzinfo=zone)
    return value


def encode_when(value: date | datetime) -> str:
    """Written form of a date or datetime: ISO 8601, with the zone in RFC 9557 brackets.

    `2026-12-05`, `2026-12-05T20:30:00` (floating), `2026-12-05T19:30:00Z`, `2026-12-05T20:30:00+01:00[Europe/Paris]`.
    """
    if not isinstance(value, datetime) or (zone := value.tzinfo) is None:
        return value.isoformat()
    if isinstance(zone, ZoneInfo) and zone.key not in {"UTC", "Etc/UTC"}:
        return f"{value.isoformat()}[{zone.key}]"
    if value.utcoffset() == timedelta(0):
        return value.replace(tzinfo=None).isoformat() + "Z"
    return value.isoformat()


@lru_cache(maxsize=16384)
def decode_when(value: str) -> date | datetime:
    """The inverse of `encode_when`. A named zone wins over the offset written beside it. Raises ValueError.

    Remembered: the hours of one evening are those of many events.
    """
    if len(value) == 10:
        return date.fromisoformat(value)
    match = _IXDTF.match(value)
    if not match:
        raise ValueError(f"not a date or time: {value!r}")
    wall = datetime.fromisoformat(match["wall"])
    if match["zone"]:
        moment = wall.replace(tzinfo=ZoneInfo(match["zone"]))
        # A wall time that happens twice: the offset tells which one.
        if match["offset"] and moment.isoformat()[-6:] != match["offset"]:
            moment = moment.replace(fold=1)
        return moment
    if match["offset"] == "Z":
        return wall.replace(tzinfo=UTC)
    if match["offset"]:
        sign = -1 if match["offset"][0] == "-" else 1
        hours, minutes = int(match["offset"][1:3]), int(match["offset"][4:6])
        return wall.replace(tzinfo=timezone(sign * timedelta(hours=hours, minutes=minutes)))
    return wall
