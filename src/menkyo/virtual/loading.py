"""Card image files: TOML in, `menkyo.virtual.image.CardImage` out, with one sentence for what is wrong."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from menkyo.virtual.encoding import generate_glyph
from menkyo.virtual.errors import ImageError
from menkyo.virtual.image import (
    APPLICATIONS,
    CATEGORIES,
    COLOR_TEXTS,
    AcquiredOn,
    CardFacts,
    CardImage,
    DrivingHistory,
    LicenseFields,
    LocalText,
    PinImage,
    SignatureImage,
    class_code,
)
from menkyo.virtual.license_files import MAX_SIZES, LicenseFiles, reserved_tags, text_tags
from menkyo.virtual.my_number_loading import RAW_FACE_FILES, read_certificates, read_holder, read_keys
from menkyo.virtual.signer import SIGNERS
from menkyo.virtual.switches import Switches
from menkyo.virtual.toml_table import Table, merge

if TYPE_CHECKING:
    from os import PathLike

__all__ = ["SCHEMA", "image_names", "image_source", "load_image"]

SCHEMA: Final = "menkyo.image/1"

_IMAGES: Final = Path(__file__).parent / "images"
_MAX_FILE: Final = 0x7FFF
"""Bytes that a 15-bit offset reaches."""
_MAX_GLYPH: Final = 256
_MAX_EXTENDS: Final = 8
"""Images that extend each other, more of which are taken for a circle."""
_STATUS: Final = "[0-9A-Fa-f]{4}"


def image_names() -> tuple[str, ...]:
    """The names of the built-in card images, ``specimen`` first, then in alphabetical order."""
    return tuple(sorted((path.stem for path in _IMAGES.glob("*.toml")), key=lambda name: (name != "specimen", name)))


def load_image(name_or_path: str | PathLike[str]) -> CardImage:
    """Load a built-in card image by its name, or any by its path; raises `ImageError`."""
    path = _find(name_or_path)
    values = _read(path)
    image = _image(path, Table(values, path.name))
    try:
        _ = LicenseFiles(image).wef02
    except ImageError as error:
        raise ImageError(error.problem, file=path.name, key=error.key) from None
    return image


def image_source(name_or_path: str | PathLike[str]) -> str:
    """The TOML text of a card image as its author wrote it; raises `ImageError` when it is none."""
    load_image(name_or_path)
    return _find(name_or_path).read_text(encoding="utf-8")


def _find(name_or_path: str | PathLike[str], beside: Path | None = None) -> Path:
    path = Path(name_or_path)
    if beside and (beside / path).is_file():
        return beside / path
    if path.suffix != ".toml" and path.name == str(name_or_path):
        built_in = _IMAGES / f"{path}.toml"
        if built_in.is_file():
            return built_in
        if not path.is_file():
            raise ImageError(f"No card image is named {str(path)!r}; built in are {', '.join(image_names())}")
    return path


def _read(path: Path, depth: int = 1) -> dict[str, object]:
    """The file's values, laid over those of the image that it extends."""
    import tomllib  # noqa: PLC0415  (a reading from a real card never needs it)

    try:
        values: dict[str, object] = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ImageError(error.strerror or "cannot be read", file=str(path)) from error
    except ValueError as error:  # TOML and UTF-8 errors alike
        raise ImageError(f"is not TOML: {error}", file=path.name) from error
    if values.get("schema") != SCHEMA:
        raise ImageError(f'must be "{SCHEMA}"', file=path.name, key="schema")
    base = values.pop("extends", None)
    if base is None:
        return values
    if not isinstance(base, str) or depth == _MAX_EXTENDS:
        raise ImageError("must name another card image, and no circle of them", file=path.name, key="extends")
    return merge(_read(_find(base, beside=path.parent), depth + 1), values)


