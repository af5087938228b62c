"""What the JPKI application tells without a PIN, from bytes of any kind."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from hypothesis import example, given
from hypothesis import strategies as st

import menkyo.virtual
from menkyo.record import Token, decode_certificate_end, decode_certificates_present, decode_token

if TYPE_CHECKING:
    from collections.abc import Callable

SPECIMEN = Path(menkyo.virtual.__file__).parent / "certificates" / "user-authentication.der"
DER = SPECIMEN.read_bytes()
JAPAN = timedelta(hours=9)


@pytest.fixture(scope="module")
def certify() -> Callable[[datetime], bytes]:
    """Write a certificate that ends at a moment."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Anybody " * 6), *([_ORGANIZATION] * 3)])

    def make(end: datetime) -> bytes:
        builder = x509.CertificateBuilder(name, name, key.public_key(), 1)
        builder = builder.not_valid_before(datetime(2000, 1, 1, tzinfo=UTC)).not_valid_after(end)
        return builder.sign(key, hashes.SHA256()).public_bytes(Encoding.DER)

    return make


_ORGANIZATION = x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Nobody")


@pytest.mark.parametrize(
    ("label", "token"),
    [
        (b"JPKIAPICCTOKEN2", Token.MY_NUMBER_CARD),
        (b"JPKIAPICCTOKEN", Token.RESIDENT_CARD),
        (b"JPKIAPGPSETOKEN", Token.ANDROID),
        (b"JPKIAPIOSTOKEN", Token.IPHONE),
        (b"JPKIAPICCTOKEN3", None),
        (b"JPKIAPICCTOKEN2X", None),
        (b"JPKIAPICCTOKEN2\n", None),
        (b"\xff", None),
        (b"", None),
    ],
)
def test_the_label_names_the_token(label: bytes, token: Token | None) -> None:
    """My Number card spec, section 3.2: the label with its padding, whatever stands behind it, and nothing alike."""
    for data in (label, label.ljust(32), label.ljust(32) + b"0" * 128):
        assert decode_token(data) is token


@pytest.mark.parametrize(
    ("data", "present"),
    [
        ("8F8F00", (True, True)),
        ("008F00", (False, True)),
        ("8F0000", (True, False)),
        ("000000", (False, False)),
        ("8F8F", (True, True)),
        ("0F8F00", (None, True)),
        ("8F", (None, None)),
        ("", (None, None)),
        ("FFFFFF", (None, None)),
    ],
)
def test_a_byte_for_each_certificate(data: str, present: tuple[bool | None, bool | None]) -> None:
    """署名用 first, then 利用者証明用; a byte that was never seen says nothing."""
    assert decode_certificates_present(bytes.fromhex(data)) == present


@pytest.mark.parametrize("fill", [b"", b"\xff" * 500, b"\x00"])
def test_the_end_is_in_japans_time(fill: bytes) -> None:
    """14:59:59 UTC is the last second of the day in Japan (section 4.3); what stands behind the certificate is fill."""
    end = decode_certificate_end(DER + fill)
    assert end is not None
    assert end.isoformat() == "2035-02-17T23:59:59+09:00"


def test_a_key_of_another_kind_has_an_end_too(certify: Callable[[datetime], bytes]) -> None:
    """The next card's keys are not RSA (section 10.3): nothing but the end is looked at."""
    end = datetime(2030, 12, 31, 14, 59, 59, tzinfo=UTC)
    assert decode_certificate_end(certify(end)) == end


def test_a_certificate_without_an_end_has_none(certify: Callable[[datetime], bytes]) -> None:
    """The last second of the calendar stands for no end, and Japan has no such moment."""
    assert decode_certificate_end(certify(datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC))) is None


@given(
    st.binary(max_size=80)
    | st.binary(max_size=80).map(lambda tail: b"\x30\x82" + tail)
    | st.integers(0, len(DER)).map(lambda size: DER[:size])
    | st.tuples(st.integers(0, len(DER) - 1), st.integers(0, 255)).map(
        lambda change: DER[: change[0]] + bytes((change[1],)) + DER[change[0] + 1 :]
    )
)
@example(DER.replace(b"350217145959Z", b"000000000000Z"))
@example(DER.replace(b"350217145959Z", b"\xff" * 13))
@example(b"\x30\x82\xff\xff" + DER[4:])
def test_any_bytes_have_an_answer(data: bytes) -> None:
    """Whatever the bytes, there is an end in Japan's time or none, and no exception."""
    end = decode_certificate_end(data)
    assert end is None or end.utcoffset() == JAPAN
