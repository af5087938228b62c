"""The image file of an IC license: its tables into `menkyo.virtual.image.CardImage`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from menkyo.virtual.ic_files import IC_FILES, MAX_IC_GLYPH, IcLicenseFiles
from menkyo.virtual.ic_image import (
    CATEGORY_TAGS,
    CHANGE_RULES,
    GLYPH_COUNT,
    IC_TRIES,
    Change,
    CommonData,
    Holder,
    IcLicense,
    IcSwitches,
)
from menkyo.virtual.image import CardFacts, CardImage, LicenseFields, PinImage
from menkyo.virtual.image_tables import (
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
from menkyo.virtual.switches import AbsentDay, Padding, Switches

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from menkyo.virtual.image import Day
    from menkyo.virtual.toml_table import Table

__all__ = ["IC_ATR", "read_ic_image"]

IC_ATR: Final = bytes.fromhex("3B88800100000000 9181C100 D8")
"""Source: license card spec, section 4.1."""

_MAX_CONDITIONS: Final = 4
_PLAIN_SWITCHES: Final = Switches(padding=Padding.FF, absent_date=AbsentDay.HEISEI_ZERO)
"""What is known of this card where the other one has an open question (license card spec, sections 2.1 and 2.4)."""


def read_ic_image(path: Path, top: Table, card: Table, beside: Mapping[str, bytes]) -> CardImage:
    """Make the image of the tables in ``top``; ``card`` is its table of that name. Raises `ImageError`.

    ``beside`` are files by name that are about to be written beside it.
    """
    is_set = (setting := top.table("pin")).boolean("set", default=True)
    setting.close()
    common, facts = _card(card)
    record = top.table("license")
    signature = top.table("signature")
    switches = top.table("switches")
    plain = IcLicense()
    image = CardImage(
        name=path.stem,
        title=read_local_text(top.table("title")),
        description=read_local_text(top.table("description")),
        card=facts,
        pin=read_pin(top.table("pin1"), PinImage(tries_left=IC_TRIES, tries_max=IC_TRIES), is_set=is_set),
        photo=read_photo(path, top.table("photo"), beside),
        ic_license=IcLicense(
            common=common,
            pin2=read_pin(top.table("pin2"), plain.pin2, is_set=is_set),
            holder=_holder(top.table("holder")),
            issued_on=record.day("issued_on"),
            reference_number=record.text(
                "reference_number", "", pattern="[ -~]{0,5}", meaning="at most five ASCII characters"
            ),
            commission=record.text("commission", ""),
            category_dates=_category_dates(record.table("category_dates")),
            glyphs=_glyphs(top.table("glyphs")),
            changes=tuple(_change(table) for table in top.tables("changes")),
            switches=_ic_switches(switches, signature),
        ),
        license=_license(record),
        signature=read_signature(signature),
        switches=read_switches(switches, _PLAIN_SWITCHES),
        raw=read_raw(top.table("raw"), IC_FILES),
    )
    switches.close()
    top.close()
    IcLicenseFiles(image).check()
    return image


def _card(table: Table) -> tuple[CommonData, CardFacts]:
    plain = CommonData()
    pre_issue = table.octets("pre_issue", most=2)
    common = CommonData(
        version=table.text("version", plain.version, pattern="[ -~]{3}", meaning="three ASCII characters"),
        issued_on=table.date("issued_on") or plain.issued_on,
        expires_on=table.date("expires_on") or plain.expires_on,
        pre_issue=plain.pre_issue if pre_issue is None else pre_issue,
    )
    atr = table.octets("atr", least=2, most=33) or IC_ATR
    table.close()
    return common, CardFacts(atr=atr, applications=(), expires_on=common.expires_on)


def _holder(table: Table) -> Holder:
    holder = Holder(
        name=table.text("name", ""),
        kana=table.text("kana", ""),
        alias=table.text("alias", ""),
        unified_kana=table.text("unified_kana", ""),
        birth_date=table.day("birth_date"),
        address=table.text("address", ""),
        domicile=table.text("domicile", ""),
    )
    table.close()
    return holder


def _license(table: Table) -> LicenseFields:
    fields = LicenseFields(
        color=read_color(table),
        expires_on=table.day("expires_on"),
        conditions=table.texts("conditions", (), most=_MAX_CONDITIONS),
        number=read_number(table),
        acquired_on=read_acquired_on(table.table("acquired_on")),
    )
    table.close()
    return fields


def _category_dates(table: Table) -> tuple[tuple[str, Day], ...]:
    days = ((name, table.day(name)) for name in CATEGORY_TAGS)
    given = tuple((name, day) for name, day in days if day is not None)
    table.close()
    return given


def _glyphs(table: Table) -> tuple[bytes, ...]:
    glyphs = tuple(read_glyph(table, number, MAX_IC_GLYPH) for number in range(1, GLYPH_COUNT + 1))
    table.close()
    return glyphs


def _change(table: Table) -> Change:
    kind = table.choice("kind", None, CHANGE_RULES)
    date = table.day("date")
    if kind is None or date is None:
        table.refuse("kind" if kind is None else "date", "is missing")
    change = Change(kind=kind, date=date, text=table.text("text", ""), commission=table.text("commission", ""))
    table.close()
    return change


def _ic_switches(table: Table, signature: Table) -> IcSwitches:
    """Those that only this card has; both tables stay open."""
    plain = IcSwitches()
    jis_year = table.octets("jis_year", least=1, most=1)
    tags = table.octets("absent_tags", most=0x33 - 0x11 + 1) or b""
    return IcSwitches(
        jis_year=plain.jis_year if jis_year is None else jis_year,
        change_flag=table.octets("change_flag", most=1),
        absent_tags=tuple(tags),
        partial_aid=table.boolean("partial_aid", default=plain.partial_aid),
        master_file_at_start=table.boolean("master_file_at_start", default=plain.master_file_at_start),
        signing_order=signature.member("order", plain.signing_order),
    )
