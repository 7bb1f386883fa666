"""A word by which a partner keeps an item to itself is heard wherever it is written, in every kind of source."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from agregateur.contract import Connector, Record, Said
from agregateur.errors import FetchError, ParseError
from agregateur.ingest import registry
from agregateur.ingest.enclosed import with_enclosed
from agregateur.ingest.hiding import Words
from agregateur.ingest.reading import read_file
from tests.connecteurs.samples import Sample, samples
from tests.pipeline.portal import calendar, vevent

WORDS = Words(exclude=("#interne",))


def stated(connector: Connector, sample: Sample, content: bytes) -> list[Said]:
    try:
        return list(with_enclosed(connector.collect(sample.fetch(content), {}), {}, registry.kinds()))
    except (ParseError, FetchError):
        return []


def pieces(record: Record, field: str) -> Iterator[str]:
    """Runs of letters by which what a record says is found in its document."""
    value = getattr(record, field)
    for text in value if isinstance(value, tuple) else (value or "",):
        yield from re.findall(r"[A-Za-z]{4,}", text)[-3:]


def written(content: bytes, piece: str) -> Iterator[bytes]:
    """The document with the word written behind `piece`, once in each place."""
    # A whole word, and no name of a field.
    place = rb"(?<![\w\x80-\xff\\])" + piece.encode() + rb"(?=[ <.,\"\r\n])(?!\"\s*:)"
    for found in islice(re.finditer(place, content), 4):
        yield content[: found.end()] + b" #interne" + content[found.end() :]


def hears(sample: Sample, field: str) -> bool:
    """Whether some place of the document makes `field` bear the word, and its record is then left out."""
    connector = sample.connector()
    for record in stated(connector, sample, sample.content):
        if not isinstance(record, Record):
            continue
        for piece in pieces(record, field):
            for content in written(sample.content, piece):
                for other in stated(connector, sample, content):
                    if isinstance(other, Record) and "#interne" in repr(getattr(other, field)):
                        assert WORDS.refuse([other]) == "excluded"
                        return True
    return False


PLACES = [
    (kind, field)
    for kind in sorted(registry.kinds())
    for field in ("title", "description", "categories")
    # Letters have no categories.
    if (kind, field) != ("courriel", "categories")
]


@pytest.mark.parametrize(("kind", "field"), PLACES)
def test_a_word_that_excludes_is_heard(kind: str, field: str) -> None:
    assert any(hears(sample, field) for sample in samples(kind)[:40])


LETTER = """From: MJC <lettre@mjc.example>
To: lettre@mjc.example
Message-ID: <a@mjc.example>
Subject: {subject}
List-Id: <lettre.mjc.example>
Date: Fri, 20 Nov 2026 10:12:04 +0100
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=b

--b
Content-Type: text/html; charset=utf-8

<p>{text}</p>
--b
Content-Type: text/calendar; charset=utf-8; method=PUBLISH

