"""Which bytes are which letters: UTF-8, UTF-16 and the code pages of older programs.

DuckDB reads UTF-8. Anything else is rewritten as UTF-8 into the import's temporary folder, a
block at a time.
"""

from __future__ import annotations

import codecs
from pathlib import Path

from unslump.errors import ImportFailed

__all__ = ["as_utf8", "detect", "first_invalid"]

_BLOCK = 1 << 20
_SAMPLE = 1 << 18
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Code pages that spell western letters alike except for a few signs; cp1252 is what programs write.
_WESTERN = {"cp1252", "latin_1", "iso8859_1", "iso8859_15", "cp1250", "cp1254", "cp1257", "cp437", "cp850",
            "cp858", "mac_roman", "cp775", "cp852", "hp_roman8", "cp1140", "cp037", "cp500"}  # fmt: skip


def detect(path: Path, sample: bytes) -> str:
    """The encoding of a file, from its mark or its first bytes. Raises ImportFailed for binary data."""
    for mark, name in _MARKS:
        if sample.startswith(mark):
            return name
    if b"\0" in sample:
        return _without_mark(path, sample)
    if _is_utf8(sample):
        return "utf-8"
    return _code_page(sample)


def as_utf8(path: Path, encoding: str, target: Path) -> Path:
    """The file as UTF-8 without a mark at `target`. Raises ImportFailed when bytes do not fit."""
    with path.open("rb") as source, target.open("wb") as out:
        decoder = codecs.getincrementaldecoder(encoding)("strict")
        try:
            while block := source.read(_BLOCK):
                out.write(decoder.decode(block).encode("utf-8", "strict"))
            out.write(decoder.decode(b"", final=True).encode("utf-8", "strict"))
        except UnicodeError as error:
            raise ImportFailed(
                f"{path.name}: some of its letters cannot be read as {encoding}.",
                hint="Save it again as CSV with the encoding UTF-8.",
            ) from error
    return target


def first_invalid(path: Path) -> bytes | None:
    """The neighbourhood of the first bytes that are not UTF-8; None when all of the file is UTF-8."""
    decoder = codecs.getincrementaldecoder("utf-8")("strict")
    with path.open("rb") as source:
        while block := source.read(_BLOCK):
            if block.isascii() and not decoder.getstate()[0]:
                continue
            try:
                decoder.decode(block)
            except UnicodeDecodeError as error:
                return block[max(0, error.start - _SAMPLE) : error.start + _SAMPLE]
    return None


def _is_utf8(sample: bytes) -> bool:
    try:
        codecs.getincrementaldecoder("utf-8")("strict").decode(sample)
    except UnicodeDecodeError:
        return False
    return True


def _without_mark(path: Path, sample: bytes) -> str:
    """UTF-16 without its mark has a zero in nearly every other byte; anything else is not text."""
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    half = len(sample) // 2
    if half and odd > 0.4 * half and even < 0.05 * half:
        return "utf-16-le"
    if half and even > 0.4 * half and odd < 0.05 * half:
        return "utf-16-be"
    raise ImportFailed(
        f"{path.name} is not text: it holds binary data.",
        hint="Export it as CSV, or give it the ending it should have (.xlsx, .parquet).",
    )


def _code_page(sample: bytes) -> str:
    from charset_normalizer import from_bytes

    # A few kilobytes around the letters in question are enough, and quick.
    start = next((at for at, byte in enumerate(sample) if byte > 127), 0)
    best = from_bytes(sample[max(0, start - 1000) : start + 20_000]).best()
    guess = best.encoding if best else "cp1252"
    if guess in _WESTERN or guess in ("ascii", "utf_8"):
        return _western(sample)
    return guess


def _western(sample: bytes) -> str:
    try:
        sample.decode("cp1252")
    except UnicodeDecodeError:
        return "latin_1"
    return "cp1252"
