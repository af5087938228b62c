"""What is fuzzed: everything that takes bytes from a card, or from a file that somebody else may have written.

A target takes any bytes and returns. It expects the errors that its functions document; any other is a finding. The
tests run each target with hypothesis and over the kept inputs, ``fuzz/run`` runs it with atheris.
"""

from __future__ import annotations

import atexit
import shutil
import tempfile
from contextlib import suppress
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from conversations import (
    card_commands,
    commands,
    conversation,
    conversations,
    guard,
    single_commands,
    transcript,
    transcripts,
    virtual_card,
)
from hostile_card import HostileCard
from rich.cells import cell_len

from apdu.applications.ic_license import DF1_FILES
from apdu.applications.license_ap import WEF02, WEF03
from apdu.errors import ApduError, TlvError
from apdu.extent import ber_extent, filled_extent, license_extent
from apdu.tlv import BerObject, parse_ber, parse_license, parse_simple
from menkyo.api import decode, read_card, read_status, today
from menkyo.cli.exit_codes import CommandError
from menkyo.cli.old_record import old_record_of_values, values_in_file
from menkyo.output import Language, PhotoError, render_json, render_plain, render_status, render_status_json
from menkyo.output.final_check import CheckView, render_check, render_check_json
from menkyo.output.line_breaks import line_starts
from menkyo.output.photo import open_photo
from menkyo.reading import CaptureFormatError, HolderKeys, IcLicensePins, ReadingError, dump_card, load_capture
from menkyo.reading.capture_document import parse_capture, parse_json, write_document
from menkyo.reading.capture_encryption import encrypt
from menkyo.record import (
    RecordError,
    decode_card_expiry,
    decode_card_expiry_object,
    decode_certificate_end,
    decode_certificates_present,
    decode_ic_license,
    decode_ic_pin_setting,
    decode_license_record,
    decode_pin_setting,
    decode_signature_record,
    decode_token,
)
from menkyo.record.bitmap import decode_bitmap
from menkyo.record.photo import decode_photo
from menkyo.rules.errors import NumberFormError
from menkyo.rules.final_check import final_check
from menkyo.rules.final_check_values import NewCard, OldRecord
from menkyo.rules.number_use import parse_number
from menkyo.trust import KeyFileError, read_keys
from menkyo.virtual import (
    IC_FILES,
    IcLicenseFiles,
    ImageError,
    LicenseFiles,
    VirtualCard,
    image_names,
    load_image,
    open_virtual,
)
from menkyo.virtual.loading import image_source

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from menkyo.api import Capture, ReadResult

__all__ = ["TARGETS", "Target", "seeds_of"]

CHECKOUT: Final = Path(__file__).parents[1]
KEYS: Final = CHECKOUT / "src" / "menkyo" / "virtual"
CHEAPEST: Final = 1 << 10
"""The least work that a passphrase may take; every encrypted seed takes it, for speed."""

PASSPHRASE: Final = "fuzz"  # noqa: S105 - it guards nothing


class Target(NamedTuple):
    """One thing that takes bytes; ``longest`` is how many bytes are tried, ``seeds`` are inputs that do well."""

    about: str
    run: Callable[[bytes], None]
    seeds: Callable[[], Iterable[bytes]]
    longest: int = 4096


# What a card sends ---------------------------------------------------------------------------------------------------


def license_tlv(data: bytes) -> None:
    """Walk a license file, and tell how far it must be read."""
    parsed = parse_license(data)
    assert sum(len(item.value) for item in parsed.objects) + len(parsed.rest) <= len(data)
    for file in (WEF02, WEF03):
        license_extent(data, file.last_tag or 0)
    for file in DF1_FILES:
        filled_extent(data, file.last_tag, file.max_size)
    ber_extent(data)


def ber_tlv(data: bytes) -> None:
    """Read BER-TLV and what is inside it, and simple TLV."""
    with suppress(TlvError):
        _descend(parse_ber(data), 8)
    with suppress(TlvError):
        parse_simple(data)


def _descend(objects: Iterable[BerObject], depth: int) -> None:
    for item in objects:
        with suppress(TlvError):
            if depth:
                _descend(item.children(), depth - 1)


def license_record(data: bytes) -> None:
    """Decode the files of the license application."""
    decode_pin_setting(data)
    with suppress(RecordError):
        record = decode_license_record(data)
        assert record.raw == data
    with suppress(RecordError):
        decode_signature_record(data)


def ic_license(data: bytes) -> None:
    """Decode the files of an IC license, cut out of the input by two bytes of length each."""
    decode_ic_pin_setting(data)
    files = dict(zip(IC_FILES, _parts(data), strict=False))
    with suppress(RecordError):
        decode_ic_license(files)


def _parts(data: bytes) -> Iterator[bytes]:
    at = 0
    while at < len(data):
        end = at + 2 + int.from_bytes(data[at : at + 2], "big") % 0x800
        yield data[at + 2 : end]
        at = end


