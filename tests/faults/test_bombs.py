"""Archives and workbooks that are bombs: each is refused with clear words, in the real child and within its limits."""

from __future__ import annotations

import json
import time
import zipfile
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest

from agregateur.ingest.reading import read_file
from agregateur.web.advice_failed import FAILED

PATIENCE = 20.0
"""Seconds for one bomb on a busy machine; none needs more than two."""
SECRET = "canary-4d1f0c2b97a8"
"""Stands in this very file, which an external entity names."""


def packed(parts: dict[str, str | bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content, zipfile.ZIP_STORED if name == "mimetype" else None)
    return out.getvalue()


def entities(doctype: str, text: str) -> tuple[str, str]:
    return f"<!DOCTYPE x [{doctype}]>", text


LAUGHS = entities(
    "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "lol"}">' for n in range(12)), "&l11;"
)
QUADRATIC = entities(f'<!ENTITY a "{"a" * 50_000}">', "&a;" * 50_000)
EXTERNAL = entities(f'<!ENTITY x SYSTEM "{Path(__file__).as_uri()}">', "&x;")
_OPEN = "http://schemas.openxmlformats.org"
_ODF = "urn:oasis:names:tc:opendocument:xmlns"


def cell(at: str, said: str) -> str:
    return f'<c r="{at}" t="inlineStr"><is><t>{said}</t></is></c>'


def xlsx(
    title: str = "Loto", more: str = "", doctype: str = "", path: str = "worksheets/a.xml", shared: str = ""
) -> bytes:
    """A workbook of one good row, `title` in it, and `more` rows."""
    rows = [("Titre", "Date", "Lieu"), (title, "05/12/2027", "Salle")]
    good = "".join(
        f'<row r="{n}">{"".join(cell(f"{c}{n}", one) for c, one in zip("ABC", row, strict=True))}</row>'
        for n, row in enumerate(rows, 1)
    )
    kind = f"{_OPEN}/officeDocument/2006/relationships"
    link = f'<Relationships xmlns="{_OPEN}/package/2006/relationships"><Relationship Id="r1" Type="{kind}/'
    return packed(
        {
            "[Content_Types].xml": f'<Types xmlns="{_OPEN}/package/2006/content-types"/>',
            "_rels/.rels": f'{link}officeDocument" Target="xl/workbook.xml"/></Relationships>',
            "xl/workbook.xml": f'<workbook xmlns="{_OPEN}/spreadsheetml/2006/main" xmlns:r="{kind}"><sheets>'
            '<sheet name="A" sheetId="1" r:id="r1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f'{link}worksheet" Target="{path}"/></Relationships>',
            f"xl/{path}": f'<?xml version="1.0"?>{doctype}<worksheet xmlns="{_OPEN}/spreadsheetml/2006/main">'
            f"<sheetData>{good}{more}</sheetData></worksheet>",
            "xl/sharedStrings.xml": f'<sst xmlns="{_OPEN}/spreadsheetml/2006/main"><si><t>{shared}</t></si></sst>',
        }
    )


def ods(title: str = "Loto", more: str = "", doctype: str = "") -> bytes:
    rows = [("Titre", "Date", "Lieu"), (title, "05/12/2027", "Salle")]
    good = "".join(
        f"<table:table-row>{''.join(text_cell(one) for one in row)}</table:table-row>" for row in rows
    )
    spaces = " ".join(f'xmlns:{name}="{_ODF}:{name}:1.0"' for name in ("office", "table", "text"))
    return packed(
        {
            "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
            "content.xml": f'<?xml version="1.0"?>{doctype}<office:document-content {spaces}><office:body>'
            f'<office:spreadsheet><table:table table:name="A">{good}{more}</table:table></office:spreadsheet>'
            "</office:body></office:document-content>",
            "META-INF/manifest.xml": f'<manifest:manifest xmlns:manifest="{_ODF}:manifest:1.0"/>',
        }
    )


def text_cell(said: str, more: str = "") -> str:
    return f'<table:table-cell office:value-type="string"{more}><text:p>{said}</text:p></table:table-cell>'


def repeated(rows: int, columns: int, said: str = "x") -> str:
    cells = text_cell(said, f' table:number-columns-repeated="{columns}"')
    return f'<table:table-row table:number-rows-repeated="{rows}">{cells}</table:table-row>'


LAST = cell("XFD1048576", "x")
STRINGS = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(3, 50_000))
BOMBS: dict[str, tuple[str, bytes, str]] = {
    "xlsx-laughs": ("tableur", xlsx(LAUGHS[1], doctype=LAUGHS[0]), "truncated"),
    "xlsx-quadratic": ("tableur", xlsx(QUADRATIC[1], doctype=QUADRATIC[0]), "truncated"),
    "xlsx-external": ("tableur", xlsx(EXTERNAL[1], doctype=EXTERNAL[0]), "truncated"),
    "xlsx-last-cell": ("tableur", xlsx(more=f'<row r="1048576">{LAST}</row>'), "too_large_sheet"),
    # What is looked at beforehand can be written otherwise: the limit of memory is what holds then.
    "xlsx-last-cell-quoted": (
        "tableur",
        xlsx(more=f"<row r='1048576'>{LAST}</row>".replace('"', "'")),
        "too_much_memory",
    ),
    "xlsx-last-cell-elsewhere": (
        "tableur",
        xlsx(more=f'<row r="1048576">{LAST}</row>', path="ailleurs/a.xml"),
        "too_much_memory",
    ),
    "xlsx-one-long-string": ("tableur", xlsx(more=STRINGS, shared="x" * 1_000_000), "too_much_memory"),
    "xlsx-zip": ("tableur", xlsx(more=" " * 160_000_000), "too_large_sheet"),
    "ods-laughs": ("tableur", ods(LAUGHS[1], doctype=LAUGHS[0]), "truncated"),
    "ods-quadratic": ("tableur", ods(QUADRATIC[1], doctype=QUADRATIC[0]), "truncated"),
    "ods-external": ("tableur", ods(EXTERNAL[1], doctype=EXTERNAL[0]), "truncated"),
    "ods-repeated": ("tableur", ods(more=repeated(1_048_576, 16_384)), "too_large_sheet"),
    "ods-spaces": ("tableur", ods('<text:s text:c="2000000000"/>'), "too_much_memory"),
    "ods-long-cells": ("tableur", ods(more=repeated(90_000, 1, "x" * 2_000_000)), "too_much_memory"),
    "apidae-zip": (
        "apidae",
        packed({f"objets_modifies/objets_modifies-{n}.json": b"[" + b" " * 15_000_000 + b"]" for n in range(9)}),
        "zip_too_large",
    ),
    "datatourisme-members": (
        "datatourisme",
        packed({f"objects/0/{n}.json": b"{}" for n in range(100_001)}),
        "zip_too_large",
    ),
    "datatourisme-climbs": ("datatourisme", packed({"../objects/0/a.json": b"{}"}), "zip_refused"),
}  # fmt: skip


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_with_clear_words(tmp_path: Path, name: str) -> None:
    kind, content, code = BOMBS[name]
    file = tmp_path / "bomb"
    file.write_bytes(content)
    began = time.monotonic()
    found = read_file(file, now=datetime(2026, 12, 1, tzinfo=UTC), kind=kind)
    assert time.monotonic() - began < PATIENCE
    assert found.error is not None and found.error.code == code in FAILED
    assert not found.groups and SECRET not in repr(found)


