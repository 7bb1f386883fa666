"""ZIP archives: bounds, damage, and what is refused before it is inflated."""

from __future__ import annotations

import struct
import tracemalloc
import zipfile
from io import BytesIO

import hypothesis.strategies as st
import pytest
from hypothesis import given, settings

from agregateur.connecting import archive
from agregateur.connecting.archive import Archive, is_archive
from agregateur.errors import ParseError


def packed(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    held = BytesIO()
    with zipfile.ZipFile(held, "w", method) as file:
        for name, content in members.items():
            file.writestr(name, content)
    return held.getvalue()


def refusal(content: bytes) -> str:
    with pytest.raises(ParseError) as raised:
        everything(content)
    assert raised.value.message
    return raised.value.code


def everything(content: bytes) -> dict[str, bytes]:
    one = Archive(content)
    return {name: one.read(name) for name in one.names}


def test_members_are_read_in_their_order_without_folders():
    content = packed({"b/": b"", "b/un.json": b"[1]", "a.json": b"{}"})
    one = Archive(content)
    assert is_archive(content)
    assert one.names == ("b/un.json", "a.json")
    assert one.read("b/un.json") == b"[1]"


def test_an_empty_archive_has_no_members():
    content = packed({})
    assert is_archive(content) and Archive(content).names == ()


@pytest.mark.parametrize(
    "name", ["../dehors.json", "a/../../b", "/etc/passwd", "C:\\x.json", "a\\..\\b", "x" * 301]
)
def test_names_that_lead_elsewhere_are_refused(name):
    assert refusal(packed({name: b"{}"})) == "zip_refused"


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_other_packings_are_refused(method):
    assert refusal(packed({"a.json": b"{}" * 100}, method)) == "zip_refused"


def test_an_encrypted_member_is_refused():
    content = bytearray(packed({"a.json": b"{}"}))
    directory = content.index(b"PK\x01\x02")
    content[directory + 8] |= 1
    assert refusal(bytes(content)) == "zip_refused"


def test_a_bomb_is_refused_before_it_is_inflated():
    content = packed({"a.json": b"\0" * 30_000_000})
    tracemalloc.start()
    assert refusal(content) == "zip_too_large"
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 5_000_000


def test_too_many_members_are_refused(monkeypatch):
    monkeypatch.setattr(archive, "MAX_MEMBERS", 3)
    assert refusal(packed({f"{n}.json": b"" for n in range(4)})) == "zip_too_large"


def test_too_much_in_all_is_refused(monkeypatch):
    monkeypatch.setattr(archive, "MAX_TOTAL_BYTES", 10)
    assert refusal(packed({"a": b"123456", "b": b"123456"})) == "zip_too_large"


def test_a_member_that_is_too_large_is_refused(monkeypatch):
    monkeypatch.setattr(archive, "MAX_MEMBER_BYTES", 5)
    assert refusal(packed({"a": b"123456"})) == "zip_too_large"


def test_members_that_share_their_bytes_are_refused():
    content = bytearray(packed({"a.json": b"x" * 2000, "b.json": b"y" * 2000}, zipfile.ZIP_STORED))
    second = content.rindex(b"PK\x01\x02")
    # The second entry of the directory points at the first member.
    content[second + 42 : second + 46] = struct.pack("<I", 0)
    assert refusal(bytes(content)) == "zip_refused"


def test_a_member_that_claims_less_than_it_holds_stops_there():
    content = bytearray(packed({"a.json": b"z" * 50_000}))
    directory = content.index(b"PK\x01\x02")
    content[directory + 24 : directory + 28] = struct.pack("<I", 10)
    assert refusal(bytes(content)) == "zip_damaged"


@pytest.mark.parametrize("cut", [10, 60, 200, -1, -20])
def test_a_cut_archive_is_damaged(cut):
    assert (
        refusal(packed({"a.json": b"0123456789" * 90, "b.json": b"{}"}, zipfile.ZIP_STORED)[:cut])
        == "zip_damaged"
    )


def test_a_wrong_checksum_is_damage():
    content = packed({"a.json": b"bonjour le monde"}, zipfile.ZIP_STORED)
    assert refusal(content.replace(b"bonjour", b"bonsoir", 1)) == "zip_damaged"


@given(data=st.data())
@settings(max_examples=200, deadline=None)
def test_any_damage_is_refused_or_read(data):
    content = bytearray(packed({"a.json": b'{"a": 1}' * 40, "b/c.json": b"[]"}))
    for _ in range(data.draw(st.integers(1, 5))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        read = everything(bytes(content))
    except ParseError:
        return
    # Names are under no checksum, contents are.
    assert set(read.values()) <= {b'{"a": 1}' * 40, b"[]", b""}
