from __future__ import annotations

import datetime as dt
import runpy
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS, PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed
from cryptography.hazmat.primitives.hashes import SHA256, Hash
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

import menkyo.virtual
from menkyo.virtual import Action, VirtualCard, load_image

if TYPE_CHECKING:
    from collections.abc import Callable

    Make = Callable[[str], VirtualCard]

CERTIFICATES = Path(menkyo.virtual.__file__).parent / "certificates"
FIXTURES = Path(__file__).parents[2] / "fixtures"
SELECT = "00A4040C0AD392F000260100000001"
PIN = "002000980431323334"
PASSWORD = "0020009B09" + b"PASSWORD1".hex()
DIGEST_INFO = bytes.fromhex("3031300D060960864801650304020105000420")
HOLDER_OID = "1.2.392.200149.8.5.5"


def send(card: VirtualCard, *commands: str) -> bytes:
    """Send commands in hex and return the answer to the last."""
    return [card.transmit(bytes.fromhex(command)) for command in commands][-1]


def as_a_client_reads(card: VirtualCard, file: str) -> bytes:
    """A certificate as other programs read it: its header tells its size, and the fill behind it is left alone."""
    send(card, f"00A4020C02{file}")
    header = send(card, "00B0000004")
    assert (header[:2], header[4:]) == (b"\x30\x82", b"\x90\x00")
    size = int.from_bytes(header[2:4], "big") + 4
    data = b""
    while len(data) < size:
        step = min(256, size - len(data))
        answer = send(card, f"00B0{len(data):04X}{step % 256:02X}")
        assert (len(answer), answer[-2:]) == (step + 2, b"\x90\x00")
        data += answer[:-2]
    return data


def public_key(name: str) -> RSAPublicKey:
    """The public key in a shipped certificate."""
    key = x509.load_der_x509_certificate((CERTIFICATES / f"{name}.der").read_bytes()).public_key()
    assert isinstance(key, RSAPublicKey)
    return key


def sha256(data: bytes) -> bytes:
    """The SHA-256 value."""
    digest = Hash(SHA256())
    digest.update(data)
    return digest.finalize()


@pytest.fixture
def verified(specimen: VirtualCard) -> VirtualCard:
    """The specimen with both PINs of the application verified."""
    assert send(specimen, SELECT, PIN) == send(specimen, PASSWORD) == b"\x90\x00"
    return specimen


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("0001", "signature"),
        ("0002", "signature-authority"),
        ("000A", "user-authentication"),
        ("000B", "user-authentication-authority"),
    ],
)
def test_certificates_are_read(verified: VirtualCard, file: str, name: str) -> None:
    """Each certificate is DER of the size in its header, and the rest of its file is fill."""
    assert as_a_client_reads(verified, file) == (CERTIFICATES / f"{name}.der").read_bytes()
    whole = send(verified, f"00A4020C02{file}", "00B00000000000")[:-2]
    assert len(whole) == 2048
    assert whole.rstrip(b"\xff") == (CERTIFICATES / f"{name}.der").read_bytes()


@pytest.mark.parametrize(("file", "free"), [("0001", False), ("0002", True), ("000A", True), ("000B", True)])
def test_only_the_signature_certificate_is_closed(specimen: VirtualCard, file: str, *, free: bool) -> None:
    """The 署名用 certificate wants its password, and the other PIN does not do; the other three are free."""
    assert (send(specimen, SELECT, PIN, f"00A4020C02{file}", "00B0000004")[-2:] == b"\x90\x00") == free
    assert free or send(specimen, "00B0000004") == b"\x69\x82"


@pytest.mark.parametrize(
    ("image", "present", "answers"),
    [
        ("no-signature-certificate", "008F00", ("6A82", "9000")),
        ("signature-certificate-6982", "008F00", ("6982", "9000")),
        ("signature-certificate-empty", "008F00", ("9000", "9000")),
        ("no-certificates", "000000", ("6A82", "6A82")),
    ],
)
def test_missing_certificates(built_in: Make, image: str, present: str, answers: tuple[str, str]) -> None:
    """EF 0008 tells what is missing; reading it is answered as the image says, password or not."""
    card = built_in(image)
    assert send(card, SELECT, PASSWORD, "00B0880003").hex().upper() == present + "9000"
    assert [send(card, read)[-2:].hex().upper() for read in ("00B0810004", "00B08A0004")] == list(answers)
    assert len(send(card, "00B0810004")) == 2
    assert send(card, "00B08B0004")[-2:] == b"\x90\x00"