def pictures(data: bytes) -> None:
    """Decode a photo, and the picture of an external character."""
    bitmap = decode_bitmap(data)
    if bitmap is not None:
        bitmap.is_black(bitmap.size - 1, bitmap.size - 1)
    with suppress(PhotoError):
        open_photo(decode_photo(data))


def card_data(data: bytes) -> None:
    """Decode what the other applications tell: certificates, the token, the card's own last day."""
    decode_token(data)
    decode_certificates_present(data)
    decode_certificate_end(data)
    decode_card_expiry(data)
    decode_card_expiry_object(data)


def reading(data: bytes) -> None:
    """Read a hostile card, and show what came of it."""
    card = HostileCard(data)
    pins = IcLicensePins(lambda _tries: b"1234", lambda _tries: b"5678")
    with suppress(ApduError, ReadingError):
        _show(read_card(card, lambda _tries: b"1234", ic_license_pins=pins))


def _show(capture: Capture) -> None:
    with suppress(RecordError, ReadingError):
        result = decode(capture)
        render_json(result)
        for language in Language:
            render_plain(result, language=language)


def dump(data: bytes) -> None:
    """Dump a hostile card, and show what came of it."""
    pins = IcLicensePins(lambda _tries: b"1234", lambda _tries: b"5678")
    holder = HolderKeys(lambda _tries: b"00000020000000")
    with suppress(ApduError, ReadingError):
        dumped = dump_card(HostileCard(data), lambda _tries: b"1234", ic_license_pins=pins, holder=holder)
        _show(dumped.capture)


def lines(data: bytes) -> None:
    """Break a text into lines of a width, which is the first byte."""
    text, width = data[1:].decode("utf-8", "replace"), data[0] % 100 if data else 0
    starts = line_starts(text, width)
    for start, end in pairwise([0, *starts, len(text)]):
        assert start < end or not text
        assert cell_len(text[start:end].rstrip(" ")) <= max(width, 2)


def status(data: bytes) -> None:
    """Ask a hostile card for its status, and show what came of it."""
    with suppress(ApduError, ReadingError):
        found = read_status(HostileCard(data))
        render_status_json(found)
        for language in Language:
            render_status(found, today(), language=language)


# What a file holds ---------------------------------------------------------------------------------------------------


def capture(data: bytes) -> None:
    """Read a saved reading, write it again, and show it."""
    try:
        saved = parse_capture(parse_json(data))
    except CaptureFormatError:
        return
    assert parse_capture(parse_json(write_document(saved))) == saved
    _show(saved)


def encrypted_capture(data: bytes) -> None:
    """Open a saved reading that may be encrypted; what asks for more work than the seeds do is not opened."""
    if b'"n": 1024' not in data and b'"ciphertext"' in data:
        data = b""
    with suppress(CaptureFormatError):
        load_capture(_file(data, "capture.json"), PASSPHRASE)


def card_image(data: bytes) -> None:
    """Load a card image, and make the card."""
    try:
        image = load_image(_file(data, "image.toml"))
    except ImageError:
        return
    VirtualCard(image)


def old_record(data: bytes) -> None:
    """Read the old record for the final check of a renewed card, written by hand in TOML or JSON, and check with it."""
    for suffix in (".toml", ".json"):
        with suppress(CommandError):
            values = values_in_file(_file(data, f"old{suffix}"))
            if values is not None:
                _check(old_record_of_values(values))


def _check(old: OldRecord) -> None:
    new, day = _renewed(), today()
    card = NewCard(has_application=True, record=new.record)
    for renewed_on in (None, old.expires_on):
        check = final_check(old, card, as_of=day, renewed_on=renewed_on)
        view = CheckView(check, old, new, None, renewed_on, day, specimen=True)
        render_check_json(view)
        for language in Language:
            render_check(view, language=language)


@cache
def _renewed() -> ReadResult:
    return decode(read_card(open_virtual("renewed"), lambda _tries: b"1234"))


def trusted_keys(data: bytes) -> None:
    """Read certificates and keys for the trust store."""
    with suppress(KeyFileError):
        read_keys(data, "fuzz.pem")


def number(data: bytes) -> None:
    """Read the number of a license as a person types it."""
    with suppress(NumberFormError):
        parse_number(data.decode("utf-8", "replace"))


@cache
def _folder() -> Path:
    """A folder that goes when the process ends, in memory where the system has such a place."""
    shared = Path("/dev/shm")  # noqa: S108 - the folder itself gets a name that nobody can guess
    folder = Path(tempfile.mkdtemp(prefix="menkyo-fuzz-", dir=shared if shared.is_dir() else None))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def _file(data: bytes, name: str) -> Path:
    path = _folder() / name
    path.write_bytes(data)
    return path


# Inputs to begin with ------------------------------------------------------------------------------------------------


def _license_files() -> Iterator[bytes]:
    for name in image_names("mynumber"):
        files = LicenseFiles(load_image(name))
        yield from (content for content in (files.wef01, files.wef02, files.wef03) if content)


