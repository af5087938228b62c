"""The answer of ``menkyo virtual check``: text, and JSON of the schema `menkyo.image-check/1`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from menkyo.output.details import detail_words
from menkyo.output.document import dump
from menkyo.output.findings import finding_rows
from menkyo.output.labels import CARD_KINDS
from menkyo.output.language import Bilingual
from menkyo.output.printable import printable
from menkyo.output.rows import Row
from menkyo.output.signature import verdict_row
from menkyo.output.texts import Phrase
from menkyo.record import NumberCheck

if TYPE_CHECKING:
    from collections.abc import Iterator

    from menkyo.output.language import Language
    from menkyo.output.view import ReadResult
    from menkyo.record import Photo

__all__ = [
    "IMAGE_CHECK_SCHEMA",
    "CardFileSize",
    "ImageMistake",
    "ImageReport",
    "render_image_check",
    "render_image_check_json",
]

IMAGE_CHECK_SCHEMA: Final = "menkyo.image-check/1"

_IMAGE: Final = Bilingual("カードイメージ", "Card image")
_LOADS: Final = Bilingual("{file} ({kind})", "{file} ({kind})")
_BROKEN: Final = Bilingual("{file} (使えません)", "{file} (cannot be used)")
_MISTAKE: Final = Bilingual("間違い", "Mistake")
_LINE: Final = Bilingual("{line}行目 ", "line {line}, ")
_BYTES: Final = Bilingual("{size} / {most} バイト", "{size} of {most} bytes")
_TOO_MANY: Final = Bilingual("{size} / {most} バイト (大きすぎます)", "{size} of {most} bytes: more than the card has")
_NO_FILE: Final = Bilingual("なし", "not there")
_PHOTO: Final = Bilingual("写真", "Photo")
_PICTURE: Final = Bilingual("{width}×{height} {format}、デコードできます", "{width}×{height} {format}, can be decoded")
_NO_PICTURE: Final = Bilingual("デコードできません", "cannot be decoded")
_NO_PHOTO: Final = Bilingual("なし", "none")
_READ: Final = Bilingual("読み取り", "Read by menkyo")
_READ_WELL: Final = Bilingual("すべて解読できました", "everything is decoded")
_READ_ODDLY: Final = Bilingual(
    "問題 {problems}件、未知の項目 {unknown}件", "problems: {problems}, unknown objects: {unknown}"
)


class ImageMistake(NamedTuple):
    """One mistake in the file, with its key and the line where that stands, as far as they are known."""

    line: int | None
    key: str | None
    sentence: str


class CardFileSize(NamedTuple):
    """One file of the card: bytes in it (``None`` where it is not there), and the most that it may have."""

    name: str
    size: int | None
    most: int


@dataclass(frozen=True, slots=True)
class ImageReport:
    """What there is to tell of a card image file.

    ``kind`` is the contract's `card.kind`, ``None`` when the image does not load; ``failure`` is the sentence in which
    a reading of the card ends, ``result`` what else came of it.
    """

    file: str
    kind: str | None
    mistakes: tuple[ImageMistake, ...] = ()
    sizes: tuple[CardFileSize, ...] = ()
    photo: Photo | None = None
    is_photo_decoded: bool = False
    failure: str | None = None
    result: ReadResult | None = None


def render_image_check(report: ImageReport, *, language: Language) -> str:
    """The report as lines "label: value", without a line feed at the end."""
    return "\n".join(f"{row.label}: {row.text}" for row in _rows(report, language))


def _rows(report: ImageReport, language: Language) -> Iterator[Row]:
    kind = None if report.kind is None else CARD_KINDS[report.kind].text(language)
    title = _BROKEN if kind is None else _LOADS
    yield Row(_IMAGE.text(language), title.text(language).format(file=printable(report.file), kind=kind))
    for mistake in report.mistakes:
        line = "" if mistake.line is None else _LINE.text(language).format(line=mistake.line)
        key = "" if mistake.key is None else f"{mistake.key}: "
        yield Row(_MISTAKE.text(language), f"{line}{printable(key + detail_words(mistake.sentence, language))}")
    for file in report.sizes:
        yield Row(_PHOTO.text(language) if file.name == "photo" else file.name, _size(file, language))
    if report.kind is None:
        return
    if report.photo is not None:
        yield Row(_PHOTO.text(language), _picture(report, report.photo, language))
    yield Row(_READ.text(language), _reading(report, language))
    if report.result is not None:
        number = report.result.record.number
        if number is not None and number.check is NumberCheck.MISMATCH:
            yield Row(Phrase.NUMBER.text(language), Phrase.NUMBER_MISMATCH.text(language))
        yield from finding_rows(report.result, language)
        yield verdict_row(report.result, language)


def _size(file: CardFileSize, language: Language) -> str:
    if file.size is None:
        return _NO_FILE.text(language)
    if file.name == "photo" and not file.size:
        return _NO_PHOTO.text(language)
    return (_TOO_MANY if file.size > file.most else _BYTES).text(language).format(size=file.size, most=file.most)


def _picture(report: ImageReport, photo: Photo, language: Language) -> str:
    if not report.is_photo_decoded:
        return _NO_PICTURE.text(language)
    form = "?" if photo.format is None else photo.format.value.upper()
    return _PICTURE.text(language).format(width=photo.width, height=photo.height, format=form)


def _reading(report: ImageReport, language: Language) -> str:
    if report.result is None:
        return report.failure or ""
    problems, unknown = len(report.result.problems), len(report.result.unknown)
    if not problems and not unknown:
        return _READ_WELL.text(language)
    return _READ_ODDLY.text(language).format(problems=problems, unknown=unknown)


def render_image_check_json(report: ImageReport) -> str:
    """The report as the object `menkyo.image-check/1`, without a line feed at the end."""
    photo, result = report.photo, report.result
    return dump(
        {
            "schema": IMAGE_CHECK_SCHEMA,
            "file": report.file,
            "loads": report.kind is not None,
            "kind": report.kind,
            "mistakes": [
                {"line": mistake.line, "key": mistake.key, "sentence": mistake.sentence} for mistake in report.mistakes
            ],
            "files": [{"name": file.name, "bytes": file.size, "most": file.most} for file in report.sizes],
            "photo": None
            if photo is None
            else {
                "format": None if photo.format is None else photo.format.value,
                "width": photo.width,
                "height": photo.height,
                "decoded": report.is_photo_decoded,
            },
            "failure": report.failure,
            "reading": None
            if result is None
            else {
                "problems": [
                    {
                        "file": problem.file,
                        "tag": problem.tag,
                        "offset": problem.offset,
                        "kind": problem.kind.value,
                        "detail": problem.detail,
                    }
                    for problem in result.problems
                ],
                "unknown": [
                    {"file": item.file, "tag": item.tag, "hex": item.raw.hex().upper()} for item in result.unknown
                ],
                "signature": result.signature_verdict,
            },
        }
    )