@pytest.mark.parametrize("purpose", ["user-authentication", "signature"])
def test_certificates_are_of_an_authority_that_is_none(purpose: str) -> None:
    """The holder's certificate is signed by its authority's, and no name could be taken for a real one."""
    leaf, root = (
        x509.load_der_x509_certificate((CERTIFICATES / f"{name}.der").read_bytes())
        for name in (purpose, f"{purpose}-authority")
    )
    leaf.verify_directly_issued_by(root)
    root.verify_directly_issued_by(root)
    assert root.issuer.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)[0].value == "MENKYO-VIRTUAL-CARD"
    assert "JPKI" not in root.issuer.rfc4514_string()
    assert "Local Authority" not in root.issuer.rfc4514_string()
    usage = leaf.extensions.get_extension_for_class(x509.KeyUsage).value
    assert (usage.digital_signature, usage.content_commitment) == (True, purpose == "signature")


def test_the_user_authentication_certificate_names_nobody() -> None:
    """Its subject is a code of 23 characters; it ends with the last second of a day in Japan; it is for clients."""
    leaf = x509.load_der_x509_certificate((CERTIFICATES / "user-authentication.der").read_bytes())
    assert [attribute.oid for attribute in leaf.subject] == [NameOID.COUNTRY_NAME, NameOID.COMMON_NAME]
    assert len(leaf.subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value) == 23
    assert leaf.not_valid_after_utc == dt.datetime(2035, 2, 17, 14, 59, 59, tzinfo=dt.UTC)
    assert leaf.not_valid_before_utc.astimezone(dt.timezone(dt.timedelta(hours=9))).hour == 0
    assert list(leaf.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value) == [
        ExtendedKeyUsageOID.CLIENT_AUTH
    ]


def test_the_signature_certificate_names_the_specimens_holder() -> None:
    """Name, sex, birth date and address stand in it as other names, and are those of the specimen."""
    leaf = x509.load_der_x509_certificate((CERTIFICATES / "signature.der").read_bytes())
    names = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    holder = load_image("specimen").holder
    values = {
        name.type_id.dotted_string: name.value[3 if name.value[1] == 0x81 else 2 :].decode()
        for name in names
        if isinstance(name, x509.OtherName)
    }
    assert values == {
        f"{HOLDER_OID}.1": holder.name,
        f"{HOLDER_OID}.3": holder.sex,
        f"{HOLDER_OID}.4": f"{holder.birth_date:%Y%m%d}",
        f"{HOLDER_OID}.5": holder.address,
    }


def test_certificates_are_what_the_script_makes(tmp_path: Path) -> None:
    """Making them anew changes nothing: `python fixtures/make_certificates.py` if it does."""
    make = cast("Callable[[Path], None]", runpy.run_path(str(FIXTURES / "make_certificates.py"))["main"])
    make(tmp_path)
    made = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert made == {path.name: path.read_bytes() for path in CERTIFICATES.iterdir()}


# Signing -------------------------------------------------------------------------------------------------------------

MESSAGE = b"menkyo"


@pytest.mark.parametrize(("key", "name"), [("97", "user-authentication"), ("9A", "signature")])
@pytest.mark.parametrize("scheme", range(6))
def test_schemes(verified: VirtualCard, key: str, name: str, scheme: int) -> None:
    """Each P1 does to the data what the spec says, and the certificate's key opens the signature."""
    digest = sha256(MESSAGE)
    data = {0: DIGEST_INFO + digest, 2: digest, 4: digest}.get(scheme, MESSAGE)
    answer = send(verified, f"802A{scheme:02X}{key}{len(data):02X}{data.hex()}00")
    assert (len(answer), answer[256:]) == (258, b"\x90\x00")
    public = public_key(name)
    if scheme == 1:  # a bare hash, which no usual check takes
        numbers = public.public_numbers()
        block = pow(int.from_bytes(answer[:256], "big"), numbers.e, numbers.n).to_bytes(256, "big")
        assert block == b"\x00\x01" + b"\xff" * 221 + b"\x00" + digest
    elif scheme in (4, 5):
        public.verify(answer[:256], digest, PSS(MGF1(SHA256()), 32), Prehashed(SHA256()))
    else:
        public.verify(answer[:256], digest, PKCS1v15(), Prehashed(SHA256()))


