"""The JPKI application (公的個人認証AP): two certificates with their authorities', two keys, token information.

Source: My Number card spec, section 4. Certificates and keys are the package's, made once by
``fixtures/make_certificates.py``: they name the specimen's holder, and an authority that says that it is none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from menkyo.virtual.card_keys import certificate_file
from menkyo.virtual.face_encoding import pad_file
from menkyo.virtual.files import DataFile, SigningKeyFile
from menkyo.virtual.image import CERTIFICATES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from menkyo.virtual.files import File
    from menkyo.virtual.image import CardImage

__all__ = ["certificates_present", "jpki_files", "token_information"]

USER_AUTHENTICATION_PIN: Final = 0x18
SIGNATURE_PASSWORD: Final = 0x1B
PHONES: Final = ("JPKIAPGPSETOKEN", "JPKIAPIOSTOKEN")
"""Where the PIN opens the 利用者証明用 certificate, which is free on a card (section 10.1)."""
NO_KEY: Final = 0x00
"""Opens nothing: no key has this identifier."""

CERTIFICATE_FILE: Final = 2048
"""Bytes of a certificate's file, fill included."""


def jpki_files(image: CardImage) -> tuple[File, ...]:
    """The application's data files and private keys; its PINs stand in `menkyo.virtual.my_number.KEYS`."""
    present, token = certificates_present(image), token_information(image.jpki_label)
    opened_by = (USER_AUTHENTICATION_PIN,) if image.jpki_label in PHONES else ()
    return (
        *_holder_certificate(image, "signature", 0x01, (SIGNATURE_PASSWORD,)),
        DataFile(0x02, lambda: _certificate("signature-authority")),
        DataFile(0x06, lambda: token),
        DataFile(0x08, lambda: present),
        *_holder_certificate(image, "user-authentication", 0x0A, opened_by),
        DataFile(0x0B, lambda: _certificate("user-authentication-authority")),
        SigningKeyFile(0x17, "user-authentication", USER_AUTHENTICATION_PIN),
        SigningKeyFile(0x1A, "signature", SIGNATURE_PASSWORD),
    )


def _certificate(name: str) -> bytes:
    return pad_file(certificate_file(f"{name}.der"), CERTIFICATE_FILE)


def _holder_certificate(image: CardImage, name: str, identifier: int, opened_by: tuple[int, ...]) -> Iterable[File]:
    """The file of a certificate, or what the image's switch has in its place."""
    if name in image.certificates:
        yield DataFile(identifier, lambda: _certificate(name), opened_by)
    elif image.switches.missing_certificate == "6982":
        yield DataFile(identifier, lambda: b"", (NO_KEY,))
    elif image.switches.missing_certificate == "9000":
        yield DataFile(identifier, lambda: b"", empty=True)


def certificates_present(image: CardImage) -> bytes:
    """The three bytes of EF 0008: 8F for 署名用 and for 利用者証明用; what else there may be is not known."""
    return bytes(0x8F if name in image.certificates else 0x00 for name in reversed(CERTIFICATES)) + b"\x00"


def token_information(label: str) -> bytes:
    """The 160 bytes of JPKI EF 0006, a PKCS#11 token information block with a label (section 4.2)."""
    unlimited = b"\xff" * 4
    return b"".join(
        (
            label.encode("ascii").ljust(32),
            b"1".rjust(32, b"0"),
            b"MENKYO01".ljust(16),
            b"9".rjust(16, b"0"),
            (0x040D).to_bytes(4, "big"),
            *(count.to_bytes(4, "big") for count in (1, 0, 1, 0)),
            (16).to_bytes(4, "big"),
            (6).to_bytes(4, "big"),
            unlimited * 4,
            b"03",
            b"01",
            b"9" * 16,
        )
    )