{calendar}
--b--
"""


@pytest.mark.parametrize(
    ("subject", "text", "more", "codes", "titles"),
    [
        ("Programme", "Bonjour", [], [], ["Conseil", "Programme"]),
        ("Programme", "Bonjour", ["CLASS:PRIVATE"], ["private"], ["Programme"]),
        ("Programme", "Bonjour", ["CLASS:CONFIDENTIAL"], ["private"], ["Programme"]),
        ("Programme", "Bonjour", ["CATEGORIES:Interne"], ["excluded"], ["Programme"]),
        ("[#interne] Conseil", "Bonjour", [], ["excluded", "excluded"], []),
        ("=?utf-8?q?R=C3=A9union_=23interne?=", "Bonjour", [], ["excluded", "excluded"], []),
        ("Conseil", "Ordre du jour <b>#inter</b>ne", [], ["excluded", "excluded"], []),
    ],
)
def test_what_a_letter_brings_that_is_not_for_the_public(
    tmp_path: Path, subject: str, text: str, more: list[str], codes: list[str], titles: list[str]
) -> None:
    """A private meeting attached to a public letter, and a meeting attached to a letter that is not for the public."""
    event = calendar(vevent("1@mjc", "Conseil", "20261205T200000", more=more)).decode()
    file = tmp_path / "lettre.eml"
    file.write_text(LETTER.format(subject=subject, text=text, calendar=event))
    found = read_file(file, now=datetime(2026, 12, 1, tzinfo=UTC), kind="courriel", words=WORDS)
    assert found.error is None
    assert sorted(r.title for group in found.groups for r in group.records) == titles
    assert sorted(one.code for one in found.rejected) == codes
    assert "Conseil" not in repr(found.rejected)


def test_a_calendar_in_a_letter_that_says_only_when_its_owner_is_busy_is_refused(tmp_path: Path) -> None:
    event = calendar(vevent("1@mjc", "Occupé", "20261205T200000")).decode()
    file = tmp_path / "lettre.eml"
    file.write_text(LETTER.format(subject="Programme", text="Bonjour", calendar=event))
    found = read_file(file, now=datetime(2026, 12, 1, tzinfo=UTC), kind="courriel")
    assert [r.title for group in found.groups for r in group.records] == ["Programme"]
    assert [one.code for one in found.rejected] == ["busy_only"]


PERSON = "Marianne Untel"
MAIL, MOBILE = "marianne.untel@courrier.example", "06 99 88 77 66"
MEANS = [
    {"type": {"id": 204, "libelleFr": "Mél"}, "coordonnees": {"fr": MAIL}},
    {"type": {"id": 201, "libelleFr": "Téléphone"}, "coordonnees": {"fr": MOBILE}},
]
BODY = {
    "@type": ["foaf:Agent", "schema:Person"],
    "schema:givenName": ["Marianne"],
    "schema:familyName": ["Untel"],
    "schema:email": [MAIL],
    "schema:telephone": [MOBILE],
    "givenName": "Marianne",
    "familyName": "Untel",
    "email": [MAIL],
    "telephone": [MOBILE],
}
BEHIND_THE_DESK: dict[str, dict[str, Any]] = {
    "apidae": {
        "contacts": [{"nom": "Untel", "prenom": "Marianne", "moyensCommunication": MEANS}],
        "contactsInternes": [{"nom": PERSON, "moyensCommunication": MEANS}],
        "metadonnees": [{"noeud": "interne", "contenus": [{"cible": "membre", "metadonnee": MAIL}]}],
        "donneesPrivees": [
            {"nomTechnique": "1_Contact", "descriptif": {"libelleFr": f"{PERSON} {MOBILE} {MAIL}"}}
        ],
        "gestion.membreProprietaire": {"nom": "Office", "email": MAIL, "telephone": MOBILE},
    },
    "datatourisme": {
        "hasAdministrativeContact": [BODY],
        "hasManagementContact": [BODY],
        "hasCommunicationContact": [BODY],
        "hasBeenPublishedBy": [BODY],
        "hasBeenCreatedBy": BODY,
    },
}
"""What tourism bases tell of who keeps a sheet: not what they publish for visitors (`informations`, `hasContact`)."""


@pytest.mark.parametrize("kind", BEHIND_THE_DESK)
def test_people_behind_the_desk_of_a_tourism_base_stay_there(kind: str) -> None:
    tried = 0
    for sample in samples(kind):
        if sample.path.suffix != ".json":
            continue
        value = json.loads(sample.content)
        listed = (
            value
            if isinstance(value, list)
            else value.get("objetsTouristiques") or value.get("objects") or []
        )
        for one in listed:
            if isinstance(one, dict):
                for path, more in BEHIND_THE_DESK[kind].items():
                    *before, name = path.split(".")
                    inner = one.setdefault(before[0], {}) if before else one
                    inner[name] = more
        said = stated(sample.connector(), sample, json.dumps(value).encode())
        tried += sum(isinstance(one, Record) for one in said)
        told = repr(said)
        assert not [word for word in (MAIL, MOBILE, MOBILE.replace(" ", ""), "Untel") if word in told]
    assert tried > 3
