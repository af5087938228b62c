from __future__ import annotations

import datetime as dt
import io
import json
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypedDict

import pytest
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers
from cryptography.hazmat.primitives.hashes import SHA256, Hash
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from apdu.tlv import parse_ber
from menkyo.virtual import CardImage, VirtualCard, load_image
from menkyo.virtual.face_encoding import LengthForm
from menkyo.virtual.image import CardFacts, HolderImage, LocalText
from menkyo.virtual.switches import Switches
from menkyo.virtual.text_application import TRAP_NUMBER, TextFiles

if TYPE_CHECKING:
    from collections.abc import Callable

    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

    Make = Callable[[str], VirtualCard]

VECTOR_FILE = Path(__file__).parents[2] / "fixtures" / "vectors" / "my_number_text.json"
TEXT = "00A4040C0AD3921000310001010408"
SURFACE = "00A4040C0AD3921000310001010402"
EMPTY = LocalText("", "")


def send(card: VirtualCard, *commands: str) -> bytes:
    """Send commands in hex and return the answer to the last."""
    return [card.transmit(bytes.fromhex(command)) for command in commands][-1]


def verify(short: int, secret: str) -> str:
    """VERIFY of a secret by short identifier."""
    return f"002000{0x80 | short:02X}{len(secret):02X}{secret.encode().hex()}"


def read(card: VirtualCard, application: str, file: str, short: int = 0, secret: str = "") -> bytes:
    """A whole file, after VERIFY where there is a secret."""
    send(card, application)
    if secret:
        assert send(card, verify(short, secret)) == b"\x90\x00"
    answer = send(card, f"00A4020C02{file}", "00B00000000000")
    assert answer[-2:] == b"\x90\x00"
    return answer[:-2]


def fields(file: bytes) -> dict[int, bytes]:
    """The objects inside a file's one object."""
    (outer,) = parse_ber(file)
    return {inner.tag: inner.value for inner in parse_ber(outer.value)}


def sha256(data: bytes) -> bytes:
    """The SHA-256 value."""
    digest = Hash(SHA256())
    digest.update(data)
    return digest.finalize()


def rsa_key(data: bytes) -> RSAPublicKey:
    """A public key as the card writes one: 90 exponent, 91 modulus, 265 bytes."""
    assert (len(data), data[:5], data[5:9]) == (265, bytes.fromhex("9003010001"), bytes.fromhex("91820100"))
    return RSAPublicNumbers(0x10001, int.from_bytes(data[9:], "big")).public_key()


class Certificate(NamedTuple):
    """A card-verifiable certificate."""

    issuer: bytes
    subject: bytes
    key: RSAPublicKey


def certificate(file: bytes) -> Certificate:
    """Take EF 0004 apart."""
    assert (len(file), file[:5]) == (568, bytes.fromhex("7F21820233"))
    body = fields(file)[0x5F4E]
    assert (len(body), len(fields(file)[0x5F37])) == (297, 256)
    return Certificate(body[:16], body[16:32], rsa_key(body[32:]))


class Holder(TypedDict):
    """The holder of a vector."""

    name: str
    address: str
    birth_date: str
    sex: str


class Vector(TypedDict):
    """The attributes of one card."""

    name: str
    hex: str
    holder: Holder
    offsets: list[int]
    sha256_from_name: str
    card_expires_on: str
    security_code: str
    birth_date_key: str
    number_b: str
    origin: str


VECTORS: list[Vector] = json.loads(VECTOR_FILE.read_text(encoding="utf-8"))


def image(
    holder: HolderImage, lengths: LengthForm = LengthForm.TWO_BYTES, expires_on: dt.date = dt.date(2035, 2, 17)
) -> CardImage:
    """A card of this holder."""
    return CardImage(
        "mine", EMPTY, EMPTY, CardFacts(expires_on=expires_on), holder=holder, switches=Switches(face_lengths=lengths)
    )


@pytest.mark.parametrize("vector", VECTORS, ids=lambda row: row["name"])
def test_vector(vector: Vector) -> None:
    """The published test card's attributes come out of the encoders byte for byte, and so do hash and keys."""
    row = vector["holder"]
    birth_date = dt.date.fromisoformat(row["birth_date"])
    holder = HolderImage(row["name"], row["address"], birth_date, row["sex"], vector["security_code"])
    made = image(holder, expires_on=dt.date.fromisoformat(vector["card_expires_on"]))
    data = TextFiles(made).attributes
    assert data == bytes.fromhex(vector["hex"])
    offsets = fields(data)[0xDF21]
    assert [int.from_bytes(offsets[at : at + 2], "big") for at in range(0, 8, 2)] == vector["offsets"]
    assert sha256(data[14:]).hex() == vector["sha256_from_name"]
    assert (made.holder.birth_date_key, made.number_b) == (vector["birth_date_key"], vector["number_b"])