def _image(path: Path, top: Table) -> CardImage:
    top.text("schema", SCHEMA)
    holder = top.table("holder")
    image = CardImage(
        name=path.stem,
        title=_local_text(top.table("title")),
        description=_local_text(top.table("description")),
        card=_card(top.table("card")),
        pin=_pin(top.table("pin")),
        keys=read_keys(top.table("keys")),
        license=_license(top.table("license")),
        history=_history(top.table("history")),
        glyphs=_glyphs(top.table("glyphs")),
        reserved=_reserved(top.table("reserved")),
        photo=_photo(path, top.table("photo")),
        signature=_signature(top.table("signature")),
        holder=read_holder(holder, _photo(path, holder.table("photo"))),
        certificates=read_certificates(top.table("jpki")),
        switches=_switches(top.table("switches")),
        raw=_raw(top.table("raw")),
    )
    top.close()
    return image


def _local_text(table: Table) -> LocalText:
    text = LocalText(ja=table.text("ja", ""), en=table.text("en", ""))
    table.close()
    return text


def _card(table: Table) -> CardFacts:
    plain = CardFacts()
    applications = table.texts("applications", plain.applications, most=len(APPLICATIONS))
    for application in applications:
        if application not in APPLICATIONS:
            table.refuse("applications", f"knows {', '.join(APPLICATIONS)}, not {application!r}")
    facts = CardFacts(
        atr=table.octets("atr", least=2, most=33) or plain.atr,
        applications=applications,
        expires_on=table.date("expires_on") or plain.expires_on,
        municipality=table.text("municipality", plain.municipality, pattern="[0-9]{5}", meaning="five digits"),
        serial=table.text("serial", plain.serial, pattern="[0-9]{15}", meaning="fifteen digits"),
    )
    table.close()
    return facts


def _pin(table: Table) -> PinImage:
    plain = PinImage()
    tries_max = table.integer("tries_max", plain.tries_max, low=1, high=15)
    is_set = table.boolean("set", default=plain.set)
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


def _license(table: Table) -> LicenseFields:
    color = table.choice("color", None, COLOR_TEXTS)
    color_text = table.text("color_text", COLOR_TEXTS[color] if color else "")
    categories = table.texts("categories", (), most=len(CATEGORIES))
    for category in categories:
        if category not in CATEGORIES:
            table.refuse("categories", f"knows {', '.join(CATEGORIES)}, not {category!r}")
    texts = {name: table.texts(name, (), most=len(tags)) for name, tags in text_tags().items()}
    fields_of_license = LicenseFields(
        color=color_text or None,
        expires_on=table.day("expires_on"),
        **texts,
        number=_number(table),
        acquired_on=_acquired_on(table.table("acquired_on")),
        categories=categories,
    )
    table.close()
    return fields_of_license


def _number(table: Table) -> str | None:
    return table.optional_text("number", pattern="[ -~]{0,12}", meaning="at most twelve ASCII characters") or None


def _acquired_on(table: Table) -> AcquiredOn:
    acquired = AcquiredOn(
        motorcycle_small_moped=table.day("motorcycle_small_moped"),
        other=table.day("other"),
        class_2=table.day("class_2"),
    )
    table.close()
    return acquired


def _history(table: Table) -> DrivingHistory:
    named = table.choice("class", None, ("excellent", "general", "violation"))
    code = table.octets("class_code", most=1)
    if code is None:
        code = class_code(named) if named else b""
    history = DrivingHistory(number=_number(table), recorded_on=table.day("recorded_on"), class_code=code)
    table.close()
    return history


def _glyphs(table: Table) -> tuple[bytes, bytes, bytes, bytes, bytes]:
    glyphs = (_glyph(table, 1), _glyph(table, 2), _glyph(table, 3), _glyph(table, 4), _glyph(table, 5))
    table.close()
    return glyphs


def _glyph(table: Table, number: int) -> bytes:
    """One glyph: hexadecimal, ``generated``, or ``full`` for the same with zeros up to the field's size."""
    name = str(number)
    word = table.peek(name)
    if word in ("generated", "full"):
        table.text(name, "")
        glyph = generate_glyph(number)
        return glyph.ljust(_MAX_GLYPH, b"\x00") if word == "full" else glyph
    return table.octets(name, most=_MAX_GLYPH) or b""


