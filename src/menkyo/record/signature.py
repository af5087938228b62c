"""The signature record: WEF03 of the license application (license card spec, section 3.9)."""

from dataclasses import dataclass, field

from menkyo.record.problem import Problem, UnknownObject


@dataclass(frozen=True, slots=True)
class SignatureRecord:
    """電子署名: the issuer's signature over the license record, and who signed.

    `value` is the RSA value (256 bytes, empty when absent); `serial`, `issuer` and `subject` name the certificate,
    without trailing spaces and NULs; `key_identifier` is 主体者鍵識別子. Nothing here is verified.
    """

    raw: bytes = field(repr=False)
    value: bytes = field(repr=False)
    serial: str
    issuer: str
    subject: str
    key_identifier: bytes
    problems: tuple[Problem, ...]
    unknown: tuple[UnknownObject, ...]
