"""Headers and bodies: what they mean, whatever they claim."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterable
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agregateur.errors import FetchError, Incomplete, TooLarge
from agregateur.ingest.answers import asked_wait, charset_of, inflated, media_type_of, retry_after, validator

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("120", 120), ("0", 60), ("5", 60), ("999999999999999999999", 86_400), (" 3600 ", 3600),
        ("Sun, 22 Nov 2026 13:00:00 GMT", 3600), ("Sun, 22 Nov 2026 11:00:00 GMT", 60),
        ("Sat, 22 Nov 2036 11:00:00 GMT", 86_400), ("Sunday, 22-Nov-26 13:00:00 GMT", 3600),
        ("-5", None), ("soon", None), ("", None), (None, None), ("٣٦٠٠", None), ("1e3", None),
        ("Sun, 99 Nov 2026 99:99:99 GMT", None), ("Sun, 22 Nov 99999 13:00:00 GMT", None),
    ],
)  # fmt: skip
def test_retry_after(header: str | None, seconds: int | None) -> None:
    asked = asked_wait(header, NOW)
    assert (None if asked is None else retry_after(asked)) == seconds


@pytest.mark.parametrize(
    ("header", "media_type", "charset"),
    [
        ("text/calendar; charset=UTF-8", "text/calendar", "utf-8"),
        ('Text/Calendar;charset="ISO-8859-1"; component=VEVENT', "text/calendar", "iso-8859-1"),
        ("application/json", "application/json", None),
        ("text/html;charset=zlib_codec", "text/html", "zlib_codec"),
        ("charset=utf-8", None, None),
        ("text/calendar; charset=" + "x" * 5_000, "text/calendar", "x" * 40),
        ("", None, None),
    ],
)
def test_content_type(header: str, media_type: str | None, charset: str | None) -> None:
    assert (media_type_of(header), charset_of(header)) == (media_type, charset)


def test_validators_are_kept_byte_for_byte_or_not_at_all() -> None:
    assert validator('W/"a\'b~!"') == 'W/"a\'b~!"'
    for bad in (None, "", '"é"', '"a\nb"', '"a\x00"', '"' + "x" * 1_000):
        assert validator(bad) is None


def body(chunks: Iterable[bytes], *codings: str, limit: int = 1_000_000) -> bytes:
    return b"".join(inflated(chunks, codings, limit, "there"))


@given(st.binary(max_size=3_000), st.integers(1, 700))
def test_a_gzip_body_comes_out_whole_however_it_is_cut(data: bytes, size: int) -> None:
    packed = gzip.compress(data)
    assert body([packed[i : i + size] for i in range(0, len(packed), size)], "gzip") == data


@given(st.binary(min_size=1, max_size=500), st.data())
def test_a_gzip_body_cut_anywhere_is_never_taken_for_whole(data: bytes, drawn: st.DataObject) -> None:
    packed = gzip.compress(data)
    cut = drawn.draw(st.integers(0, len(packed) - 1))
    with pytest.raises(Incomplete):
        body([packed[:cut]], "gzip")


def test_members_and_padding() -> None:
    assert body([gzip.compress(b"one ") + gzip.compress(b"two")], "x-gzip") == b"one two"
    assert body([gzip.compress(b"one"), b"\x00" * 9], "gzip") == b"one"
    with pytest.raises(Incomplete):
        body([gzip.compress(b"one ") + gzip.compress(b"two")[:-1]], "gzip")


def test_a_bomb_is_cut_off_before_it_is_inflated() -> None:
    deflater = zlib.compressobj(9, wbits=31)
    bomb = b"".join([deflater.compress(bytes(1_000_000)) for _ in range(200)]) + deflater.flush()
    pieces = inflated([bomb], ["gzip"], 5_000_000, "there")
    given: list[int] = []
    with pytest.raises(TooLarge):
        given.extend(len(piece) for piece in pieces)
    assert sum(given) <= 5_000_000


@pytest.mark.parametrize("codings", [("gzip", "gzip"), ("br",), ("deflate",), ("zstd",), ("identity", "br")])
def test_a_packing_that_was_not_asked_for_is_refused(codings: tuple[str, ...]) -> None:
    with pytest.raises(FetchError) as caught:
        body([gzip.compress(gzip.compress(b"x"))], *codings)
    assert caught.value.code == "encoding"


def test_what_is_not_gzip_is_refused_not_guessed() -> None:
    with pytest.raises(FetchError) as caught:
        body([b"BEGIN:VCALENDAR"], "gzip")
    assert caught.value.code == "encoding"
    assert body([b"BEGIN:", b"VCALENDAR"], "identity") == b"BEGIN:VCALENDAR"