def _reserved(table: Table) -> tuple[tuple[int, bytes], ...]:
    values = ((tag, table.octets(f"{tag:02X}", most=7)) for tag in reserved_tags())
    given = tuple((tag, value) for tag, value in values if value is not None)
    table.close()
    return given


def _photo(path: Path, table: Table) -> bytes:
    """The photo's bytes: a file beside the image, or a shipped one by its name; none for an empty name."""
    name = table.text("file", "")
    photo = b""
    if name:
        candidates = [folder / name for folder in (path.parent, _IMAGES) if (folder / name).is_file()]
        if not candidates:
            table.refuse("file", f"is {name!r}, which is neither beside the image nor built in")
        photo = candidates[0].read_bytes()
    table.close()
    return photo


def _signature(table: Table) -> SignatureImage:
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


def _switches(table: Table) -> Switches:
    plain = Switches()
    tag_form = table.text("tag_form", "01xx", pattern="[0-9A-F]{2}xx", meaning="a first byte such as 01xx")
    held, not_held = table.octets("flag_held", most=1), table.octets("flag_not_held", most=1)
    switches = Switches(
        padding=table.member("padding", plain.padding),
        absent_date=table.member("absent_date", plain.absent_date),
        tag_form=bytes.fromhex(tag_form[:2]),
        flag_held=plain.flag_held if held is None else held,
        flag_not_held=plain.flag_not_held if not_held is None else not_held,
        trailing_reserved=table.member("trailing_reserved", plain.trailing_reserved),
        pin_flag=table.octets("pin_flag", most=1),
        face_lengths=table.member("face_lengths", plain.face_lengths),
        missing_certificate=_word(table, "missing_certificate", plain.missing_certificate, "6A82", "6982", "9000"),
        extended_length=table.boolean("extended_length", default=plain.extended_length),
        extended_length_refused=table.text(
            "extended_length_refused",
            plain.extended_length_refused,
            pattern=f"6Cxx|{_STATUS}",
            meaning="a status word such as 6700, or 6Cxx",
        ),
        answer_limit=table.optional_integer("answer_limit", low=1, high=_MAX_FILE),
        cut_without_status=table.optional_integer("cut_without_status", low=2, high=_MAX_FILE),
        first_command_6f00=table.boolean("first_command_6F00", default=plain.first_command_6f00),
        reset_keeps_verified=table.boolean("reset_keeps_verified", default=plain.reset_keeps_verified),
        end_of_file=_word(table, "end_of_file", plain.end_of_file, "9000", "6282", "6Cxx"),
        verified_query=_word(table, "verified_query", plain.verified_query, "63Cx", "9000"),
        wrong_pin=_word(table, "wrong_pin", plain.wrong_pin, "63Cx", "6300"),
        blocked=_word(table, "blocked", plain.blocked, "6984", "6983", "63C0"),
        blocked_query=_word(table, "blocked_query", plain.blocked_query, "63C0", "6984", "6983"),
        blocked_select=_word(table, "blocked_select", plain.blocked_select, "9000", "6283"),
        select_drops_verified=table.member("select_drops_verified", plain.select_drops_verified),
        no_pin_needs_verify=table.boolean("no_pin_needs_verify", default=plain.no_pin_needs_verify),
    )
    table.close()
    return switches


def _word(table: Table, name: str, default: str, *choices: str) -> str:
    return table.choice(name, None, choices) or default


def _raw(table: Table) -> tuple[tuple[str, bytes | None], ...]:
    """Files byte for byte; the word ``absent`` leaves one out."""
    raw: list[tuple[str, bytes | None]] = []
    for name in (*MAX_SIZES, *RAW_FACE_FILES):
        if table.peek(name) == "absent":
            table.text(name, "")
            raw.append((name, None))
        elif table.peek(name) is not None:
            raw.append((name, table.octets(name, most=_MAX_FILE)))
    table.close()
    return tuple(raw)