@pytest.mark.parametrize("file", ["0017", "001A"])
def test_the_current_key_signs(verified: VirtualCard, file: str) -> None:
    """P2 80 is the key that was selected, and gives the same signature as its short identifier."""
    short = f"{0x80 | int(file, 16):02X}"
    current = send(verified, f"00A4020C02{file}", "802A00800401020304" + "00")
    assert current == send(verified, f"802A00{short}0401020304" + "00")
    assert verified.log.count("jpki", file, Action.SIGN) == 2


@pytest.mark.parametrize(
    ("command", "answer"),
    [
        ("802A009700", "6985"),
        ("802A0097F6" + "00" * 246 + "00", "6985"),
        ("802A02971F" + "00" * 31 + "00", "6985"),
        ("802A049721" + "00" * 33 + "00", "6985"),
        ("802A039700", "6985"),
        ("802A069701AA00", "6A86"),
        ("802A009701AA", "6700"),
        ("802A009701AA20", "6700"),
        ("802A001701AA00", "6A86"),
        ("802A000001AA00", "6A88"),
        ("802A008001AA00", "6986"),
        ("802A008A01AA00", "6981"),
        ("802A009801AA00", "6981"),
        ("802A009F01AA00", "6A82"),
        ("002A009701AA00", "6D00"),
    ],
)
def test_signing_refused(verified: VirtualCard, command: str, answer: str) -> None:
    """Data of a wrong length, unknown schemes, short answers and files that are no keys are refused."""
    assert send(verified, command).hex().upper() == answer


def test_longest_data(verified: VirtualCard) -> None:
    """245 bytes fit between the padding, and come out as they went in."""
    data = bytes(range(245))
    answer = send(verified, f"802A0097F5{data.hex()}00")
    numbers = public_key("user-authentication").public_numbers()
    block = pow(int.from_bytes(answer[:256], "big"), numbers.e, numbers.n).to_bytes(256, "big")
    assert block == b"\x00\x01" + b"\xff" * 8 + b"\x00" + data


def test_each_key_has_its_own_pin(specimen: VirtualCard) -> None:
    """A key signs with its own PIN verified, and never with the other's."""
    assert send(specimen, SELECT, "802A009701AA00") == b"\x69\x82"
    send(specimen, PIN)
    assert len(send(specimen, "802A009701AA00")) == 258
    assert send(specimen, "802A009A01AA00") == b"\x69\x82"
    specimen.power_off()
    specimen.power_on()
    assert send(specimen, SELECT, "802A009701AA00") == b"\x69\x82"


@pytest.mark.parametrize("file", ["17", "1A"])
def test_a_key_cannot_be_read(verified: VirtualCard, file: str) -> None:
    """A private key is selected, and neither read nor verified."""
    assert send(verified, f"00A4020C0200{file}") == b"\x90\x00"
    assert send(verified, "00B0000000") == b"\x69\x81"
    assert send(verified, "00200080") == b"\x69\x81"


def test_selecting_a_card_with_certificates_loads_no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    """Making a card, verifying and reading certificates load no private key: that waits for something to sign."""

    def trap(name: str) -> None:
        pytest.fail(f"The key {name} was loaded")

    monkeypatch.setattr("menkyo.virtual.signer.load_private_key", trap)
    card = VirtualCard(load_image("specimen"))
    assert send(card, SELECT, PIN, "00B08A0000")[-2:] == b"\x90\x00"


@pytest.mark.parametrize(
    ("image", "label", "status"),
    [
        ("specimen", b"JPKIAPICCTOKEN2", "9000"),
        ("resident-card", b"JPKIAPICCTOKEN", "9000"),
        ("phone", b"JPKIAPGPSETOKEN", "6982"),
    ],
)
def test_the_token_says_what_it_lives_in(image: str, label: bytes, status: str) -> None:
    """Section 3.2: the label; section 10.1: a phone wants its PIN for what is free on a card."""
    card = VirtualCard(load_image(image))
    card.transmit(bytes.fromhex("00A4040C0AD392F000260100000001"))
    assert card.transmit(bytes.fromhex("00B0860020")) == label.ljust(32) + b"\x90\x00"
    assert card.transmit(bytes.fromhex("00B08A0004"))[-2:].hex().upper() == status
