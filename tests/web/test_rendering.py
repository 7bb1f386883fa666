"""What templates print, with the words and small forms they use."""

from __future__ import annotations

import pytest

from agregateur.web.rendering import environment


@pytest.mark.parametrize("filters", ["typo", "nb", "nb|typo"])
def test_names_in_a_sentence_are_escaped_once(filters: str) -> None:
    template = '{{ _("Annoncé par : %(names)s", names=names)|' + filters + " }}"
    out = environment("fr").from_string(template).render(names="L'Étoile & <Cie>")
    assert out.replace("\N{NO-BREAK SPACE}", " ") == "Annoncé par : L&#39;Étoile &amp; &lt;Cie&gt;"
    assert environment("fr").from_string("{{ names|" + filters + " }}").render(names="<b> : a") == (
        "&lt;b&gt;" + ("\N{NO-BREAK SPACE}" if "typo" in filters else " ") + ": a"
    )
