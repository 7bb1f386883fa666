"""The package's own files: sorted as they must be, and saying the same things."""

from __future__ import annotations

import pytest

from agregateur import communes
from agregateur.communes import areas, names, near, table
from agregateur.communes.index import index

FILES = (
    "communes.tsv",
    "noms.tsv",
    "anciennes.tsv",
    "codes-postaux.tsv",
    "mailles.tsv",
    "pays.tsv",
    "epcis.tsv",
)


@pytest.mark.parametrize("name", FILES)
def test_files_are_sorted_by_their_bytes(name: str) -> None:
    lines = index(name).lines
    assert lines and lines == sorted(lines)


def test_a_line_is_found_by_its_beginning_as_by_reading_all() -> None:
    for key in ("gap", "saintdenis", "lathuile", "zzz", ""):
        assert list(index("noms.tsv").of(key)) == [row for row in index("noms.tsv").rows() if row[0] == key]
    begun = [row for row in index("codes-postaux.tsv").rows() if row[0].startswith("051")]
    assert list(index("codes-postaux.tsv").beginning("051")) == begun and begun


def test_the_files_agree() -> None:
    """One commune in fifty: by name, by postcode, by point, by département."""
    for insee, nom, departement, postcodes in list(table.columns(0, 1, 2, 4))[::50]:
        assert insee in communes.codes_named(nom)[0]
        assert insee in areas.by_departement()[departement]
        assert all(insee in communes.codes_at(postcode) for postcode in postcodes.split("|") if postcode)
        here = table.at(insee)
        assert near.nearest(here.lat, here.lon, 1)[0][0] == 0.0
    for old, name, today, postcode, key in table.old_rows()[::50]:
        assert table.today(today) == today and (not old or table.today(old) == today)
        assert key == names.key(name)
        assert today in communes.codes_named(name, frozenset({today}))[0]
        assert not postcode or today in communes.codes_at(postcode)
