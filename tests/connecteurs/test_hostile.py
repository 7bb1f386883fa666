"""Documents that nobody should send: any connector refuses them with a ParseError, and opens nothing meanwhile."""

from __future__ import annotations

from typing import Any

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from agregateur.contract import Document
from agregateur.errors import FetchError, ParseError
from agregateur.ingest import registry
from tests.connecteurs.samples import Answers, Sample, samples
from tests.connecteurs.test_conformance import KINDS, check
from tests.connecteurs.watch import watched

URL = "https://partenaire.example/document"

_FEED = b"<rss><channel><item><title>%s</title></item></channel></rss>"
GARBAGE: dict[str, bytes] = {
    "empty": b"",
    "blank": b" \r\n\t ",
    "nul": b"\x00",
    "many_nul": b"\x00" * 5000,
    "one_byte": b"\xff",
    "path": b"/etc/passwd",
    "path_with_line_end": b"/etc/passwd\n",
    "relative_path": b"pyproject.toml",
    "folder": b"/",
    "file_address": b"file:///etc/passwd",
    "web_address": b"http://127.0.0.1:9/feed",
    "feed_address": b"feed:http://127.0.0.1:9/feed",
    "page": b"<!DOCTYPE html><html><head><title>Connexion</title></head><body>Bonjour</body></html>",
    "page_with_comment": b"\xef\xbb\xbf<!-- cache --><HTML><BODY>503</BODY></HTML>",
    "text": "Le serveur est en maintenance, revenez à 14 h.".encode(),
    "php_fault": b"<br />\n<b>Fatal error</b>: Uncaught Error in /srv/index.php:3\n",
    "json_null": b"null",
    "json_text": b'"bonjour"',
    "json_number": b"42",
    "json_error": b'{"code": "rest_forbidden", "message": "no", "data": {"status": 401}}',
    "json_nan": b'{"data": [NaN, Infinity, -Infinity]}',
    "json_deep": b'{"data": ' + b"[" * 100_000,
    "json_deep_objects": b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    "json_huge_integer": b'{"data": [{"id": ' + b"9" * 100_000 + b"}]}",
    "xml_other": b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>",
    "xml_deep": b"<a>" * 50_000,
    "xml_bomb": b'<!DOCTYPE rss [<!ENTITY a "aa"><!ENTITY b "&a;&a;&a;">]>' + _FEED % b"&b;",
    "xml_external": b'<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + _FEED % b"&x;",
    "xml_parameter": b'<!DOCTYPE rss [<!ENTITY % x SYSTEM "http://127.0.0.1:9/x.dtd"> %x;]>' + _FEED % b"x",
    "gzip": b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03" + b"\x00" * 64,
    "pdf": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n",
    "zip": b"PK\x03\x04" + b"\x00" * 64,
    "utf16": "<html>".encode("utf-16"),
    "many_angles": b"<" * 200_000,
    "many_braces": b"{" * 200_000,
    "many_lines": b"\n" * 200_000 + b"x",
}


def read(kind: str, content: bytes, **options: Any) -> None:
    """Reads `content`; only ParseError may come out of it, and FetchError for a second address that it names."""
    connector = registry.build(kind, URL, options)
    with watched() as opened:
        try:
            said = list(connector.collect(Answers(content, {}), {}))
        except (ParseError, FetchError):
            said = []
    assert not opened
    check(said, connector)


@pytest.mark.parametrize("name", GARBAGE)
@pytest.mark.parametrize("kind", KINDS)
def test_garbage_is_refused(kind: str, name: str) -> None:
    connector = registry.build(kind, URL, {})
    with watched() as opened, pytest.raises(ParseError) as raised:
        list(connector.collect(Answers(GARBAGE[name], {}), {}))
    assert not opened
    assert raised.value.code and raised.value.message
    assert 0 <= registry.kinds()[kind].recognise(URL, Document(url=URL, content=GARBAGE[name])) <= 100


@pytest.mark.parametrize("kind", KINDS)
@given(content=st.binary(max_size=400))
def test_any_bytes(kind: str, content: bytes) -> None:
    read(kind, content)


@pytest.mark.parametrize("kind", KINDS)
@given(text=st.text(max_size=300))
def test_any_text(kind: str, text: str) -> None:
    read(kind, text.encode("utf-8", "surrogatepass"))


@st.composite
def mutations(draw: st.DrawFn, kind: str) -> tuple[Sample, bytes]:
    """A sample with pieces cut, doubled, moved, or replaced by what breaks parsers."""
    sample = draw(st.sampled_from(samples(kind)))
    content = bytearray(sample.content)
    for _ in range(draw(st.integers(1, 6))):
        start = draw(st.integers(0, len(content)))
        length = draw(st.integers(0, 60))
        piece = bytes(content[start : start + length])
        new = draw(
            st.sampled_from([b"", piece * 2, piece[::-1], piece.upper()])
            | st.binary(max_size=8)
            | st.sampled_from(_POISON)
        )
        content[start : start + length] = new
    return sample, bytes(content)


_POISON = [
    *(b"\x00", b"\xff\xfe", b"\xed\xa0\x80", b"\r", "\u2028".encode(), b"\x0b", b"\xef\xbf\xbf"),
    *(b"&#0;", b"&#xD800;", b"&#99999999999;", b"&nbsp;", b"&", b"<", b">", b"]]>", b"<![CDATA[", b"<!--", b"-->"),
    *(b"]", b"[", b"{", b"}", b'"', b"\\", b"\\u0000", b"\\ud800", b"NaN", b"1e999", b"-1", b"null", b"[[[["),
    *(b"0000-00-00", b"9999-12-31T23:59:59", b"0001-01-01", b"99999999T000000Z", b"+99:99", b"file:///etc/passwd"),
    *(b"javascript:alert(1)", b"http://[", b"//", b"\nBEGIN:VEVENT\n", b"\nEND:VEVENT\n", b":", b";"),
    *("é".encode() * 400, b"9" * 5000),
]  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
@settings(max_examples=120)
def test_any_damage_to_a_sample(kind: str, data: st.DataObject) -> None:
    sample, content = data.draw(mutations(kind))
    connector, fetch = sample.connector(), sample.fetch(content)
    with watched() as opened:
        try:
            said = list(connector.collect(fetch, {}))
        except (ParseError, FetchError):
            said = []
        connector.recognise(sample.url, Document(url=sample.url, content=content))
    assert not opened
    check(said, connector)


@pytest.mark.parametrize("kind", KINDS)
@given(
    address=st.text(max_size=80) | st.sampled_from(["http://[", "file:///etc/passwd", "//", "", "x" * 5000])
)
def test_any_address_can_be_asked_about(kind: str, address: str) -> None:
    with watched() as opened:
        score = registry.kinds()[kind].recognise(address, None)
    assert 0 <= score <= 100
    assert not opened
