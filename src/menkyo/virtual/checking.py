"""What is wrong with a card image file: every mistake with its line, and how full the files of the card are."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple, cast

from menkyo.virtual.errors import ImageError
from menkyo.virtual.field_values import MAX_PHOTO
from menkyo.virtual.loading import find_image, image_of_values, merged_values

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from os import PathLike

    from menkyo.virtual.image import CardImage

__all__ = ["FileSize", "ImageCheck", "Mistake", "check_image", "file_sizes"]

_MOST_MISTAKES: Final = 100
_HEADER: Final = re.compile(r"\s*\[\[?\s*([^\]\[#]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY: Final = re.compile(r"\s*([A-Za-z0-9_\-. \t\"']+?)\s*=")
_INNER_KEY: Final = re.compile(r"[{,]\s*[\"']?([A-Za-z0-9_\-]+)[\"']?\s*=")
_TOML_LINE: Final = re.compile(r"\(at line (\d+), column \d+\)")


class Mistake(NamedTuple):
    """One thing that is wrong: the key, if one is meant, the line where it stands in this file, and a sentence."""

    key: str | None
    line: int | None
    sentence: str


class FileSize(NamedTuple):
    """A file of the card, how many bytes it holds (``None`` when it is not there), and how many it may."""

    name: str
    size: int | None
    most: int


class ImageCheck(NamedTuple):
    """What a check found; ``image`` and ``sizes`` are there when nothing is wrong."""

    image: CardImage | None
    mistakes: tuple[Mistake, ...]
    sizes: tuple[FileSize, ...] = ()


def check_image(name_or_path: str | PathLike[str]) -> ImageCheck:
    """Load an image as `load_image` does, and where it does not load, find all mistakes and not only the first.

    Never raises for what stands in the file.
    """
    path, lines = Path(name_or_path), dict[str, int]()
    try:
        path = find_image(name_or_path)
        text = path.read_bytes().decode("utf-8").replace("\r\n", "\n")
        lines.update(_lines_of_keys(text))
        values = merged_values(text, path)
    except OSError as error:
        return ImageCheck(None, (Mistake(None, None, error.strerror or "cannot be read"),))
    except UnicodeDecodeError as error:
        return ImageCheck(None, (Mistake(None, None, f"is not text in UTF-8: {error.reason}"),))
    except ImageError as error:
        return ImageCheck(None, (_mistake(error, lines, path),))
    return _check_values(values, lines, path)


def _check_values(values: dict[str, object], lines: Mapping[str, int], path: Path) -> ImageCheck:
    mistakes: list[Mistake] = []
    while len(mistakes) < _MOST_MISTAKES:
        try:
            image = image_of_values(values, path)
            # Makes the signature, too, which the loader leaves for later.
            sizes = file_sizes(image)
        except ImageError as error:
            key = error.key or ""
            # That a key is missing which was taken out is no mistake of the file's.
            if all(mistake.key != key for mistake in mistakes):
                mistakes.append(_mistake(error, lines, path))
            # The loader stops at the first mistake: without that key, or what holds it, it finds the next.
            while key and not _take_out(values, key):
                key = key.rpartition(".")[0]
            if not key:
                break
        else:
            if not mistakes:
                return ImageCheck(image, (), sizes)
            break
    return ImageCheck(None, tuple(sorted(mistakes, key=lambda mistake: mistake.line or 0)))


def _mistake(error: ImageError, lines: Mapping[str, int], path: Path) -> Mistake:
    if error.key is None and error.file not in (path.name, str(path)):
        # It is the image that this one extends that does not load.
        return Mistake(None, lines.get("extends"), str(error))
    found = _TOML_LINE.search(error.problem)
    if found and error.key is None:
        return Mistake(None, int(found[1]), error.problem)
    return Mistake(error.key, _line(lines, error.key), error.problem)


def _line(lines: Mapping[str, int], key: str | None) -> int | None:
    """The line of a key, or of the table or the value that holds it."""
    while key:
        if key in lines:
            return lines[key]
        key = key.rpartition(".")[0]
    return None


def _lines_of_keys(text: str) -> Iterator[tuple[str, int]]:
    """Full names of keys and tables, each with the line where it stands; the last one counts.

    Good enough to point a person to a line: what stands in a text of several lines may be taken for keys.
    """
    table, count_of = "", dict[str, int]()
    for number, line in enumerate(text.split("\n"), start=1):
        if header := _HEADER.match(line):
            table = _plain(header[1])
            if line.lstrip().startswith("[["):
                # As errors name them: counted from 1.
                count_of[table] = count_of.get(table, 0) + 1
                yield table, number
                table = f"{table}.{count_of[table]}"
            yield table, number
        elif key := _KEY.match(line):
            name = ".".join(part for part in (table, _plain(key[1])) if part)
            yield name, number
            for inner in cast("list[str]", _INNER_KEY.findall(line[key.end() :])):
                yield f"{name}.{inner}", number


def _plain(key: str) -> str:
    return ".".join(part.strip().strip("\"'") for part in key.split("."))


def _take_out(values: dict[str, object], key: str) -> bool:
    """Take a key out of nested tables; false when it is not there."""
    table: object = values
    *parents, last = key.split(".")
    for name in parents:
        if isinstance(table, list) and name.isdecimal() and 0 < int(name) <= len(cast("list[object]", table)):
            table = cast("list[object]", table)[int(name) - 1]
        elif isinstance(table, dict):
            table = cast("dict[str, object]", table).get(name)
    if isinstance(table, dict) and last in table:
        del cast("dict[str, object]", table)[last]
        return True
    return False


def file_sizes(image: CardImage) -> tuple[FileSize, ...]:
    """The license's files on the card, with the most bytes that each may have, and the photo's."""
    if image.ic_license is None:
        from menkyo.virtual.license_files import MAX_SIZES, LicenseFiles  # noqa: PLC0415 - one kind of card or other

        files = LicenseFiles(image)
        contents = {"WEF01": files.wef01, "WEF02": files.wef02, "WEF03": files.wef03}
        sizes = [FileSize(name, _length(contents[name]), most) for name, most in MAX_SIZES.items()]
    else:
        from menkyo.virtual.ic_files import IC_FILES, IcLicenseFiles  # noqa: PLC0415 - see above

        ic_files = IcLicenseFiles(image)
        sizes = [FileSize(name, _length(ic_files.content(name)), file.size) for name, file in IC_FILES.items()]
    return (*sizes, FileSize("photo", len(image.photo), MAX_PHOTO))


def _length(content: bytes | None) -> int | None:
    return None if content is None else len(content)