@given(
    name=st.text(min_size=1, max_size=120).filter(lambda text: text.isprintable()),
    address=st.text(max_size=300).filter(lambda text: text.isprintable()),
    form=st.sampled_from(LengthForm),
)
def test_attributes_of_any_length(name: str, address: str, form: LengthForm) -> None:
    """Whatever the lengths and their form, the table leads to each field and the fields hold the texts."""
    data = TextFiles(image(HolderImage(name, address), lengths=form)).attributes
    found = fields(data)
    assert (found[0xDF22].decode(), found[0xDF23].decode()) == (name, address)
    table = found[0xDF21]
    tags = [data[int.from_bytes(table[at : at + 2], "big") :][:2].hex() for at in range(0, 8, 2)]
    assert tags == ["df22", "df23", "df24", "df25"]


def test_specimen_holder(specimen: VirtualCard) -> None:
    """照合番号B opens the four attributes of an invented person, whose address takes a two-byte length."""
    data = read(specimen, TEXT, "0002", 0x15, "55021720352285")
    assert data.startswith(bytes.fromhex("FF208200"))
    assert {tag: value.decode() for tag, value in fields(data).items() if tag != 0xDF21} == {
        0xDF22: "見本　花子",
        0xDF23: "東京都千代田区見本町１丁目２番３号　めんきょハイツ４０５号室",
        0xDF24: "19800217",
        0xDF25: "2",
    }
    assert len(data) == 256
    assert data.endswith(b"\xff" * 100)


@pytest.mark.parametrize(
    ("name", "start"),
    [("long-address", "FF208201"), ("face-lengths-81", "FF2081"), ("face-lengths-82", "FF208200")],
)
def test_length_forms(built_in: Make, name: str, start: str) -> None:
    """Images write long lengths in each form that readers have to take."""
    card = built_in(name)
    data = read(card, TEXT, "0002", 0x15, card.image.number_b)
    assert data.startswith(bytes.fromhex(start))
    assert fields(data)[0xDF23].decode() == card.image.holder.address
    assert (b"\xdf\x25\x82\x00\x01" in data) == (name == "face-lengths-82")
    assert (b"\xdf\x23\x81" in data) == (name == "face-lengths-81")


def test_long_address_is_long() -> None:
    """The long address does not fit in a one-byte length, and neither do name and address fit in one answer."""
    holder = load_image("long-address").holder
    assert len(holder.address.encode()) > 127


@pytest.mark.parametrize(
    ("file", "opened"),
    [
        ("0001", {0x11, 0x14}),
        ("0002", {0x11, 0x15}),
        ("0003", {0x11, 0x14, 0x15}),
        ("0006", {0x11, 0x14, 0x15}),
        ("0007", {0x11, 0x14, 0x15}),
    ],
)
def test_access_to_text_files(built_in: Make, file: str, opened: set[int]) -> None:
    """Each file of the text application opens for its own keys and no other; nothing is open without one."""
    secrets = {0x11: "1234", 0x14: TRAP_NUMBER, 0x15: "55021720352285"}
    for key, secret in secrets.items():
        card = built_in("specimen")
        assert send(card, TEXT, f"00A4020C02{file}", "00B0000001") == b"\x69\x82"
        send(card, verify(key, secret))
        assert (send(card, f"00A4020C02{file}", "00B0000001")[-2:] == b"\x90\x00") == (key in opened)


@pytest.mark.parametrize(
    ("file", "opened"), [("0001", {0x11}), ("0002", {0x12, 0x13}), ("0005", {0x13}), ("0006", {0x12, 0x13})]
)
def test_access_to_surface_files(built_in: Make, file: str, opened: set[int]) -> None:
    """Each file of the surface application opens for its own keys and no other; nothing is open without one."""
    secrets = {0x11: "550217", 0x12: "55021720352285", 0x13: TRAP_NUMBER}
    for key, secret in secrets.items():
        card = built_in("specimen")
        assert send(card, SURFACE, f"00A4020C02{file}", "00B0000001") == b"\x69\x82"
        send(card, verify(key, secret))
        assert (send(card, f"00A4020C02{file}", "00B0000001")[-2:] == b"\x90\x00") == (key in opened)


