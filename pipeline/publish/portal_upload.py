"""Sending a file: in one request, or in parts that the portal joins, as its own pages do.

Parts that are never joined are no resource: an upload that was cut leaves nothing to be seen, and starts anew under an
identifier of its own.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx

from pipeline.publish.portal_api import LostError, PortalApi, Sent

PART = 20_000_000
"""Bytes that one request carries at most: as many as the portal's own pages send."""


def upload(api: PortalApi, path: str, name: str, file: Path, about: Mapping[str, Any]) -> Any:
    """Send a file under a name, and return what the portal says of it; `about` is what is noted of it.

    Raises RefusedError, or LostError: it is then for the caller to look whether it was done.
    """
    parts = -(-file.stat().st_size // PART)
    api.sent.append(Sent("POST", path, file={"name": name, **about} | ({"parts": parts} if parts > 1 else {})))
    if api.dry:
        return {}
    if parts > 1:
        return _in_parts(api, path, name, file, parts)
    with file.open("rb") as stream:
        return api.post(path, files={"file": (name, stream)})


def _in_parts(api: PortalApi, path: str, name: str, file: Path, parts: int) -> Any:
    """Send a file part by part, then have the parts joined. The last answer alone makes a resource."""
    form = {"uuid": str(uuid.uuid4()), "filename": name, "totalparts": str(parts)}
    with file.open("rb") as stream:
        for index in range(parts):
            part = stream.read(PART)
            _part(api, path, form | {"partindex": str(index), "chunksize": str(len(part))}, part)
    return api.post(path, data=form)


def _part(api: PortalApi, path: str, form: Mapping[str, str], part: bytes) -> None:
    """Send one part until it is there. The portal fails on a part that it holds: joining tells whether it does."""
    for attempt in api.tries():
        with attempt:
            try:
                api.post(path, data=form, files={"file": (form["filename"], part)})
            except LostError as error:
                if attempt.num == 1 or error.status != httpx.codes.INTERNAL_SERVER_ERROR:
                    raise
