"""Opening what a reading child sent: plain values and our own classes, nothing that could run.

The child reads what strangers publish; were it ever taken over, its messages must not take the parent over too. Pickle
alone would call whatever the message names (Python library reference, pickle, "Restricting Globals").
"""

from __future__ import annotations

import io
import pickle
from datetime import date, datetime, time, timedelta, timezone
from pathlib import PosixPath
from typing import Any
from zoneinfo import ZoneInfo

from agregateur import contract, errors, model
from agregateur.ingest import grouping, messages

_OURS = (contract, errors, model, grouping, messages)
_PLAIN: tuple[type, ...] = (date, datetime, time, timedelta, timezone, set, frozenset, PosixPath)


def _member(owner: object, name: str) -> Any:
    # Zones are pickled as a call of this one class method.
    if owner is ZoneInfo and name == "_unpickle":
        return ZoneInfo._unpickle  # type: ignore[attr-defined]
    raise pickle.UnpicklingError(f"{name} of {owner!r} is not to be called")


def _known() -> dict[tuple[str, str], Any]:
    known: dict[tuple[str, str], Any] = {(kind.__module__, kind.__name__): kind for kind in _PLAIN}
    for module in _OURS:
        for name, value in vars(module).items():
            if isinstance(value, type) and value.__module__ == module.__name__:
                known[module.__name__, name] = value
    known["zoneinfo", "ZoneInfo"] = ZoneInfo
    known["builtins", "getattr"] = _member
    known["agregateur.errors", "_rebuild"] = errors._rebuild
    return known


_KNOWN = _known()


class _Opener(pickle.Unpickler):
    def find_class(self, module: str, name: str, /) -> Any:
        try:
            return _KNOWN[module, name]
        except KeyError:
            raise pickle.UnpicklingError(
                f"{module}.{name} is not what a connector gives: records hold plain values only"
            ) from None


def opened(data: bytes) -> Any:
    """The value that the child pickled. Raises pickle.UnpicklingError when it is, or names, anything else."""
    try:
        return _Opener(io.BytesIO(data)).load()
    except pickle.UnpicklingError:
        raise
    except Exception as exc:
        # A damaged or forged pickle raises nearly anything: IndexError, TypeError, MemoryError, AttributeError…
        raise pickle.UnpicklingError(f"not a message: {type(exc).__name__}") from exc
