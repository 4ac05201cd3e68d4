"""The file of a backup: JSON Lines in one member of gzip, with a sum over all of them.

Whoever reads one trusts nothing of it: lines are of bounded length however small the file is
packed, nothing may follow its end, and the last line holds the number of lines and their SHA-256.
"""

from __future__ import annotations

import gzip
import io
import json
import zlib
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO

from genealogy.errors import FileRefused, WrongUsage

Line = dict[str, Any]

LONGEST_LINE = 1 << 27
"""Bytes: more than the longest row of a file becomes."""

_BLOCK = 1 << 16


def write_lines(file: BinaryIO, lines: Iterable[Line]) -> int:
    """Writes the lines and the one that ends them; how many there are."""
    count, digest = 0, sha256()
    # mtime=0: the same graph gives the same bytes, but for the time in the first line.
    with gzip.GzipFile(fileobj=file, mode="wb", mtime=0) as packed:
        for line in lines:
            text = _text(line)
            if len(text) > LONGEST_LINE:
                raise WrongUsage(
                    f"A row or node of the graph has {len(text):,} bytes, over {LONGEST_LINE:,}:"
                    f" it cannot be restored from a backup. It begins: {text[:80]!r}"
                )
            packed.write(text)
            digest.update(text)
            count += 1
        packed.write(_text({"end": count, "sha256": digest.hexdigest()}))
    return count


def read_lines(path: Path) -> Iterator[Line]:
    """The lines of a file that is whole, without the one that ends them.

    Raises FileRefused where it is no such file; at the latest in place of its end.
    """
    count, digest = 0, sha256()
    try:
        with path.open("rb") as file:
            lines = io.BufferedReader(_Unpacked(file))
            while text := lines.readline(LONGEST_LINE + 1):
                line = _line(path, text)
                if "end" in line:
                    if line != {"end": count, "sha256": digest.hexdigest()}:
                        raise FileRefused(path, "its lines have not the sum that it states.")
                    if lines.read(1):
                        raise FileRefused(path, "something follows its last line.")
                    return
                digest.update(text)
                count += 1
                yield line
    except (OSError, EOFError, zlib.error) as error:
        raise FileRefused(path, f"it cannot be read to its end ({error}).") from None
    raise FileRefused(path, "it breaks off before its end.")


def _line(path: Path, text: bytes) -> Line:
    """A line, if it is written as we write it: then no name stands twice in it, no number is
    none, and no letter is half of one."""
    if len(text) > LONGEST_LINE:
        raise FileRefused(path, f"a line of it has over {LONGEST_LINE:,} bytes.")
    try:
        line = json.loads(text)
        if isinstance(line, dict) and _text(line) == text:
            return line
    except (ValueError, RecursionError):
        pass
    raise FileRefused(path, "it is no backup that this program has made.")


def _text(line: Line) -> bytes:
    text = json.dumps(line, ensure_ascii=False, sort_keys=True, allow_nan=False)
    return (text + "\n").encode()


class _Unpacked(io.RawIOBase):
    """What one member of gzip holds; an error where the file does not end with it."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._gzip = zlib.decompressobj(zlib.MAX_WBITS | 16)

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Fills a part of the buffer; how much."""
        while not self._gzip.eof:
            packed = self._gzip.unconsumed_tail or self._file.read(_BLOCK)
            if found := self._gzip.decompress(packed, len(buffer)):
                buffer[: len(found)] = found
                return len(found)
            if not packed and not self._gzip.eof:
                raise EOFError("it breaks off")
        if self._gzip.unused_data or self._file.read(1):
            raise EOFError("something follows its end")
        return 0