@pytest.mark.parametrize(("application", "issuer"), [(TEXT, b"9000033"), (SURFACE, b"9000023")])
def test_card_verifiable_certificate(specimen: VirtualCard, application: str, issuer: bytes) -> None:
    """EF 0004 is free, and its keys have names that no real hierarchy has."""
    names = certificate(read(specimen, application, "0004"))
    assert names.issuer == issuer + b"\x08\x05001" + bytes(4)
    assert names.subject == b"1310121\x08\x05000" + bytes(4)


def test_text_basics(specimen: VirtualCard) -> None:
    """EF 0005 is free: 164 bytes in a file of 256, with a length in a form longer than needed."""
    data = read(specimen, TEXT, "0005")
    assert (len(data), data[:5], data[164:]) == (256, bytes.fromhex("FF4082009F"), b"\xff" * 92)
    found = fields(data)
    assert found[0xDF41] == bytes.fromhex("01030E01")
    assert (len(found[0xDF42]), len(found[0xDF43])) == (16, 128)


@pytest.mark.parametrize("name", ["specimen", "long-address", "face-lengths-82", "holder-reiwa"])
def test_integrity(built_in: Make, name: str) -> None:
    """EF 0003 holds the hashes of EF 0001 as stored and of EF 0002 from its name to its end, and signs both."""
    card = built_in(name)
    number = read(card, TEXT, "0001", 0x11, "1234")
    data = read(card, TEXT, "0003")
    found = fields(data)
    assert (len(data), len(number)) == (336, 17)
    assert found[0xDF31] == sha256(number)
    attributes = TextFiles(card.image).attributes
    assert found[0xDF32] == sha256(attributes[int.from_bytes(fields(attributes)[0xDF21][:2], "big") :])
    key = certificate(read(card, TEXT, "0004")).key
    key.verify(found[0xDF33], data[5 : 5 + 70], PKCS1v15(), SHA256())


@pytest.mark.parametrize("application", [TEXT, SURFACE])
def test_the_card_proves_that_it_is_there(specimen: VirtualCard, application: str) -> None:
    """The default key signs without a PIN; its public half stands in a signed file of the application."""
    if application == TEXT:
        data = read(specimen, TEXT, "0007", 0x11, "1234")
        key, signature, signed = fields(data)[0xDF51], fields(data)[0xDF52], data[5 : 5 + 270]
    else:
        data = read(specimen, SURFACE, "0001", 0x11, "550217")
        key, signature, signed = fields(data)[0xDF12], fields(data)[0xDF13], data[5 : 5 + 281]
        assert fields(data)[0xDF11] == b"19800217"
    certificate(read(specimen, application, "0004")).key.verify(signature, signed, PKCS1v15(), SHA256())
    challenge = b"\x30" * 16
    answer = send(specimen, application, f"802A050010{challenge.hex()}00")
    assert len(answer) == 258
    answer = send(specimen, f"802A030010{challenge.hex()}00")
    rsa_key(key).verify(answer[:256], challenge, PKCS1v15(), SHA256())


def test_card_face(specimen: VirtualCard) -> None:
    """EF 0002 of the surface application has nine fields where its table says, with pictures, photo and expiry."""
    data = read(specimen, SURFACE, "0002", 0x12, "55021720352285")
    assert data.startswith(bytes.fromhex("FF2082"))
    found = fields(data)
    assert list(found) == list(range(0xDF21, 0xDF2B))
    table = found[0xDF21]
    starts = [data[int.from_bytes(table[at : at + 2], "big") :][:2].hex() for at in range(0, 18, 2)]
    assert starts == [f"df2{digit}" for digit in "23456789a"]
    assert (found[0xDF22], found[0xDF23], found[0xDF29]) == (b"19800217", b"2", b"20350217")
    assert found[0xDF27] == load_image("specimen").holder.photo
    assert found[0xDF27][:12] == bytes.fromhex("0000000C6A5020200D0A870A")
    for tag, size in ((0xDF25, (80, 16)), (0xDF26, (480, 16)), (0xDF2A, (24, 12))):
        with Image.open(io.BytesIO(found[tag])) as picture:
            assert (picture.format, picture.mode, picture.size) == ("PNG", "1", size)
    with Image.open(io.BytesIO(found[0xDF27])) as photo:
        assert (photo.format, photo.mode) == ("JPEG2000", "L")


