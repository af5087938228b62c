"""Card image files: TOML in, `menkyo.virtual.image.CardImage` out, with one sentence for what is wrong."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from menkyo.virtual.errors import ImageError
from menkyo.virtual.image import (
    APPLICATIONS,
    CATEGORIES,
    KINDS,
    CardFacts,
    CardImage,
    DrivingHistory,
    LicenseFields,
    PinImage,
    class_code,
)
from menkyo.virtual.image_tables import (
    IMAGES,
    read_acquired_on,
    read_color,
    read_glyph,
    read_local_text,
    read_number,
    read_photo,
    read_pin,
    read_raw,
    read_signature,
    read_switches,
)
from menkyo.virtual.license_files import MAX_GLYPH, MAX_SIZES, LicenseFiles, reserved_tags, text_tags
from menkyo.virtual.my_number_loading import RAW_FACE_FILES, read_holder, read_jpki, read_keys
from menkyo.virtual.switches import Switches
from menkyo.virtual.toml_table import Table, merge

if TYPE_CHECKING:
    from collections.abc import Mapping
    from os import PathLike

__all__ = [
    "SCHEMA",
    "find_image",
    "image_names",
    "image_of_text",
    "image_of_values",
    "image_source",
    "load_image",
    "merged_values",
]

SCHEMA: Final = "menkyo.image/1"

_MAX_EXTENDS: Final = 8
"""Images that extend each other, more of which are taken for a circle."""


def image_names(kind: str | None = None) -> tuple[str, ...]:
    """The names of the built-in card images, ``specimen`` first, then in alphabetical order.

    With ``kind`` those of one kind, ``mynumber`` or ``ic-license``.
    """
    names = sorted((path.stem for path in IMAGES.glob("*.toml")), key=lambda name: (name != "specimen", name))
    return tuple(name for name in names if kind in (None, _kind(name)))


def _kind(name: str) -> str:
    """The kind of a built-in image."""
    card = Table(_read(find_image(name)), name).table("card")
    return card.choice("kind", None, KINDS) or KINDS[0]


def load_image(name_or_path: str | PathLike[str]) -> CardImage:
    """Load a built-in card image by its name, or any by its path; raises `ImageError`."""
    path = find_image(name_or_path)
    return image_of_values(_read(path), path)


def image_of_text(text: str, path: Path, beside: Mapping[str, bytes] | None = None) -> CardImage:
    """Load the image that ``text`` would be in a file at ``path``; raises `ImageError`.

    ``beside`` are files by name that are about to be written beside it.
    """
    return image_of_values(merged_values(text, path), path, beside)


def image_of_values(values: Mapping[str, object], path: Path, beside: Mapping[str, bytes] | None = None) -> CardImage:
    """Make the image of values that were read from ``path``; raises `ImageError`."""
    try:
        return _image(path, Table(values, path.name), beside or {})
    except ImageError as error:
        if error.file is not None:
            raise
        raise ImageError(error.problem, file=path.name, key=error.key) from None


def image_source(name_or_path: str | PathLike[str]) -> str:
    """The TOML text of a card image as its author wrote it; raises `ImageError` when it is none."""
    load_image(name_or_path)
    return find_image(name_or_path).read_text(encoding="utf-8")


def find_image(name_or_path: str | PathLike[str], beside: Path | None = None) -> Path:
    """The file of a built-in image's name, or of a path; raises `ImageError` for a name that is neither."""
    path = Path(name_or_path)
    if beside and _is_file(beside / path):
        return beside / path
    if path.suffix != ".toml" and path.name == str(name_or_path):
        built_in = IMAGES / f"{path}.toml"
        if _is_file(built_in):
            return built_in
        if not _is_file(path):
            from difflib import get_close_matches  # noqa: PLC0415 - only for names that are wrong

            wanted = str(path)
            if near := ", ".join(get_close_matches(wanted, image_names())):
                raise ImageError(f"No card image is named {wanted!r} (the nearest: {near})")
            raise ImageError(f"No card image is named {wanted!r}; built in are specimen, ic-license and many more")
    return path


def _is_file(path: Path) -> bool:
    """Whether a file is there; a name that the system refuses is none's."""
    try:
        return path.is_file()
    except OSError:
        return False


def _read(path: Path, depth: int = 1) -> dict[str, object]:
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise ImageError(error.strerror or "cannot be read", file=str(path)) from error
    except ValueError as error:
        raise ImageError(f"is not TOML: {error}", file=path.name) from error
    return merged_values(text, path, depth)


