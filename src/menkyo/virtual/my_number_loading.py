"""The tables of a card image file that are about the My Number card itself: its secrets, holder and certificates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from menkyo.virtual.image import CERTIFICATES, JPKI_LABEL, SEXES, HolderImage, KeyImage
from menkyo.virtual.my_number import KEYS

if TYPE_CHECKING:
    from menkyo.virtual.toml_table import Table

__all__ = ["RAW_FACE_FILES", "read_holder", "read_jpki", "read_keys"]

RAW_FACE_FILES: Final = ("text-0002", "surface-0002")
"""Files of the card face applications that an image may give byte for byte."""


def read_keys(table: Table) -> tuple[tuple[str, KeyImage], ...]:
    """What the image changes about the secrets of the other applications."""
    plain = KeyImage()
    keys: list[tuple[str, KeyImage]] = []
    for rule in KEYS:
        if table.peek(rule.name) is not None:
            row = table.table(rule.name)
            value = row.secret(
                "value",
                pattern=f"[ -~]{{{rule.shortest},{rule.longest}}}",
                meaning=f"{rule.shortest} to {rule.longest} ASCII characters",
            )
            key = KeyImage(
                value=value,
                tries_left=row.optional_integer("tries_left", low=0, high=rule.tries_max),
                present=row.boolean("present", default=plain.present),
                blocked_query=row.choice("blocked_query", None, ("63C0", "6984")) or plain.blocked_query,
            )
            keys.append((rule.name, key))
            row.close()
    table.close()
    return tuple(keys)


def read_holder(table: Table, photo: bytes) -> HolderImage:
    """The holder as the card face applications (券面) tell."""
    plain = HolderImage()
    sex = table.choice("sex", None, SEXES)
    holder = HolderImage(
        name=table.text("name", plain.name),
        address=table.text("address", plain.address),
        birth_date=table.birth_date("birth_date") or plain.birth_date,
        sex=SEXES[sex] if sex else plain.sex,
        security_code=table.secret("security_code", pattern="[0-9]{4}", meaning="four digits") or plain.security_code,
        photo=photo,
    )
    table.close()
    return holder


def read_jpki(table: Table) -> tuple[tuple[str, ...], str]:
    """The certificates that the JPKI application has, and the label that says what it lives in."""
    certificates = table.texts("certificates", CERTIFICATES, most=len(CERTIFICATES))
    for certificate in certificates:
        if certificate not in CERTIFICATES:
            table.refuse("certificates", f"knows {', '.join(CERTIFICATES)}, not {certificate!r}")
    label = table.optional_text("label", pattern="[ -~]{1,32}", meaning="1 to 32 ASCII characters")
    table.close()
    return certificates, label or JPKI_LABEL
