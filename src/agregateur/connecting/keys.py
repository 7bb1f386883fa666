"""What an API's refusal of a key, or of who has none, is called: errors that say which option to write."""

from __future__ import annotations

from agregateur.errors import HttpStatus, ParseError

_REFUSALS = frozenset({401, 403})


def refused_key(error: HttpStatus, option: str) -> ParseError | HttpStatus:
    """The error to raise for an API that answers 401 or 403 to the key given by `option`; any other as it is."""
    if error.values.get("status") not in _REFUSALS:
        return error
    return ParseError(
        f"The server refuses the key (option {option}): it is wrong, has expired, or may not read this. "
        "Ask for it again where it was given, and change it in the stanza.",
        code="key_refused",
        option=option,
    )


def needed_key(error: HttpStatus, where: str) -> ParseError | HttpStatus:
    """The error to raise for an API that answers 401 or 403 to who gives no key; any other as it is. `where`: what the
    operator is told, where to ask for one and in which option to write it."""
    return ParseError(where, code="key_needed") if error.values.get("status") in _REFUSALS else error
