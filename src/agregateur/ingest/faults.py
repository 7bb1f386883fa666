"""What went wrong in a child, as an error that passes on the pipe and tells no secret."""

from __future__ import annotations

import signal
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from agregateur.errors import AgregateurError, ReadingKilled
from agregateur.hushed import mask
from agregateur.ingest.confine import Stopped
from agregateur.ingest.messages import Task
from agregateur.text import mask_addresses, mask_url, one_line

_SECRET_LENGTH = 12
"""Characters from which an option may be a key; shorter ones are words such as `events`."""


def explained(exc: BaseException, task: Task | None) -> AgregateurError:
    """What went wrong, as an error that passes on the pipe and is told without secrets."""
    if isinstance(exc, AgregateurError):
        # A connector may name the address it read, which may be a secret by itself.
        secrets = task.secrets if task is not None else ()
        values = {name: _without(secrets, value) for name, value in exc.values.items()}
        return type(exc)(mask(mask_addresses(exc.message), secrets), code=exc.code, **values)
    if isinstance(exc, Stopped):
        if exc.args == (signal.SIGTERM,):
            return ReadingKilled("the reading took too long and was stopped", code="too_slow")
        return ReadingKilled("the reading used up its processor time", code="too_much_work")
    if isinstance(exc, MemoryError):
        return ReadingKilled("the reading used up its memory", code="too_much_memory")
    return AgregateurError(
        f"the connector failed: {last_line(exc, task)}", code="connector_fault", detail=last_line(exc, task)
    )


def _without(secrets: Sequence[str], value: Any) -> Any:
    if isinstance(value, str):
        return mask(value, secrets)
    return [_without(secrets, one) for one in value] if isinstance(value, list | tuple) else value


def last_line(exc: BaseException, task: Task | None = None) -> str:
    """The exception in one line, with the place in the code that raised it."""
    text = one_line(str(exc)[:2_000])
    if task is not None:
        # A library may repeat an address or a key that is a secret.
        text = mask(mask_addresses(text.replace(task.url, mask_url(task.url))), task.secrets)
        for value in task.options.values():
            if isinstance(value, str) and len(value) >= _SECRET_LENGTH:
                text = text.replace(value, "…")
    frames = traceback.extract_tb(exc.__traceback__)
    where = f" ({Path(frames[-1].filename).name}, line {frames[-1].lineno})" if frames else ""
    return f"{type(exc).__name__}: {text[:300]}{where}"
