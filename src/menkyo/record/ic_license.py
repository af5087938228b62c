"""The conventional IC license (運転免許証): the files of MF, DF1, DF2 and DF3 (license card spec, section 4)."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date as calendar_date
from typing import Final

from apdu.tlv import is_fill, parse_license
from menkyo.record.bitmap import decode_bitmap
from menkyo.record.categories import Category, CategoryDate, CategoryFlag
from menkyo.record.changes import Change, ChangeKind, apply_conditions, decode_changes, in_order, latest
from menkyo.record.dates import EraDate
from menkyo.record.decode import decode_color_field, decode_date_field, decode_number_field, decode_photo_field
from menkyo.record.errors import UndecodableFileError
from menkyo.record.fields import AcquisitionDates, Glyph, ReservedField
from menkyo.record.ic_layout import (
    ADDED_EXTERNAL_FILE,
    CHANGES_FILE,
    COMMON_DATA_FILE,
    DOMICILE_CHANGES_FILE,
    DOMICILE_FILE,
    ENTRIES_FILE,
    ENTRIES_LAYOUT,
    EXTERNAL_FILE,
    IC_LAYOUTS,
    IC_PHOTO_FILE,
    IC_SIGNATURE_FILE,
    RESERVED_FILE,
)
from menkyo.record.layout import tag_hex
from menkyo.record.license import LicenseRecord
from menkyo.record.objects import FileObjects, sizes_of
from menkyo.record.problem import Problem, ProblemKind, UnknownObject
from menkyo.record.signature import SignatureRecord, decode_signature_record
from menkyo.record.text import Text

_SIZES: Final = {file: sizes_of(layout) for file, layout in IC_LAYOUTS.items()}
_TAGS: Final = {row.field: row.tag for row in ENTRIES_LAYOUT}
_CONDITIONS: Final = range(0x1C, 0x20)
_RESERVED: Final = range(0x34, 0x3B)
_DOMICILE: Final = 0x41
_CARD_ISSUER: Final = 0x45
_PRE_ISSUE: Final = 0x46
_GLYPH_TAGS: Final = {EXTERNAL_FILE: range(0x48, 0x4A), ADDED_EXTERNAL_FILE: range(0xA1, 0xA6)}
_PHOTO: Final = 0x5F40

_DATE_DIGITS: Final = 7
_VERSION_SIZE: Final = 3
_BCD_DATE_SIZE: Final = 4


@dataclass(frozen=True, slots=True)
class CommonData:
    """共通データ要素: the card's own data, free to read.

    `version` is that of the specification ("010"), `issued_on` and `expires_on` are days of the card, `pre_issue` is
    プレ発行データ, whose meaning is not published.
    """

    raw: bytes = field(repr=False)
    version: str
    issued_on: calendar_date | None = field(repr=False)
    expires_on: calendar_date | None = field(repr=False)
    pre_issue: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Holder:
    """The holder as an IC license records it: 氏名, 呼び名(カナ), 通称名, 統一氏名(カナ), 生年月日, 住所 and 本籍.

    The name may hold a former one (旧姓) too. `domicile` is `None` when PIN2 did not open it.
    """

    name: Text | None = field(repr=False)
    kana: Text | None = field(repr=False)
    alias: Text | None = field(repr=False)
    unified_kana: Text | None = field(repr=False)
    birth_date: EraDate | None = field(repr=False)
    address: Text | None = field(repr=False)
    domicile: Text | None = field(repr=False)


@dataclass(frozen=True, slots=True, repr=False)
class IcLicense:
    """運転免許証: everything in the files that were read, decoded, with the raw bytes beside it.

    `license` has what both kinds of license record, with the conditions, remarks and spares that hold now, and the
    problems and unknown objects of all files; its `raw` is DF1/EF01. `holder` is the holder with all changes applied,
    `holder_as_issued` and `conditions_as_issued` what the card was issued with. `commission` (公安委員会名) issued the
    license, `current_commission` is that of a new address. `category_dates` are those held, in face order, `changes`
    all change records by date. `character_set_year` is the edition of JIS X 0208.
    """

    files: Mapping[str, bytes]
    license: LicenseRecord
    common: CommonData | None
    holder: Holder
    holder_as_issued: Holder
    conditions_as_issued: tuple[Text, ...]
    issued_on: EraDate | None
    reference_number: str
    commission: Text | None
    current_commission: Text | None
    category_dates: tuple[CategoryDate, ...]
    changes: tuple[Change, ...]
    signature: SignatureRecord | None
    character_set_year: bytes

    def __repr__(self) -> str:
        return (
            f"<IcLicense: {len(self.files)} files, {len(self.changes)} changes, {len(self.license.problems)} problems>"
        )


class _Files:
    """The objects of each file; what is wrong with a file beside DF1/EF01 is a problem and costs that file only."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._files = files
        self._objects: dict[str, FileObjects] = {}
        self._problems: list[Problem] = []

    def open(self, file: str) -> FileObjects:
        """The objects of a file, which may be none."""
        if file not in self._objects:
            try:
                self._objects[file] = FileObjects(file, _SIZES[file], self._files.get(file, b""))
            except UndecodableFileError as error:
                if file == ENTRIES_FILE:
                    raise
                self._problems.append(Problem(file, None, 0, ProblemKind.MALFORMED, str(error)))
                self._objects[file] = FileObjects(file, _SIZES[file], b"")
        return self._objects[file]

    def raw(self, file: str) -> bytes:
        """The bytes of a file."""
        return self._files.get(file, b"")

    def problems(self) -> tuple[Problem, ...]:
        """The problems of all files."""
        return *(problem for objects in self._objects.values() for problem in objects.problems), *self._problems

    def unknown(self) -> tuple[UnknownObject, ...]:
        """The unknown objects of all files."""
        return tuple(item for objects in self._objects.values() for item in objects.unknown)


