"""Tables of a card image file that both kinds of card have."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from menkyo.virtual.encoding import generate_glyph
from menkyo.virtual.image import COLOR_TEXTS, AcquiredOn, LocalText, PinImage, SignatureImage
from menkyo.virtual.signer import SIGNERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from menkyo.virtual.switches import Switches
    from menkyo.virtual.toml_table import Table

__all__ = [
    "IMAGES",
    "read_acquired_on",
    "read_color",
    "read_glyph",
    "read_local_text",
    "read_number",
    "read_photo",
    "read_pin",
    "read_raw",
    "read_signature",
    "read_switches",
]

IMAGES: Final = Path(__file__).parent / "images"
"""The folder of the built-in images."""

_MAX_FILE: Final = 0x7FFF
"""Bytes that a 15-bit offset reaches."""
_STATUS: Final = "[0-9A-Fa-f]{4}"


def read_local_text(table: Table) -> LocalText:
    """A sentence in both languages."""
    text = LocalText(ja=table.text("ja", ""), en=table.text("en", ""))
    table.close()
    return text


def read_number(table: Table) -> str | None:
    """The number of a license or a history, ``None`` for an empty one."""
    return table.optional_text("number", pattern="[ -~]{0,12}", meaning="at most twelve ASCII characters") or None


def read_acquired_on(table: Table) -> AcquiredOn:
    """The three license days."""
    acquired = AcquiredOn(
        motorcycle_small_moped=table.day("motorcycle_small_moped"),
        other=table.day("other"),
        class_2=table.day("class_2"),
    )
    table.close()
    return acquired


def read_photo(path: Path, table: Table, beside: Mapping[str, bytes]) -> bytes:
    """The photo's bytes: a file beside the image, or a shipped one by its name; none for an empty name.

    ``beside`` are files by name that are about to be written beside the image.
    """
    name = table.text("file", "")
    photo = beside.get(name, b"")
    if name and name not in beside:
        photo = _read_photo_file(path, table, name)
    table.close()
    return photo


def _read_photo_file(path: Path, table: Table, name: str) -> bytes:
    problem = f"is {name!r}, which is neither beside the image nor built in"
    try:
        for folder in (path.parent, IMAGES):
            if (folder / name).is_file():
                return (folder / name).read_bytes()
    except OSError as error:
        problem = f"is {name!r}, which cannot be read: {error.strerror}"
    except ValueError:
        # Before Python 3.12 not even the question is allowed for a name with a zero byte.
        pass
    return table.refuse("file", problem)


def read_signature(table: Table) -> SignatureImage:
    """What is signed, how, and what stands beside the signature."""
    plain = SignatureImage()
    value = table.octets("value", most=256)
    signer = table.choice("signer", plain.signer if value is None else "none", (*SIGNERS, "none"))
    signature = SignatureImage(
        signer=None if signer == "none" else signer,
        value=value,
        serial=table.text("serial", plain.serial, pattern="[ -~]{0,16}", meaning="up to 16 ASCII characters"),
        reserved=table.octets("reserved", most=48) or b"",
        issuer=table.text("issuer", plain.issuer, pattern="[ -~]{0,80}", meaning="up to 80 ASCII characters"),
        subject=table.text("subject", plain.subject, pattern="[ -~]{0,130}", meaning="up to 130 ASCII characters"),
        key_identifier=table.octets("key_identifier", most=32),
        coverage=table.member("coverage", plain.coverage),
        nested_hash=table.boolean("nested_hash", default=plain.nested_hash),
        tampered=table.boolean("tampered", default=plain.tampered),
    )
    table.close()
    return signature


def read_switches(table: Table, plain: Switches) -> Switches:
    """The switches of both kinds; ``plain`` has the values of the others. The table stays open."""
    return replace(
        plain,
        padding=table.member("padding", plain.padding),
        absent_date=table.member("absent_date", plain.absent_date),
        trailing_reserved=table.member("trailing_reserved", plain.trailing_reserved),
        pin_flag=table.octets("pin_flag", most=1),
        extended_length=table.boolean("extended_length", default=plain.extended_length),
        extended_length_refused=table.text(
            "extended_length_refused",
            plain.extended_length_refused,
            pattern=f"6Cxx|{_STATUS}",
            meaning="a status word such as 6700, or 6Cxx",
        ),
        answer_limit=table.optional_integer("answer_limit", low=1, high=_MAX_FILE),
        cut_without_status=table.optional_integer("cut_without_status", low=2, high=_MAX_FILE),
        short_read=table.boolean("short_read", default=plain.short_read),
        short_verify=table.boolean("short_verify", default=plain.short_verify),
        first_command_6f00=table.boolean("first_command_6F00", default=plain.first_command_6f00),
        reset_keeps_verified=table.boolean("reset_keeps_verified", default=plain.reset_keeps_verified),
        end_of_file=_word(table, "end_of_file", plain.end_of_file, "9000", "6282", "6Cxx"),
        verified_query=_word(table, "verified_query", plain.verified_query, "63Cx", "9000"),
        wrong_pin=_word(table, "wrong_pin", plain.wrong_pin, "63Cx", "6300"),
        blocked=_word(table, "blocked", plain.blocked, "6984", "6983", "63C0"),
        blocked_query=_word(table, "blocked_query", plain.blocked_query, "63C0", "6984", "6983"),
        blocked_select=_word(table, "blocked_select", plain.blocked_select, "9000", "6283"),
        no_pin_needs_verify=table.boolean("no_pin_needs_verify", default=plain.no_pin_needs_verify),
    )


def _word(table: Table, name: str, default: str, *choices: str) -> str:
    return table.choice(name, None, choices) or default


def read_raw(table: Table, names: Iterable[str]) -> tuple[tuple[str, bytes | None], ...]:
    """Files byte for byte; the word ``absent`` leaves one out."""
    raw: list[tuple[str, bytes | None]] = []
    for name in names:
        if table.peek(name) == "absent":
            table.text(name, "")
            raw.append((name, None))
        elif table.peek(name) is not None:
            raw.append((name, table.octets(name, most=_MAX_FILE)))
    table.close()
    return tuple(raw)


def read_pin(table: Table, plain: PinImage, *, is_set: bool) -> PinImage:
    """One PIN with its tries; ``plain`` has the values of those that the table leaves out."""
    tries_max = table.integer("tries_max", plain.tries_max, low=1, high=15)
    value = table.secret("value", pattern="[0-9]{4}", meaning="four digits")
    pin = PinImage(
        # Without a PIN of the holder's the card keeps the default PIN (license card spec, section 2.5).
        value=(value or plain.value) if is_set else "****",
        set=is_set,
        tries_left=table.integer("tries_left", tries_max, low=0, high=tries_max),
        tries_max=tries_max,
    )
    table.close()
    return pin


def read_color(table: Table) -> str | None:
    """The text of the color class: that of a color, or any."""
    color = table.choice("color", None, COLOR_TEXTS)
    return table.text("color_text", COLOR_TEXTS[color] if color else "") or None


def read_glyph(table: Table, number: int, most: int) -> bytes:
    """One glyph: hexadecimal, ``generated``, or ``full`` for the same with zeros up to the field's size."""
    name = str(number)
    word = table.peek(name)
    if word in ("generated", "full"):
        table.text(name, "")
        glyph = generate_glyph(number)
        return glyph.ljust(most, b"\x00") if word == "full" else glyph
    return table.octets(name, most=most) or b""
