"""The one tree of errors.

    AgregateurError
    ├── ConfigError          the configuration, a stanza or a setting is wrong
    ├── FetchError           an address could not be read
    │   ├── AddressRefused   our own safety rules forbid the address
    │   ├── Gone             the server says the document is gone for good (410)
    │   ├── HttpStatus       the server answered something else than a document
    │   ├── TooLarge         more bytes or items than the limits allow
    │   ├── TooSlow          the total time for one address was used up
    │   └── Incomplete       the body stopped before its end
    ├── ParseError           the document is not of the kind it was read as
    ├── ItemRefused          one item cannot be used; the others go on
    ├── ReadingKilled        the child that read a source broke its limits or died
    ├── SelectionError       a filter word or value that is not known
    └── StoreError           the store cannot do what was asked

Every error carries a stable `code` and plain `values`, because errors are stored with a run and shown
in French and English later: the sentence is made when it is shown, never when it is raised. `str(error)`
is the English sentence for the command line and the logs.
"""

from __future__ import annotations

from typing import Any


class AgregateurError(Exception):
    """Something this program can explain.

    `code` is a stable lower-case identifier, `message` an English sentence saying what happened, to what,
    and what to do; `values` are JSON-ready details for the translated sentence.
    """

    code = "error"

    def __init__(self, message: str, *, code: str | None = None, **values: Any) -> None:
        super().__init__(message)
        self.message = message
        if code is not None:
            self.code = code
        self.values = values

    def __reduce__(self) -> tuple[Any, ...]:
        # Errors cross the pipe between the reading child and its parent.
        return (_rebuild, (type(self), self.message, self.code, self.values))


def _rebuild(kind: type[AgregateurError], message: str, code: str, values: dict[str, Any]) -> AgregateurError:
    return kind(message, code=code, **values)


class ConfigError(AgregateurError):
    """The configuration, a stanza or a setting is wrong. `values` may hold `file`, `line` and `key`."""

    code = "config"


class FetchError(AgregateurError):
    """An address could not be read. `values` hold `url`, already masked; `retry_after` (seconds) may be there."""

    code = "fetch"


class AddressRefused(FetchError):
    """Our own safety rules forbid the address (private network, scheme, port, redirect…)."""

    code = "address_refused"


class Gone(FetchError):
    """The server says that the document is gone for good (HTTP 410)."""

    code = "gone"


class HttpStatus(FetchError):
    """The server answered with a status that carries no document. `values` hold `status`."""

    code = "http_status"


class TooLarge(FetchError):
    """More bytes, redirects or items than the limits allow."""

    code = "too_large"


class TooSlow(FetchError):
    """The total time allowed for one address was used up."""

    code = "too_slow"


class Incomplete(FetchError):
    """The body stopped before its end: reading it would look like a mass withdrawal."""

    code = "incomplete"


class ParseError(AgregateurError):
    """The document is not of the kind it was read as, or is cut short."""

    code = "not_readable"


class ItemRefused(AgregateurError):
    """One item cannot be used; the others go on. `code` and `message` become a `Rejected`."""

    code = "unusable"


class ReadingKilled(AgregateurError):
    """The child process that read a source used up its time or memory, or died."""

    code = "reading_killed"


class SelectionError(AgregateurError):
    """A filter word or value that is not known. `values` hold `word`, `value` and `allowed`."""

    code = "selection"


class StoreError(AgregateurError):
    """The store cannot do what was asked."""

    code = "store"