def _ic_files() -> Iterator[bytes]:
    for name in image_names("ic-license"):
        files = IcLicenseFiles(load_image(name))
        contents = (files.content(file) or b"" for file in IC_FILES)
        yield b"".join(len(content).to_bytes(2, "big") + content.rstrip(b"\xff") for content in contents)


def _pictures() -> Iterator[bytes]:
    for path in sorted((KEYS / "images").glob("*.j*")):
        yield path.read_bytes()
    yield b"\x10" + bytes(range(32))


def _certificates() -> Iterator[bytes]:
    for path in sorted((KEYS / "certificates").iterdir()):
        yield path.read_bytes()
    yield b"\x01\x1c" + b"0" * 20 + b"20350217"
    yield b"20350217"
    yield b"JPKIAPICCTOKEN2".ljust(32)


def _trust_files() -> Iterator[bytes]:
    yield from _certificates()
    for folder in (KEYS / "keys", CHECKOUT / "fixtures" / "keys"):
        for path in sorted(folder.glob("*.pem")):
            yield path.read_bytes()


def _hostile() -> Iterator[bytes]:
    for first in range(12):
        yield bytes((first,)) + bytes(80)
        yield bytes((first,)) + bytes(8) + b"\xff"
    for place in range(30):
        yield bytes((1,)) + bytes(place) + bytes.fromhex("E0000205AABBCCDDEE")
        yield bytes((3,)) + bytes(place) + bytes.fromhex("D00010")


@cache
def _captures() -> tuple[bytes, ...]:
    made: list[bytes] = []
    for name in ("specimen", "ic-changes", "external-characters", "history-only"):
        pins = IcLicensePins(lambda _tries: b"1234", lambda _tries: b"5678")
        read = read_card(open_virtual(name), lambda _tries: b"1234", ic_license_pins=pins)
        made.append(write_document(read))
    return tuple(made)


def _encrypted() -> Iterator[bytes]:
    for content in _captures()[:1]:
        yield encrypt(content, PASSPHRASE, cost=CHEAPEST)
    yield encrypt(b"{}", PASSPHRASE, cost=CHEAPEST)


def _images() -> Iterator[bytes]:
    for name in image_names():
        yield image_source(name).encode()


def _old_records() -> Iterator[bytes]:
    yield b'number = "309012345620"\nexpires_on = 2030-05-15\ncolor = "gold"\ncategories = ["moped"]\nconditions = []\n'
    yield b'{"number": "3090 1234 5620", "expires_on": "R12.5.15", "categories": "moped, ordinary"}'
    yield from (render.encode() for render in _documents())


def _documents() -> Iterator[str]:
    for content in _captures():
        yield render_json(decode(parse_capture(parse_json(content))))


def _texts() -> Iterator[bytes]:
    for text in (
        "記録の末日は2033年5月16日(月)、更新は「免許」を受け取り",
        "Read menkyo check-new-card: 3,350 yen, \ufe0f",
    ):
        yield from (bytes((width,)) + text.encode() for width in (1, 10, 40))


def _numbers() -> Iterator[bytes]:
    yield from (text.encode() for text in ("3090 1234 5620", "第３０９０１２３４５６２０号", "30901234562", "x"))


TARGETS: Final = {
    "license-tlv": Target("license TLV, and how far to read", license_tlv, _license_files),
    "ber-tlv": Target("BER-TLV and simple TLV", ber_tlv, _certificates),
    "license-record": Target("the files of the license application", license_record, _license_files),
    "ic-license": Target("the files of an IC license", ic_license, _ic_files),
    "pictures": Target("photos and external characters", pictures, _pictures),
    "card-data": Target("what the other applications tell", card_data, _certificates),
    "commands": Target("commands and answers", commands, single_commands, 600),
    "reading": Target("a hostile card, read", reading, _hostile),
    "status": Target("a hostile card, asked for its status", status, _hostile),
    "transcript": Target("recorded conversations", transcript, transcripts, 16_384),
    "capture": Target("saved readings", capture, _captures, 16_384),
    "encrypted-capture": Target("encrypted saved readings", encrypted_capture, _encrypted, 32_768),
    "card-image": Target("card images", card_image, _images),
    "old-record": Target("old records written by hand", old_record, _old_records),
    "trusted-keys": Target("certificates and keys to trust", trusted_keys, _trust_files),
    "number": Target("a number that is typed", number, _numbers, 100),
    "virtual-card": Target("the virtual cards themselves", virtual_card, card_commands, 2048),
    "dump": Target("a hostile card, dumped", dump, _hostile),
    "conversation": Target("what a recorded conversation is about", conversation, conversations, 16_384),
    "guard": Target("what reaches a card through the guard", guard, card_commands, 2048),
    "lines": Target("where lines of a text end", lines, _texts, 2048),
}
"""Every target by its name; the kept inputs stand in ``fixtures/fuzz/NAME.txt``, one a line in hex."""


def seeds_of(name: str) -> list[bytes]:
    """The inputs that a target begins with, each once, and none that is too long."""
    target = TARGETS[name]
    return [seed for seed in dict.fromkeys(target.seeds()) if len(seed) <= target.longest]
