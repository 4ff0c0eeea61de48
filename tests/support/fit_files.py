"""FIT files for tests: messages with their definitions, a header and a checksum."""

from __future__ import annotations

import struct
from datetime import UTC, datetime

EPOCH = datetime(1989, 12, 31, tzinfo=UTC)
_CRC = (
    0x0000, 0xCC01, 0xD801, 0x1400, 0xF001, 0x3C00, 0x2800, 0xE401,
    0xA001, 0x6C00, 0x7800, 0xB401, 0x5000, 0x9C01, 0x8801, 0x4400,
)  # fmt: skip


def write_fit_file(start: datetime | int, seconds: int, sport: int = 1, kind: int = 4) -> bytes:
    """Return a file of one session; `start` as a number is seconds since the watch was switched on."""
    stamp = start if isinstance(start, int) else int((start - EPOCH).total_seconds())
    body = _define(0, 0, [(0, 1, 0x00)]) + b"\x00" + struct.pack("<B", kind)
    body += _define(1, 18, [(2, 4, 0x86), (8, 4, 0x86), (5, 1, 0x00)])
    body += b"\x01" + struct.pack("<IIB", stamp, seconds * 1000, sport)
    header = struct.pack("<BBHI4s", 14, 0x20, 2132, len(body), b".FIT")
    whole = header + struct.pack("<H", _checksum(header)) + body
    return whole + struct.pack("<H", _checksum(whole))


def _define(local: int, message: int, fields: list[tuple[int, int, int]]) -> bytes:
    head = struct.pack("<BBBHB", 0x40 | local, 0, 0, message, len(fields))
    return head + b"".join(struct.pack("<BBB", *field) for field in fields)


def _checksum(data: bytes) -> int:
    crc = 0
    for byte in data:
        for nibble in (byte & 0xF, byte >> 4):
            crc = ((crc >> 4) & 0x0FFF) ^ _CRC[crc & 0xF] ^ _CRC[nibble]
    return crc
