"""Addresses, phones and mails that may be shown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agregateur.ingest.links import contact, is_ours, organizer, several, web_address
from agregateur.text import printable


@pytest.mark.parametrize(
    "address",
    [
        "https://mjc.example/a?b=1#c",
        "http://mjc.example:8080/",
        "HTTPS://MJC.example",
        " https://mjc.example/é ",
        "http://localhost/",
    ],
)
def test_web_addresses(address: str) -> None:
    assert web_address(address) == address.strip()


@pytest.mark.parametrize(
    "address",
    [
        None, "", "mjc.example", "/a", "//mjc.example/a", "javascript:alert(1)", "data:text/html,x", "ftp://mjc.example",
        "https://", "https:///a", "https://user:pass@mjc.example/", "https://mjc.example/a b", "https://mjc.example/\x00",
        "https://mjc.example/\r\nSet-Cookie: a", "https://mjc.example/<script>", 'https://mjc.example/"onx=', "https://[::1",
        "https://mjc.example:99999/", "https://x/" + "a" * 2000, "https://mjc.example\\@evil.example",
    ],
)  # fmt: skip
def test_other_addresses(address: str | None) -> None:
    assert web_address(address) is None


def test_several_keeps_each_once() -> None:
    assert several(
        ["https://a.example", "x", "https://a.example", "https://b.example"], but="https://b.example"
    ) == ("https://a.example",)


@pytest.mark.parametrize(
    ("text", "telephone"),
    [
        ("Tél : 04.92.21.25.76", "04 92 21 25 76"),
        ("+33 (0)4 92 21 25 76", "04 92 21 25 76"),
        ("+33 6 12 34 56 78", "06 12 34 56 78"),
        ("0033492212576", "04 92 21 25 76"),
        ("le 05/12/2026 à 20h30", None),
        ("SIRET 78234567800012", None),
        ("https://x.example/?id=0492212576", None),
        ("IBAN FR76 3000 4000 0123 4567", None),
    ],
)
def test_phones(text: str, telephone: str | None) -> None:
    assert contact(None, None, text).telephone == telephone


@pytest.mark.parametrize(
    ("text", "email"),
    [
        ("Écrire à accueil@mjc.example.", "accueil@mjc.example"),
        ("mailto:Accueil@mjc.example?subject=x", "Accueil@mjc.example"),
        ("noreply@mjc.example", None),
        ("a@b", None),
        ("https://user@mjc.example/x", None),
        ("a@b.example,c@evil.example", "a@b.example"),
    ],
)
def test_mails(text: str, email: str | None) -> None:
    assert contact(None, text).email == email


def test_stated_contacts_go_first() -> None:
    found = contact("01 02 03 04 05", "a@x.example", "04 92 21 25 76, b@x.example")
    assert (found.telephone, found.email) == ("01 02 03 04 05", "a@x.example")
    assert contact("+39 0122 622 640", None).telephone == "+39 0122 622 640"
    assert contact("voir le site", None).telephone is None


def test_organisers_are_names() -> None:
    assert organizer(" MJC\ndu Briançonnais ") == "MJC du Briançonnais"
    assert organizer("mailto:a@x.example") is None and organizer("https://x.example") is None
    assert organizer("a@x.example") is None and organizer("") is None


def test_our_own_items_are_known_whatever_the_scheme() -> None:
    ours = ("agenda.example", "http://127.0.0.1:8000")
    assert is_ours("1", ["https://127.0.0.1:8000/evenements/1"], ours)
    assert not is_ours("1", ["http://127.0.0.1:9000/evenements/1", None, "http://[bad"], ours)
    assert is_ours("ABC@AGENDA.EXAMPLE ", [], ours) and not is_ours("agenda.example", [], ours)
    assert not is_ours("1@", [""], ("", ""))


@given(st.text(max_size=80))
def test_whatever_is_kept_is_fit_to_show(text: str) -> None:
    found = contact(text, text, text)
    for value in (web_address(text), found.email, found.telephone, organizer(text)):
        assert value is None or (printable(value) == value and "\n" not in value)