def test_card_face_signature(specimen: VirtualCard) -> None:
    """What is signed are three hashes: of birth date to key, of the two pictures, and of the photo."""
    data = read(specimen, SURFACE, "0002", 0x12, "55021720352285")
    table = fields(data)[0xDF21]
    starts = [int.from_bytes(table[at : at + 2], "big") for at in range(0, 18, 2)]
    groups = (data[starts[0] : starts[3]], data[starts[3] : starts[5]], data[starts[5] : starts[6]])
    numbers = certificate(read(specimen, SURFACE, "0004")).key.public_numbers()
    opened = pow(int.from_bytes(fields(data)[0xDF28], "big"), numbers.e, numbers.n).to_bytes(256, "big")
    digest_info = bytes.fromhex("3071300D060960864801650304020105000460") + b"".join(sha256(group) for group in groups)
    assert opened == b"\x00\x01" + b"\xff" * (253 - len(digest_info)) + b"\x00" + digest_info


def test_surface_basics(specimen: VirtualCard) -> None:
    """EF 0003 is free and tells the municipality."""
    found = fields(read(specimen, SURFACE, "0003"))
    assert [len(value) for value in found.values()] == [4, 16, 1, 5, 272]
    assert found[0xDF34] == b"13101"


def test_the_traps_show_a_number_that_is_none(specimen: VirtualCard) -> None:
    """Both traps have the form of the real files, and the number in both is the trap's."""
    text = read(specimen, TEXT, "0001", 0x11, "1234")
    assert text == b"\xff\x10\x0c" + TRAP_NUMBER.encode() + b"\xff\xff"
    picture = read(specimen, SURFACE, "0005", 0x13, TRAP_NUMBER)
    with Image.open(io.BytesIO(fields(picture)[0xDF41])) as drawn:
        assert drawn.size == (72, 12)
        assert drawn.getextrema() == (0, 255)


def test_number_b_of_any_era() -> None:
    """The year in 照合番号B is that of the era, in two digits."""
    reiwa = load_image("holder-reiwa")
    assert (reiwa.holder.birth_date_key, reiwa.number_b) == ("020224", "02022420350007")
    assert image(HolderImage(birth_date=dt.date(1989, 1, 7))).holder.birth_date_key == "640107"
    assert image(HolderImage(birth_date=dt.date(1989, 1, 8))).holder.birth_date_key == "010108"


def test_holders_keys_follow_the_holder(changed: Make) -> None:
    """A holder of one's own changes the secrets that are printed on the card; a given value stands above them."""
    card = changed(
        "[holder]\nbirth_date = 2001-12-31\nsecurity_code = '0042'\n[keys.text-b]\nvalue = '11111111111111'\n"
    )
    assert send(card, SURFACE, verify(0x12, "13123120350042")) == b"\x90\x00"
    assert send(card, verify(0x11, "131231")) == b"\x90\x00"
    assert send(card, TEXT, verify(0x15, "13123120350042")) == b"\x63\xc9"
    assert send(card, verify(0x15, "11111111111111")) == b"\x90\x00"


def test_files_byte_for_byte(changed: Make) -> None:
    """An image gives either file with the holder's data byte for byte, or leaves it out."""
    card = changed("[raw]\ntext-0002 = 'FF 20 01'\nsurface-0002 = 'absent'\n")
    assert read(card, TEXT, "0002", 0x15, card.image.number_b) == b"\xff\x20\x01"
    assert send(card, SURFACE, "00A4020C020002") == b"\x6a\x82"


def test_representation_keeps_the_holder() -> None:
    """Neither name nor any other datum of the holder is in the image's representation."""
    shown = repr(load_image("specimen"))
    assert not any(word in shown for word in ("花子", "千代田区", "1980", "2285"))


def test_attributes_need_no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading the four attributes signs nothing: only what is signed loads a key."""

    def trap(name: str) -> None:
        pytest.fail(f"The key {name} was loaded")

    monkeypatch.setattr("menkyo.virtual.signer.load_private_key", trap)
    assert read(VirtualCard(load_image("specimen")), TEXT, "0002", 0x15, "55021720352285")
