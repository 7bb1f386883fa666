"""Every real file of the kinds we know is read without a crash, and whatever is refused has a reason."""

from __future__ import annotations

import pytest

from agregateur.contract import Record, Unchanged
from agregateur.ingest import registry
from tests.connecteurs.real_files import FOLDER, files, read
from tests.connecteurs.samples import Answers
from tests.connecteurs.test_conformance import check

pytestmark = pytest.mark.skipif(
    not FOLDER.is_dir(), reason=f"the folder of real files is not there ({FOLDER}); see AGREGATEUR_FIXTURES"
)
FILES = [
    pytest.param(kind, path, id=f"{kind}/{path.name}") for kind, path in (files() if FOLDER.is_dir() else ())
]


@pytest.mark.parametrize(("kind", "path"), FILES)
def test_is_read_or_refused_with_a_reason(kind, path):
    done = read(kind, path)
    assert all(one.code and one.code == one.code.lower() for one in done.rejected)
    if done.error:
        assert not done.items
    else:
        assert done.recognised == kind
        # Nothing vanishes between the connector and the cleaned items.
        assert len(done.items) + len(done.rejected) >= done.groups
    for item in done.items:
        assert item.title
        assert "\ufffd" not in item.title or "\ufffd" in path.read_text("utf-8", "ignore")
        assert item.kind != "event" or item.occurrences or item.endless


@pytest.mark.parametrize(("kind", "path"), FILES)
def test_is_unchanged_when_read_again(kind, path):
    connector = registry.build(kind, f"https://partenaire.example/{path.name}", {})
    content = path.read_bytes()
    if read(kind, path).error:
        return
    first = list(connector.collect(Answers(content, {}), {}))
    check(first, connector)
    known = {one.uid: one.digest for one in first if isinstance(one, Record) and one.digest}
    again = list(connector.collect(Answers(content, {}), known))
    assert not [one for one in again if isinstance(one, Record)]
    assert {one.key for one in again if isinstance(one, Unchanged)} == set(known)
