"""What the JPKI application (公的個人認証AP) tells without a PIN: its holder's certificates, and what it lives in.

Source: My Number card spec, sections 3.2, 4.1 and 4.3.
"""

from collections.abc import Mapping
from datetime import datetime
from enum import Enum
from typing import Final, NamedTuple

from menkyo.record.dates import JAPAN_TIME

__all__ = ["CertificatesPresent", "Token", "decode_certificate_end", "decode_certificates_present", "decode_token"]

_FLAGS: Final[Mapping[int, bool]] = {0x8F: True, 0x00: False}
_DER_HEADER: Final = b"\x30\x82"
_DER_HEADER_SIZE: Final = 4
_LABEL_SIZE: Final = 32


class Token(Enum):
    """What the JPKI application lives in, by the label of its token information; the value is the label."""

    MY_NUMBER_CARD = "JPKIAPICCTOKEN2"
    """マイナンバーカード."""

    RESIDENT_CARD = "JPKIAPICCTOKEN"
    """住基カード, which came before it."""

    ANDROID = "JPKIAPGPSETOKEN"
    """An Android phone."""

    IPHONE = "JPKIAPIOSTOKEN"
    """An iPhone."""


class CertificatesPresent(NamedTuple):
    """電子証明書の有無: whether each certificate is there; `None` where the card's word for that is not known."""

    signature: bool | None
    user_authentication: bool | None


def decode_token(data: bytes) -> Token | None:
    """Decode the label of EF 0006, 32 bytes padded with spaces; `None` for one that is not known. Never raises."""
    label = bytes(data[:_LABEL_SIZE]).rstrip(b" ").decode("ascii", errors="replace")
    return next((token for token in Token if token.value == label), None)


def decode_certificates_present(data: bytes) -> CertificatesPresent:
    """Decode EF 0008: the first byte is for 署名用, the second for 利用者証明用, the third unknown. Never raises.

    Only 8F has been seen, on cards that have them; 00 is taken for absent, and nothing else for either.
    """
    flags = [_FLAGS.get(byte) for byte in data[:2]]
    return CertificatesPresent(*flags) if len(flags) == len(CertificatesPresent._fields) else _UNKNOWN


_UNKNOWN: Final = CertificatesPresent(None, None)


def decode_certificate_end(data: bytes) -> datetime | None:
    """The last moment of the X.509 certificate at the beginning of a file, in Japan time. Never raises.

    `None` for bytes that are none, and for one without an end. What stands behind the certificate is fill.
    """
    if data[: len(_DER_HEADER)] != _DER_HEADER:
        return None
    # Most commands read no certificate.
    import warnings  # noqa: PLC0415

    from cryptography.x509 import load_der_x509_certificate  # noqa: PLC0415

    end = _DER_HEADER_SIZE + int.from_bytes(data[len(_DER_HEADER) : _DER_HEADER_SIZE], "big")
    with warnings.catch_warnings():
        # cryptography warns of odd certificates; their end is what they say it is.
        warnings.simplefilter("ignore")
        try:
            return load_der_x509_certificate(bytes(data[:end])).not_valid_after_utc.astimezone(JAPAN_TIME)
        except Exception:  # noqa: BLE001 - for bytes that are no certificate it raises errors of many trees
            return None
