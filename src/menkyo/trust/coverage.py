"""What a signature may cover: no source says which bytes, so that every candidate is compared.

The candidates are {whole objects, values only} x {up to the last object, the whole file with its fill} x {one hash, the
hash of the files' hashes}, in each order of the files (license card spec, section 5 and section 12, Q3).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, Final, NamedTuple

from apdu.applications.license_ap import WEF02
from apdu.tlv import is_fill, parse_license

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

__all__ = [
    "COVERAGES",
    "IC_LICENSE_ORDERS",
    "Candidate",
    "Order",
    "SignedFile",
    "candidates",
    "ic_license_files",
    "license_files",
]

_OBJECTS: Final = "objects"
_FILE: Final = "file"
_VALUES: Final = "values"
_VALUES_AND_PADDING: Final = "values-and-padding"
_NESTED: Final = "nested"

_FILE_NESTED: Final = f"{_FILE}-{_NESTED}"
COVERAGES: Final = (_OBJECTS, _FILE, _VALUES, _VALUES_AND_PADDING)
"""The names of the bytes that are compared; behind them may stand an order's name and ``nested``."""


@dataclass(frozen=True, slots=True)
class SignedFile:
    """One file that a signature covers: its name, its bytes as read, and the ``size`` that the card holds it in.

    A reading may end at the last object and leave fill unread, which says nothing: up to ``size`` it is supplied.
    """

    name: str
    data: bytes = field(repr=False)
    size: int


class Order(NamedTuple):
    """An order in which several files may have been signed; ``name`` is empty for the order of the specification."""

    name: str
    files: tuple[str, ...]


class Candidate(NamedTuple):
    """A coverage by its stable name, and the SHA-256 value that a signature over it holds (32 bytes)."""

    name: str
    digest: bytes


# The three files that the signature of an IC license covers, and their sizes (license card spec, section 4.3).
_IC_SIZES: Final = {"DF1/EF01": 880, "DF1/EF02": 82, "DF2/EF01": 2005}

IC_LICENSE_ORDERS: Final = (
    Order("", ("DF1/EF01", "DF1/EF02", "DF2/EF01")),
    Order("photo-second", ("DF1/EF01", "DF2/EF01", "DF1/EF02")),
)
"""The orders in which an IC license's files may have been signed (license card spec, section 5)."""


def license_files(record: bytes) -> tuple[SignedFile, ...]:
    """What the signature of a My Number card's license record covers: WEF02."""
    return (SignedFile(WEF02.name, record, WEF02.max_size),)


def ic_license_files(contents: Mapping[str, bytes]) -> tuple[SignedFile, ...]:
    """What the signature of an IC license covers, of the files that were read: items, domicile and photo."""
    return tuple(SignedFile(name, contents[name], size) for name, size in _IC_SIZES.items() if name in contents)


def candidates(files: Sequence[SignedFile], orders: Sequence[Order] = ()) -> Iterator[Candidate]:
    """Every coverage with its hash, the likely ones first; the same hash may come more than once.

    Without ``orders`` the files are taken as they come. An order that names a file that is not there is left out.
    """
    given = {file.name: _parts(file) for file in files}
    for nested in (False, True):
        for coverage in COVERAGES:
            for order in orders or (Order("", tuple(given)),):
                if not all(name in given for name in order.files):
                    continue
                name = "-".join(filter(None, (coverage, order.name, _NESTED if nested else "")))
                for variant in range(_FILLS):
                    parts = [given[file].bytes_of(coverage, variant) for file in order.files]
                    yield Candidate(name, _hash(parts, nested=nested))
    if len(files) == 1:
        yield from _of_other_sizes(files[0], given[files[0].name])


def _of_other_sizes(file: SignedFile, parts: _Parts) -> Iterator[Candidate]:
    """The whole file, where the fill that was not read ends before the largest size of the file."""
    for byte in (b"\xff", b"\0"):
        if parts.fills[0].strip(byte):
            continue
        running = sha256(file.data)
        for _ in range(len(file.data) + 1, file.size):
            running.update(byte)
            digest = running.digest()
            yield Candidate(_FILE, digest)
            yield Candidate(_FILE_NESTED, sha256(digest).digest())


def _hash(parts: Sequence[bytes], *, nested: bool) -> bytes:
    return sha256(b"".join(sha256(part).digest() for part in parts) if nested else b"".join(parts)).digest()


@dataclass(frozen=True, slots=True)
class _Parts:
    """A file taken apart: objects, their values, and what may stand behind them on the card."""

    objects: bytes
    values: bytes
    fills: tuple[bytes, ...]

    def bytes_of(self, coverage: str, variant: int) -> bytes:
        data = self.objects if coverage in {_OBJECTS, _FILE} else self.values
        return data if coverage in {_OBJECTS, _VALUES} else data + self.fills[variant]


# As read, filled up with FF, and filled up with 00.
_FILLS: Final = 3


def _parts(file: SignedFile) -> _Parts:
    parsed = parse_license(file.data)
    objects = file.data[: len(file.data) - len(parsed.rest)]
    missing = max(file.size - len(file.data), 0)
    filled = [parsed.rest + byte * missing for byte in (b"\xff", b"\0")]
    # What was read behind the objects decides what the rest of the file may be.
    fills = (parsed.rest, *(fill if is_fill(fill) else parsed.rest for fill in filled))
    return _Parts(objects, b"".join(item.value for item in parsed.objects), fills)
