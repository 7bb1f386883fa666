"""People's own mails and mobile numbers, in the forms that people write them; and what looks like them."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agregateur.text.personal import html_without_contacts, is_mobile, is_role_address, without_contacts

MARK = "(contact : voir la page)"


@pytest.mark.parametrize(
    "written",
    [
        "06 12 34 56 78",
        "07 12 34 56 78",
        "06.12.34.56.78",
        "06-12-34-56-78",
        "06/12/34/56/78",
        "06 - 12 - 34 - 56 - 78",
        "06. 12. 34. 56. 78",
        "0612345678",
        "06 123 456 78",
        "0612 34 56 78",
        "0612 345 678",
        "06\u00a012\u00a034\u00a056\u00a078",
        "06\u202f12\u202f34\u202f56\u202f78",
        "+33 (0)6 12 34 56 78",
        "+33(0)612345678",
        "+33 6 12 34 56 78",
        "+33612345678",
        "+33 6 1234 5678",
        "0033 6 12 34 56 78",
        "0033612345678",
        "+262 692 12 34 56",
        "prenom.nom@orange.fr",
        "prenom.nom [at] orange.fr",
        "prenom.nom(at)orange.fr",
        "prenom.nom [arobase] orange [point] fr",
        "prenom.nom arobase orange point fr",
        "prenom.nom @ orange.fr",
        "prenom(at)sous.domaine.asso.fr",
        "Marie.Dupont+velo@gmail.com",
        "mailto:marie@free.fr",
    ],
)
def test_a_persons_contact_is_left_out(written: str) -> None:
    assert without_contacts(f"Infos : {written}, avant mardi.", MARK) == f"Infos : {MARK}, avant mardi."
    assert html_without_contacts(f"<p>Infos&nbsp;: {written}</p>", MARK) == f"<p>Infos&nbsp;: {MARK}</p>"


@pytest.mark.parametrize(
    "written",
    [
        "04 92 21 00 00",
        "+33 (0)4 92 21 00 00",
        "01.23.45.67.89",
        "contact@mjc.fr",
        "mairie-gap@ville.fr",
        "info [at] mjc.fr",
        "le 06/07/2026 10 h 30",
        "le 06.07.2026 20.30",
        "06.07.26 20.30",
        "06/07/2026 10",
        "du 06 07 au 08 07 2026",
        "les 06 07 13 14 20 décembre",
        "de 06h30 à 07h30",
        "SIRET 06123456789012",
        "SIRET 061 234 567 89012",
        "SIRET 123 456 789 06123",
        "RNA W061234567",
        "IBAN FR76 0612 3456 7812 3456",
        "ISBN 978-06-12-34567-8",
        "05100 Briançon, 06000 Nice",
        "12 € ou 06,50 €",
        "44.0612345678, 6.0712345678",
        "https://x.fr/p/0612345678?tel=0612345678&m=a@b.fr",
        "www.x.fr/0612345678",
        "@asso@mastodon.social",
        "https://mastodon.social/@asso",
        "Soirée au bar (à Gap) avec 07 artistes",
    ],
)
def test_what_is_no_persons_contact_stays(written: str) -> None:
    assert without_contacts(written, MARK) is written
    html = f"<p>{written}</p>"
    assert html_without_contacts(html, MARK) is html


def test_links_that_write_or_call_go_with_their_words() -> None:
    told = (
        '<p>Tél : <a href="tel:+33612345678" rel="nofollow noopener">Marie</a>, '
        '<a href="mailto:marie@free.fr?subject=a" rel="nofollow noopener">écrire</a> ou '
        '<a href="mailto:contact@x.fr">là</a>, <a href="tel:0492210000">mairie</a></p>'
    )
    assert html_without_contacts(told, MARK) == (
        f'<p>Tél : {MARK} ou <a href="mailto:contact@x.fr">là</a>, <a href="tel:0492210000">mairie</a></p>'
    )


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ("<p>06 12 <strong>34 56 78</strong><br>ici</p>", f"<p>{MARK}<br>ici</p>"),
        ("<p>marie<b>@</b>free.fr &lt;là&gt;</p>", f"<p>{MARK} &lt;là&gt;</p>"),
        ("<p>06&nbsp;12&nbsp;34&nbsp;56&nbsp;78</p>", f"<p>{MARK}</p>"),
        (
            '<a href="https://x.fr/0612345678">06 12 34 56 78</a>',
            f'<a href="https://x.fr/0612345678">{MARK}</a>',
        ),
    ],
)
def test_figures_set_apart_by_tags_are_found(told: str, kept: str) -> None:
    assert html_without_contacts(told, MARK) == kept


def test_marks_that_follow_one_another_are_one() -> None:
    assert without_contacts("Marie 06 12 34 56 78 / 07 12 34 56 78 ou m@free.fr.", MARK) == f"Marie {MARK}."


@given(st.text(alphabet="06 +3.@a/-à(t)€\n", max_size=80))
def test_it_settles(text: str) -> None:
    once = without_contacts(text, MARK)
    assert without_contacts(once, MARK) == once


@pytest.mark.parametrize(
    "piece",
    [
        "0 6 ",
        "a",
        "a.a-",
        " [at] ",
        "06 12 ",
        "+",
        "a@",
        '<a href="tel:',
        "a point ",
        "06 12 34 56 78 ",
        "\u00a0",
    ],
)
def test_hostile_texts_are_passed_over_quickly(piece: str) -> None:
    text = (piece * (60_000 // len(piece))) + " @ 06"
    began = time.perf_counter()
    without_contacts(text, MARK)
    html_without_contacts(text, MARK)
    assert time.perf_counter() - began < 3, "some tenths of a second; hours if it went back and forth"


def test_addresses_of_roles_and_mobiles() -> None:
    assert is_role_address("Mairie-gap@ville.example") and not is_role_address("jeanne.martin@x.example")
    assert is_mobile("+33 6 12 34 56 78") and not is_mobile("04 92 21 00 00") and not is_mobile(None)