@pytest.mark.parametrize("content", [xlsx(), ods()])
def test_these_workbooks_are_good_but_for_the_bomb(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "fine"
    file.write_bytes(content)
    found = read_file(file, now=datetime(2026, 12, 1, tzinfo=UTC), kind="tableur")
    assert found.error is None and [r.title for group in found.groups for r in group.records] == ["Loto"]


@pytest.mark.parametrize(
    "row", [repeated(1, 1_000_000), f"<table:table-row>{text_cell('x') * 200_000}</table:table-row>"]
)
def test_a_row_of_a_million_columns_costs_its_neighbours_nothing(tmp_path: Path, row: str) -> None:
    file = tmp_path / "wide"
    file.write_bytes(ods(more=row))
    found = read_file(file, now=datetime(2026, 12, 1, tzinfo=UTC), kind="tableur")
    assert found.error is None and [r.title for group in found.groups for r in group.records] == ["Loto"]
    assert [one.code for one in found.rejected] == ["bad_start"]


def test_a_deep_member_of_an_archive_is_refused_alone(tmp_path: Path) -> None:
    """JSON nested for ever, and a number of a hundred thousand digits, beside a good object."""
    sample = Path(__file__).parents[1] / "connecteurs" / "apidae" / "reponse.json"
    good = json.loads(sample.read_bytes())["objetsTouristiques"]
    file = tmp_path / "export.zip"
    file.write_bytes(
        packed(
            {
                "objets_modifies/objets_modifies-1.json": b"[" * 200_000,
                "objets_modifies/objets_modifies-2.json": b'[{"id": ' + b"9" * 100_000 + b"}]",
                "objets_modifies/objets_modifies-3.json": json.dumps(good),
            }
        )
    )
    found = read_file(file, now=datetime(2026, 12, 1, tzinfo=UTC), kind="apidae")
    assert found.error is None and found.groups
    assert {"member_unread"} <= {one.code for one in found.rejected}