def decode_ic_license(files: Mapping[str, bytes]) -> IcLicense:
    """Decode the files of an IC license by their names, such as "DF1/EF01"; those that were not read are left out.

    Never raises for a field: what cannot be decoded becomes a `Problem` and the rest survives. Raises
    `UndecodableFileError` for a DF1/EF01 that is no padding and holds not one object of its table.
    """
    opened = _Files(files)
    entries = opened.open(ENTRIES_FILE)
    changes = (*decode_changes(opened.open(CHANGES_FILE)), *decode_changes(opened.open(DOMICILE_CHANGES_FILE)))
    issued = _holder(entries, _written(opened.open(DOMICILE_FILE).text(_DOMICILE)))
    conditions_as_issued = entries.texts(_CONDITIONS)
    conditions, unmatched = apply_conditions(conditions_as_issued, changes)
    for change in unmatched:
        detail = "The condition that is lifted here is not recorded."
        opened.open(CHANGES_FILE).note(change.tag, ProblemKind.UNEXPECTED_VALUE, detail)
    dates, flags = _categories(entries)
    common = _common(opened.open(COMMON_DATA_FILE))
    issued_on = decode_date_field(entries, _TAGS["issued_on"])
    reference_number = entries.latin(_TAGS["reference_number"])
    commission = _written(entries.text(_TAGS["commission"]))
    signature, signature_problems = _signature(files)
    license_record = _license(opened, conditions, flags, changes)
    reserved_problems, reserved_unknown = _reserved_file(files.get(RESERVED_FILE, b""))
    commissions = [change.commission for change in changes if change.kind is ChangeKind.COMMISSION]
    return IcLicense(
        files=dict(files),
        license=replace(
            license_record,
            problems=(*opened.problems(), *signature_problems, *reserved_problems),
            unknown=(*opened.unknown(), *(() if signature is None else signature.unknown), *reserved_unknown),
        ),
        common=common,
        holder=replace(
            issued,
            name=latest(changes, ChangeKind.NAME, issued.name),
            kana=latest(changes, ChangeKind.KANA, issued.kana),
            address=latest(changes, ChangeKind.ADDRESS, issued.address),
            domicile=latest(changes, ChangeKind.DOMICILE, issued.domicile),
        ),
        holder_as_issued=issued,
        conditions_as_issued=conditions_as_issued,
        issued_on=issued_on,
        reference_number=reference_number,
        commission=commission,
        current_commission=next((text for text in reversed(commissions) if text is not None), None),
        category_dates=dates,
        changes=in_order(changes),
        signature=signature,
        character_set_year=entries.values.get(_TAGS["character_set_year"], b""),
    )


def _license(
    opened: _Files, conditions: tuple[Text, ...], flags: tuple[CategoryFlag, ...], changes: tuple[Change, ...]
) -> LicenseRecord:
    """What both kinds of license record; its problems and unknown objects are added when all files are decoded."""
    entries = opened.open(ENTRIES_FILE)
    values = entries.values
    by_kind = {
        kind: tuple(change.text for change in in_order(changes) if change.kind is kind and change.text is not None)
        for kind in (ChangeKind.REMARK, ChangeKind.SPARE)
    }
    acquired = (_TAGS[f"license.acquired_on.{group}"] for group in ("motorcycle_small_moped", "other", "class_2"))
    return LicenseRecord(
        raw=opened.raw(ENTRIES_FILE),
        color=decode_color_field(entries, _TAGS["license.color"]),
        expires_on=decode_date_field(entries, _TAGS["license.expires_on"]),
        conditions=conditions,
        remarks=by_kind[ChangeKind.REMARK],
        spares=by_kind[ChangeKind.SPARE],
        number=decode_number_field(entries, _TAGS["license.number"]),
        history=None,
        acquired_on=AcquisitionDates(*(decode_date_field(entries, tag) for tag in acquired)),
        category_flags=flags,
        glyphs=_glyphs(opened),
        photo=decode_photo_field(opened.open(IC_PHOTO_FILE), _PHOTO),
        reserved=tuple(ReservedField(tag, raw) for tag in _RESERVED if (raw := values.get(tag))),
        problems=(),
        unknown=(),
    )


