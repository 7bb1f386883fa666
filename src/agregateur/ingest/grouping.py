"""What a connector says, made into groups: one per uid, checked, digested, expanded. No process, no network.

Said ─► Grouping.add ─► Group | Unchanged | Withdrawn | Rejected | Repair
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from itertools import compress
from operator import attrgetter, is_not
from types import NoneType
from typing import Any, get_args, get_origin, get_type_hints
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter, ValidationError
from pydantic_core import PydanticSerializationError

from agregateur.contract import Connector, Kind, Record, Rejected, Repair, Said, Unchanged, Withdrawn, digest
from agregateur.errors import ItemRefused
from agregateur.frozen import quick
from agregateur.ingest.hiding import EVERYTHING, HIDDEN, Words
from agregateur.model import Expansion
from agregateur.text import one_line

MAX_UID = 1_000
"""Octets of UTF-8. RFC 5545 3.8.4.7 sets no limit, RFC 7986 5.3 recommends 255; PostgreSQL indexes at most 2,704."""
MAX_DETAIL = 500

_ADAPTER = TypeAdapter(Record)
_UNFIT = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_SURROGATE = re.compile("[\ud800-\udfff]")

Expand = Callable[[tuple[Record, ...]], Expansion]
"""The dates of one group. Raises ItemRefused."""


@quick
@dataclass(frozen=True, slots=True)
class Group:
    """All records of one uid. `expansion` is None for actors and articles."""

    key: str
    kind: Kind
    digest: str
    records: tuple[Record, ...]
    expansion: Expansion | None = None


Out = Group | Unchanged | Withdrawn | Rejected | Repair


class Grouping:
    """Gathers consecutive records of one uid. Feed it with `add`, then call `finish`."""

    def __init__(
        self, connector: Connector, known: Mapping[str, str], expand: Expand, words: Words = EVERYTHING
    ) -> None:
        self._connector = connector
        self._known = known
        self._expand = expand
        self._words = words
        self._open: list[Record] = []
        self._closed: set[str] = set()

    def add(self, said: Said) -> Iterable[Out]:
        """What `said` settles. Raises TypeError for anything that the contract does not know."""
        if type(said) is Unchanged and not self._open:
            # As below, for what most of a document is.
            key = said.key
            if key in self._known and key not in self._closed:
                self._closed.add(key)
                return (said,)
        return self._added(said)

    def _added(self, said: Said) -> Iterator[Out]:
        if isinstance(said, Record):
            if fault := uid_fault(said.uid):
                yield refusal(said.uid, "bad_uid", fault)
                return
            if self._open and self._open[0].uid != said.uid:
                yield from self.finish()
            if said.uid in self._closed:
                yield refusal(said.uid, "duplicate_uid", "this uid appears again further on")
                return
            self._open.append(said)
        elif isinstance(said, Unchanged | Withdrawn):
            yield from self.finish()
            if said.key in self._closed or (said.key not in self._known and uid_fault(said.key)):
                yield refusal(said.key, "duplicate_uid", "this uid appears again further on")
                return
            self._closed.add(said.key)
            yield said
        elif isinstance(said, Rejected):
            # A uid may be made of a title, or be the address of a page that is named after it.
            yield refusal("" if said.code in HIDDEN else said.uid, said.code, said.detail)
            if said.code in HIDDEN and said.uid in self._known:
                yield from self.finish()
                yield from self._taken_away(said.uid)
        elif isinstance(said, Repair):
            yield Repair(code=_short(said.code), detail=_short(said.detail), uid=_short(said.uid))
        else:
            raise TypeError(f"the connector said {type(said).__name__}, which is no word of the contract")

    def finish(self, *, cut: bool = False) -> Iterator[Out]:
        """Settles the group being gathered. `cut`: the reading stopped before the group was known to be whole.

        A cut group with a rule may lack its overrides: it is left out when an earlier, whole version is known.
        """
        records, self._open = tuple(self._open), []
        if not records:
            return
        key = records[0].uid
        self._closed.add(key)
        if cut and key in self._known and (len(records) > 1 or records[0].rrule or records[0].recurrence_id):
            return
        if code := self._words.refuse(records):
            # Neither its title is told nor its uid, as above: more people read the journal than the partner meant.
            yield refusal("", code)
            self._closed.discard(key)
            yield from self._taken_away(key)
            return
        yield self._settle(key, records)

    def _taken_away(self, key: str) -> Iterator[Out]:
        """What was shown and is no longer for the public goes at once, not after a day of absence."""
        if key in self._known and key not in self._closed:
            self._closed.add(key)
            yield Withdrawn(key)

    def _settle(self, key: str, records: tuple[Record, ...]) -> Out:
        mark = given_digest(records)
        if mark is None or self._known.get(key) != mark:
            try:
                records = tuple(_storable(record) for record in records)
            except (PydanticSerializationError, ValidationError, ValueError) as exc:
                return refusal(key, "malformed", _type_fault(exc))
            mark = mark or made_digest(self._connector, records)
        if self._known.get(key) == mark:
            return Unchanged(key)
        kind = records[0].kind
        try:
            return Group(key, kind, mark, records, self._expand(records) if kind == "event" else None)
        except ItemRefused as exc:
            return refusal(key, exc.code, exc.message)


def uid_fault(uid: Any) -> str:
    """Why `uid` cannot name a group; '' when it can."""
    if not isinstance(uid, str) or not uid.strip():
        return "the uid is empty"
    if len(uid.encode("utf-8", "surrogatepass")) > MAX_UID:
        return f"the uid is longer than {MAX_UID} octets"
    if _UNFIT.search(uid):
        return "the uid holds control characters"
    return ""


def given_digest(records: tuple[Record, ...]) -> str | None:
    """The one digest that the connector gave to the group, or None."""
    given = {record.digest for record in records if record.digest}
    return given.pop() if len(given) == 1 else None


def made_digest(connector: Connector, records: tuple[Record, ...]) -> str:
    """A digest made from the records as stated, but SEQUENCE and LAST-MODIFIED: some servers move them always."""
    bare = (dataclasses.replace(record, digest=None, updated=None, sequence=None) for record in records)
    return digest(connector, *(_ADAPTER.dump_json(record, exclude_defaults=True) for record in bare))


def _type_fault(exc: Exception) -> str:
    if isinstance(exc, ValidationError):
        first = exc.errors(include_url=False, include_input=False, include_context=False)[0]
        return f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
    return str(exc).splitlines()[0]


def refusal(uid: Any, code: str, detail: str = "") -> Rejected:
    """A Rejected whose words are short and fit to be stored."""
    return Rejected(_short(uid), _short(code), _short(detail))


def _short(value: Any) -> str:
    return one_line(str(value)[: MAX_DETAIL * 2])[:MAX_DETAIL]


def _storable(record: Record) -> Record:
    """`record` as it can be stored and read again. Raises when a field holds what its type forbids.

    Writing and reading it for that costs 26 µs; most records hold nothing but plain values of the right types, which
    is seen in 4.
    """
    if _is_plain(record):
        return record
    try:
        text = _ADAPTER.dump_json(record, exclude_defaults=True, warnings="error")
    except PydanticSerializationError:
        # JSON may carry half a surrogate pair, which no database takes (RFC 8259 8.2).
        record = _without_surrogates(record)
        text = _ADAPTER.dump_json(record, exclude_defaults=True, warnings="error")
    _ADAPTER.validate_json(text)
    return record


def _is_plain(record: Record) -> bool:
    """Whether every field holds exactly what its type says, and no text that cannot be stored. May say no too often."""
    if type(record) is not Record:
        return False
    values: tuple[Any, ...] = _values(record)
    # Most fields are at their default: they are passed over without a line of our own.
    for (types, inner, words), value in compress(
        zip(_PLAIN, values, strict=True), map(is_not, values, _USUAL)
    ):
        kind = type(value)
        if kind is tuple and inner:
            if not all(type(part) in inner and _is_sound(part) for part in value):
                return False
        elif kind not in types or (words and value not in words) or not _is_sound(value):
            return False
    return True


def _is_sound(value: Any) -> bool:
    """Whether a value of a right type is one that is read back as it is."""
    if isinstance(value, str):
        return value.isascii() or _is_unicode(value)
    if isinstance(value, datetime):
        zone = value.tzinfo
        return zone is None or type(zone) is timezone or (type(zone) is ZoneInfo and bool(zone.key))
    return not isinstance(value, int) or -(2**63) <= value < 2**63


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


_WORDS: Mapping[str, tuple[str, ...]] = {"kind": get_args(Kind), "attendance": ("offline", "online", "mixed")}
_MOMENTS = (date, datetime)


def _plain_fields() -> Iterator[tuple[tuple[type, ...], tuple[type, ...], tuple[str, ...]]]:
    """Of each field of Record: the types that its value may have, those within a tuple, and the words that it may be.

    Fields whose types are deeper (pairs of dates, repairs) are plain when empty only.
    """
    shallow = {
        str: (str,),
        bool: (bool,),
        int: (int,),
        float: (float, int),
        timedelta: (timedelta,),
        datetime: (datetime,),
    }
    hints = get_type_hints(Record)
    for field in dataclasses.fields(Record):
        hint = hints[field.name]
        parts = [part for part in (get_args(hint) or (hint,)) if part is not NoneType]
        types: tuple[type, ...] = ()
        inner: tuple[type, ...] = ()
        if field.name in _WORDS:
            types = (str,)
        elif hint is date | datetime or parts == [date, datetime]:
            types = _MOMENTS
        elif get_origin(hint) is tuple:
            inner = (str,) if parts[0] is str else _MOMENTS if parts[0] == date | datetime else ()
        elif len(parts) == 1 and parts[0] in shallow:
            types = shallow[parts[0]]
        yield types, inner, _WORDS.get(field.name, ())


_PLAIN = tuple(_plain_fields())
_values = attrgetter(*(field.name for field in dataclasses.fields(Record)))
_USUAL = tuple(field.default for field in dataclasses.fields(Record))


def _without_surrogates(record: Record) -> Record:
    def mend(value: Any) -> Any:
        if isinstance(value, str) and _SURROGATE.search(value):
            return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        if isinstance(value, tuple):
            return tuple(mend(part) for part in value)
        return value

    changed = {}
    for field in dataclasses.fields(record):
        value = getattr(record, field.name)
        mended = mend(value)
        if mended != value:
            changed[field.name] = mended
    return dataclasses.replace(record, **changed) if changed else record