def merged_values(text: str, path: Path, depth: int = 1) -> dict[str, object]:
    """The values of an image's text, laid over those of the image that it extends; raises `ImageError`."""
    import tomllib  # noqa: PLC0415 - a reading from a real card never needs it

    try:
        values: dict[str, object] = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise ImageError(f"is not TOML: {error}", file=path.name) from error
    if values.get("schema") != SCHEMA:
        raise ImageError(f'must be "{SCHEMA}"', file=path.name, key="schema")
    base = values.pop("extends", None)
    if base is None:
        return values
    if not isinstance(base, str) or depth == _MAX_EXTENDS:
        raise ImageError("must name another card image, and no circle of them", file=path.name, key="extends")
    return merge(_read(find_image(base, beside=path.parent), depth + 1), values)


def _image(path: Path, top: Table, beside: Mapping[str, bytes]) -> CardImage:
    top.text("schema", SCHEMA)
    card = top.table("card")
    if card.choice("kind", KINDS[0], KINDS) == KINDS[1]:
        from menkyo.virtual.ic_loading import read_ic_image  # noqa: PLC0415 - a My Number card needs none of it

        return read_ic_image(path, top, card, beside)
    holder = top.table("holder")
    certificates, jpki_label = read_jpki(top.table("jpki"))
    image = CardImage(
        name=path.stem,
        title=read_local_text(top.table("title")),
        description=read_local_text(top.table("description")),
        card=_card(card),
        pin=_pin(top.table("pin")),
        keys=read_keys(top.table("keys")),
        license=_license(top.table("license")),
        history=_history(top.table("history")),
        glyphs=_glyphs(top.table("glyphs")),
        reserved=_reserved(top.table("reserved")),
        photo=read_photo(path, top.table("photo"), beside),
        signature=read_signature(top.table("signature")),
        holder=read_holder(holder, read_photo(path, holder.table("photo"), beside)),
        certificates=certificates,
        jpki_label=jpki_label,
        switches=_switches(top.table("switches")),
        raw=read_raw(top.table("raw"), (*MAX_SIZES, *RAW_FACE_FILES)),
    )
    top.close()
    # Written now, so that what the card has no room for is found out here.
    _ = LicenseFiles(image).wef02
    return image


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
    return read_pin(table, plain, is_set=table.boolean("set", default=plain.set))


def _license(table: Table) -> LicenseFields:
    color = read_color(table)
    categories = table.texts("categories", (), most=len(CATEGORIES))
    for category in categories:
        if category not in CATEGORIES:
            table.refuse("categories", f"knows {', '.join(CATEGORIES)}, not {category!r}")
    texts = {name: table.texts(name, (), most=len(tags)) for name, tags in text_tags().items()}
    fields_of_license = LicenseFields(
        color=color,
        expires_on=table.day("expires_on"),
        **texts,
        number=read_number(table),
        acquired_on=read_acquired_on(table.table("acquired_on")),
        categories=categories,
    )
    table.close()
    return fields_of_license


def _history(table: Table) -> DrivingHistory:
    named = table.choice("class", None, ("excellent", "general", "violation"))
    code = table.octets("class_code", most=1)
    if code is None:
        code = class_code(named) if named else b""
    history = DrivingHistory(number=read_number(table), recorded_on=table.day("recorded_on"), class_code=code)
    table.close()
    return history


def _glyphs(table: Table) -> tuple[bytes, bytes, bytes, bytes, bytes]:
    one, two, three, four, five = (read_glyph(table, number, MAX_GLYPH) for number in range(1, 6))
    table.close()
    return one, two, three, four, five


def _reserved(table: Table) -> tuple[tuple[int, bytes], ...]:
    values = ((tag, table.octets(f"{tag:02X}", most=7)) for tag in reserved_tags())
    given = tuple((tag, value) for tag, value in values if value is not None)
    table.close()
    return given


def _switches(table: Table) -> Switches:
    plain = Switches()
    tag_form = table.text("tag_form", "01xx", pattern="[0-9A-F]{2}xx", meaning="a first byte such as 01xx")
    held, not_held = table.octets("flag_held", most=1), table.octets("flag_not_held", most=1)
    switches = replace(
        read_switches(table, plain),
        tag_form=bytes.fromhex(tag_form[:2]),
        flag_held=plain.flag_held if held is None else held,
        flag_not_held=plain.flag_not_held if not_held is None else not_held,
        face_lengths=table.member("face_lengths", plain.face_lengths),
        missing_certificate=table.choice("missing_certificate", None, ("6A82", "6982", "9000"))
        or plain.missing_certificate,
        record_length=table.choice("record_length", None, ("9000", "6700", "6Cxx")) or plain.record_length,
        select_drops_verified=table.member("select_drops_verified", plain.select_drops_verified),
    )
    table.close()
    return switches