def _holder(entries: FileObjects, domicile: Text | None) -> Holder:
    name, kana, alias, unified_kana, address = (
        _written(entries.text(_TAGS[f"holder.{name}"])) for name in ("name", "kana", "alias", "unified_kana", "address")
    )
    birth_date = decode_date_field(entries, _TAGS["holder.birth_date"])
    return Holder(name, kana, alias, unified_kana, birth_date, address, domicile)


def _written(text: Text | None) -> Text | None:
    """A text that holds more than blanks."""
    return None if text is None or text.text.isspace() else text


def _categories(entries: FileObjects) -> tuple[tuple[CategoryDate, ...], tuple[CategoryFlag, ...]]:
    """The dates of the categories held, and for each that is there whether it is: its month and day are not zero."""
    dates: list[CategoryDate] = []
    flags: list[CategoryFlag] = []
    for category in Category:
        raw = entries.values.get(category.ic_tag)
        if raw is None:
            continue
        acquired_on = decode_date_field(entries, category.ic_tag)
        if acquired_on is not None:
            dates.append(CategoryDate(category, acquired_on))
        # A day that the calendar lacks is a problem, and says all the same that the category is held.
        digits = raw[:_DATE_DIGITS]
        is_day = len(digits) == _DATE_DIGITS and digits.isdigit() and b"00" not in (digits[3:5], digits[5:7])
        flags.append(CategoryFlag(category, raw, is_day))
    return tuple(dates), tuple(flags)


def _glyphs(opened: _Files) -> tuple[Glyph, ...]:
    """外字1 to 外字7, those that are there."""
    places = ((file, tag) for file, tags in _GLYPH_TAGS.items() for tag in tags)
    return tuple(
        Glyph(tag, number, raw, decode_bitmap(raw))
        for number, (file, tag) in enumerate(places, 1)
        if (raw := opened.open(file).values.get(tag))
    )


def _common(objects: FileObjects) -> CommonData | None:
    raw = objects.values.get(_CARD_ISSUER)
    if not raw:
        return None
    issued_on, expires_on = (
        _bcd_date(objects, raw[start : start + _BCD_DATE_SIZE])
        for start in (_VERSION_SIZE, _VERSION_SIZE + _BCD_DATE_SIZE)
    )
    version = "".join(chr(byte) for byte in raw[:_VERSION_SIZE] if 0x20 < byte < 0x7F)  # noqa: PLR2004 - printable
    return CommonData(raw, version, issued_on, expires_on, objects.values.get(_PRE_ISSUE, b""))


def _bcd_date(objects: FileObjects, raw: bytes) -> calendar_date | None:
    """A western day in four bytes of packed BCD; `None` when it is absent, or a problem."""
    if not raw.strip(b"\0\xff"):
        return None
    digits = raw.hex()
    try:
        return calendar_date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        objects.note(_CARD_ISSUER, ProblemKind.BAD_DATE, "The bytes are no day of the calendar in BCD.")
        return None


def _signature(files: Mapping[str, bytes]) -> tuple[SignatureRecord | None, tuple[Problem, ...]]:
    data = files.get(IC_SIGNATURE_FILE)
    if data is None:
        return None, ()
    try:
        signature = decode_signature_record(data, IC_SIGNATURE_FILE, IC_LAYOUTS[IC_SIGNATURE_FILE])
    except UndecodableFileError as error:
        return None, (Problem(IC_SIGNATURE_FILE, None, 0, ProblemKind.MALFORMED, str(error)),)
    return signature, signature.problems


def _reserved_file(data: bytes) -> tuple[tuple[Problem, ...], tuple[UnknownObject, ...]]:
    """What stands in DF3/EF01, of which nothing is published."""
    parsed = parse_license(data)
    unknown = tuple(UnknownObject(RESERVED_FILE, tag_hex(item.tag), item.value) for item in parsed.objects)
    if parsed.error is None and is_fill(parsed.rest):
        return (), unknown
    detail = f"{len(parsed.rest)} bytes are neither objects nor padding."
    offset = len(data) - len(parsed.rest)
    return (Problem(RESERVED_FILE, None, offset, ProblemKind.MALFORMED, detail),), unknown
