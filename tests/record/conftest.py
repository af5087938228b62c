"""Encoders of their own for record files, and the vectors as parameters."""

from __future__ import annotations

import json
import re
from importlib.util import find_spec, module_from_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from types import ModuleType

VECTORS: Final = Path(__file__).parents[2] / "fixtures" / "vectors"

# A test that asks for the fixture on the left runs once for each row of the file on the right.
VECTOR_FILES: Final = {
    "card_vector": "record_card_expiry.json",
    "date_vector": "record_dates.json",
    "file_vector": "record_files.json",
    "ic_vector": "record_ic_license.json",
    "latin_vector": "record_latin.json",
    "number_vector": "record_numbers.json",
    "photo_vector": "record_photos.json",
    "pin_vector": "record_pin_settings.json",
    "text_vector": "record_text.json",
}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Turn the rows of a vector file into the parameters of the tests that ask for them."""
    for name, file in VECTOR_FILES.items():
        if name in metafunc.fixturenames:
            rows = json.loads((VECTORS / file).read_text(encoding="utf-8"))
            metafunc.parametrize(name, rows, ids=[row["name"] for row in rows])


def encode_object(tag: int, value: bytes) -> bytes:
    """Write one object: tags above FF as two bytes, lengths above 127 as 82 hh ll."""
    head = tag.to_bytes(2 if tag > 0xFF else 1, "big")
    length = bytes((len(value),)) if len(value) < 0x80 else b"\x82" + len(value).to_bytes(2, "big")
    return head + length + value


def encode_file(values: Mapping[int, bytes]) -> bytes:
    """Write objects in ascending order of their tags."""
    return b"".join(encode_object(tag, values[tag]) for tag in sorted(values))


def encode_text(text: str) -> bytes:
    """Write characters as JIS X 0208 cells, by way of the escape sequences that the card does not have."""
    return text.encode("iso2022_jp").removeprefix(b"\x1b$B").removesuffix(b"\x1b(B")


def full_license() -> dict[int, bytes]:
    """Make the objects of a license record in which every one has its full size."""
    line = encode_text("補聴器（使用しない場合は特定後写鏡で聴覚障害者標識を付けた普通車の乗用車に限る）")
    glyph = bytes(range(256))
    photo = bytes.fromhex("ff4fff5100290000000000c0000000f0") + bytes(8) + bytes(16) + b"\0\1" + bytes(1958)
    return {
        0xC2: b"5080401",
        0xC3: b"\x01",
        0xC4: encode_text("その他"),
        0xC5: b"5120515",
        **dict.fromkeys((*range(0xC6, 0xCA), *range(0xCC, 0xD4), *range(0xD7, 0xE7)), line),
        **dict.fromkeys((0xCA, 0xCB, 0xD4, 0xD5, 0xD6), glyph),
        0xE7: b"309012345620",
        0xE8: b"302500000110",
        0xE9: b"4210420",
        0xEA: b"4220802",
        0xEB: b"5010701",
        **dict.fromkeys(range(0xEC, 0xFB), b"\x01"),
        **dict.fromkeys(range(0xFB, 0x107), b"5020304"),
        0x107: photo,
    }


def full_signature() -> dict[int, bytes]:
    """Make the objects of a signature record in which every one has its full size."""
    return {
        0x108: bytes(range(256)),
        0x109: b"0123456789ABCDEF",
        0x10A: b" " * 48,
        0x10B: b"cn=Issuer of test signatures".ljust(80),
        0x10C: b"cn=Signer of test records".ljust(130, b"\0"),
        0x10D: bytes(range(32)),
    }


@pytest.fixture(name="encode_object", scope="session")
def encode_object_fixture() -> Callable[[int, bytes], bytes]:
    """Write one object."""
    return encode_object


@pytest.fixture(name="encode_file", scope="session")
def encode_file_fixture() -> Callable[[Mapping[int, bytes]], bytes]:
    """Write objects in ascending order of their tags."""
    return encode_file


@pytest.fixture(name="encode_text", scope="session")
def encode_text_fixture() -> Callable[[str], bytes]:
    """Write JIS X 0208 text."""
    return encode_text


@pytest.fixture(name="full_license")
def full_license_fixture() -> dict[int, bytes]:
    """The objects of a license record of full size, for the test to change."""
    return full_license()


@pytest.fixture(name="full_signature")
def full_signature_fixture() -> dict[int, bytes]:
    """The objects of a signature record of full size, for the test to change."""
    return full_signature()


@pytest.fixture(scope="session")
def fresh() -> Callable[[str], ModuleType]:
    """Import a module once more, beside the one in use, so that what it makes when imported is made under test."""

    def load(name: str) -> ModuleType:
        spec = find_spec(name)
        assert spec is not None
        assert spec.loader is not None
        module = module_from_spec(spec)
        spec.loader.exec_module(module)
        return module

    return load


@pytest.fixture(scope="session")
def is_sentence() -> Callable[[str], bool]:
    """Tell whether a text is one sentence: a capital or a number at its beginning, a full stop at its end."""
    return lambda text: re.fullmatch(r"[A-Z0-9](?=.*[a-z]).*\.", text) is not None
