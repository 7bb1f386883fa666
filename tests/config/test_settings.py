"""Settings: read from the environment, refused by name, shown without passwords."""

from __future__ import annotations

import pytest

from agregateur.config import Settings, mask, missing_legal, read_settings, settings_table, unknown_settings
from agregateur.errors import ConfigError


def test_defaults() -> None:
    settings = read_settings()
    assert settings.database_url == "sqlite:///var/agregateur.sqlite"
    assert str(settings.config) == "config/sources.yaml"
    assert settings.base_url == "http://127.0.0.1:8000"
    assert settings.fetch_allow == frozenset()
    assert (settings.max_bytes, settings.max_items, settings.max_paged_items) == (20_000_000, 20_000, 100_000)


def test_an_empty_variable_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AGREGATEUR_MAX_ITEMS", "")
    assert read_settings().max_items == 20_000


@pytest.mark.parametrize(
    ("value", "found"), [("non", False), ("no", False), ("0", False), ("Oui", True), ("yes", True)]
)
def test_yes_and_no_in_both_languages(monkeypatch: pytest.MonkeyPatch, value: str, found: bool) -> None:
    monkeypatch.setenv("AGREGATEUR_EXAMPLES", value)
    assert read_settings().examples is found


def test_private_hosts_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AGREGATEUR_FETCH_ALLOW", "127.0.0.1:8080, Calendrier.Intra:*,[::1]:80,")
    assert read_settings().fetch_allow == {"127.0.0.1:8080", "calendrier.intra:*", "::1:80"}


@pytest.mark.parametrize(
    "value", ["localhost", "localhost:", ":80", "*:80", "10.0.0.0/8:80", "a:0", "a:65536", "a:٣"]
)
def test_a_doubtful_permission_is_refused(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("AGREGATEUR_FETCH_ALLOW", f"127.0.0.1:1,{value}")
    with pytest.raises(ConfigError, match=r"AGREGATEUR_FETCH_ALLOW: .* is not host:port"):
        read_settings()


def test_every_wrong_variable_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AGREGATEUR_BASE_URL", "agenda.example.org")
    monkeypatch.setenv("AGREGATEUR_MAX_BYTES", "20 MB")
    monkeypatch.setenv("AGREGATEUR_LOG_FORMAT", "xml")
    with pytest.raises(ConfigError) as caught:
        read_settings()
    assert [problem["key"] for problem in caught.value.values["problems"]] == [
        "AGREGATEUR_BASE_URL",
        "AGREGATEUR_MAX_BYTES",
        "AGREGATEUR_LOG_FORMAT",
    ]


@pytest.mark.parametrize(
    ("dsn", "shown"),
    [
        ("postgresql://moi:s3:cr@t@db/agregateur", "postgresql://moi:…@db/agregateur"),
        ("postgresql:///a?host=/run&password=s3cret&x=1", "postgresql:///a?host=/run&password=…&x=1"),
        ("sqlite:///var/a.sqlite", "sqlite:///var/a.sqlite"),
    ],
)
def test_the_table_shows_no_password(dsn: str, shown: str) -> None:
    rows = {name: value for name, value, _, _ in settings_table(Settings(database_url=dsn))}
    assert rows["AGREGATEUR_DATABASE_URL"] == shown


def test_the_table_explains_every_setting() -> None:
    assert all(meaning for *_, meaning in settings_table(Settings()))


def test_a_misspelt_variable_is_told() -> None:
    (said,) = unknown_settings({"AGREGATEUR_DATABASE": "x", "AGREGATEUR_CONFIG": "y", "PATH": "z"})
    assert said == "AGREGATEUR_DATABASE: unknown setting; did you mean AGREGATEUR_DATABASE_URL?"


def test_the_legal_notice_is_watched() -> None:
    assert "AGREGATEUR_DIRECTOR" in missing_legal(Settings())
    assert "AGREGATEUR_DIRECTOR" not in missing_legal(Settings(director="Marie Martin"))


def test_masking_covers_encoded_forms_and_spares_short_words() -> None:
    assert mask("a s3cr&t b s3cr%26t c oui", ["s3cr&t", "oui"]) == "a … b … c oui"
    assert mask("xabcdx", ["abcd", "xabcdx"]) == "…"
