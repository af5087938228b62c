"""公的個人認証AP of the My Number card: certificates and the tries left; nothing is signed (My Number card spec, 4)."""

from __future__ import annotations

from typing import Final

from apdu.applications.application import Access, Application, ElementaryFile, KeyReference

__all__ = [
    "CERTIFICATES_PRESENT",
    "JPKI_AP",
    "SIGNATURE_AUTHORITY",
    "SIGNATURE_CERTIFICATE",
    "SIGNATURE_PASSWORD",
    "TOKEN_INFORMATION",
    "USER_AUTHENTICATION_AUTHORITY",
    "USER_AUTHENTICATION_CERTIFICATE",
    "USER_AUTHENTICATION_PIN",
]

USER_AUTHENTICATION_PIN: Final = KeyReference(
    "user-authentication", "利用者証明用電子証明書の暗証番号", identifier=0x0018, tries=3, clause="4.4"
)
SIGNATURE_PASSWORD: Final = KeyReference(
    "signature", "署名用電子証明書の暗証番号", identifier=0x001B, tries=5, clause="4.4"
)
TOKEN_INFORMATION: Final = ElementaryFile(
    "token-information", "トークン情報", identifier=0x0006, max_size=160, access=Access.FREE, clause="4.2"
)
CERTIFICATES_PRESENT: Final = ElementaryFile(
    "certificates-present", "電子証明書の有無", identifier=0x0008, max_size=3, access=Access.FREE, clause="4.1"
)
# DER of 1,573 bytes in the one certificate that was published; 30 82 hh ll tells the length (4.3).
USER_AUTHENTICATION_CERTIFICATE: Final = ElementaryFile(
    "user-authentication-certificate",
    "利用者証明用電子証明書",
    identifier=0x000A,
    max_size=4096,
    access=Access.FREE,
    clause="4.3",
    is_ber=True,
)
# Its password is never presented: what stands in it is personal, and the reader needs none of it.
SIGNATURE_CERTIFICATE: Final = ElementaryFile(
    "signature-certificate",
    "署名用電子証明書",
    identifier=0x0001,
    max_size=4096,
    access=Access.NEVER,
    clause="4.3",
    is_ber=True,
)
# Of the authorities, the same on a great many cards.
USER_AUTHENTICATION_AUTHORITY: Final = ElementaryFile(
    "user-authentication-authority",
    "利用者証明用認証局の証明書",
    identifier=0x000B,
    max_size=4096,
    access=Access.FREE,
    clause="4.1",
    is_ber=True,
)
SIGNATURE_AUTHORITY: Final = ElementaryFile(
    "signature-authority",
    "署名用認証局の証明書",
    identifier=0x0002,
    max_size=4096,
    access=Access.FREE,
    clause="4.1",
    is_ber=True,
)
JPKI_AP: Final = Application(
    "jpki",
    "公的個人認証AP",
    aid=bytes.fromhex("D392F000260100000001"),
    clause="4",
    files=(
        TOKEN_INFORMATION,
        CERTIFICATES_PRESENT,
        USER_AUTHENTICATION_CERTIFICATE,
        USER_AUTHENTICATION_AUTHORITY,
        SIGNATURE_CERTIFICATE,
        SIGNATURE_AUTHORITY,
    ),
    keys=(USER_AUTHENTICATION_PIN, SIGNATURE_PASSWORD),
)
