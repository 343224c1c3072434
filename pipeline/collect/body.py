"""A response's body, bounded: raw bytes as they come, and one layer of compression undone with care."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

import httpx

from pipeline.collect.messages import Arret
from pipeline.errors import LimitError, SourceError

_STEP = 1 << 18
"""Bytes that a decompression yields at most at a time."""
_WBITS = {"gzip": 31, "x-gzip": 31, "deflate": 15}


def is_plain(response: httpx.Response) -> bool:
    """Tell whether the body comes as it is stored."""
    return response.headers.get("content-encoding", "identity").strip().lower() in ("", "identity")


def chunks(response: httpx.Response, limit: int) -> Iterator[bytes]:
    """Yield the decoded body. Raises LimitError beyond `limit` bytes, SourceError for an encoding not asked for.

    A `Content-Length` beyond the limit is believed; one within it is not.
    """
    declared = response.headers.get("content-length", "")
    if declared.isdecimal() and float(declared) > limit:
        raise LimitError(Arret.TROP_GROS(f"{declared} octets annoncés, {limit} permis"))
    taken = 0
    for chunk in response.iter_raw() if is_plain(response) else _inflated(response):
        taken += len(chunk)
        if taken > limit:
            raise LimitError(Arret.TROP_GROS(f"plus de {limit} octets"))
        yield chunk


def _inflated(response: httpx.Response) -> Iterator[bytes]:
    encoding = response.headers["content-encoding"].strip().lower()
    if encoding not in _WBITS:
        raise SourceError(Arret.ENCODAGE(encoding))
    engine = zlib.decompressobj(_WBITS[encoding])
    try:
        for raw in response.iter_raw():
            pending = raw
            while pending and not engine.eof:
                yield engine.decompress(pending, _STEP)
                pending = engine.unconsumed_tail
    except zlib.error as error:
        raise SourceError(Arret.ENCODAGE(f"{encoding} endommagé")) from error
    if not engine.eof:
        raise httpx.RemoteProtocolError(f"{encoding} interrompu", request=response.request)
