"""A card that lost what was selected is not taken for one without a license."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from apdu.errors import ApduError, ResponseError, StatusError
from apdu.wrappers import Observed
from menkyo.reading import CardFound, IcLicensePins, NoLicenseError, ReadingError, read_card, read_status
from menkyo.virtual import load_image, open_faulty, open_virtual

if TYPE_CHECKING:
    from collections.abc import Callable

    from apdu.transport import Transport

PINS = IcLicensePins(lambda _tries: b"1234", lambda _tries: b"5678")
SELECT_LICENSE = bytes.fromhex("00A4040C10A00000023106")
SELECT_RECORD = bytes.fromhex("00A4020C02001B")
SELECT_DF1 = bytes.fromhex("00A4040C10A00000023101")


def read(transport: Transport) -> bytes | None:
    """Read a card of either kind, and return what its record is."""
    capture = read_card(transport, lambda _tries: b"1234", ic_license_pins=PINS)
    return capture.data("WEF02") or capture.data("DF1/EF01")


def commands_of(image: str, look: Callable[[Transport], object] = read) -> list[bytes]:
    """The commands of a whole reading."""
    commands: list[bytes] = []
    look(Observed(open_virtual(image), lambda command, _answer: commands.append(command)))
    return commands


def place_of(beginning: bytes, image: str = "specimen", look: Callable[[Transport], object] = read) -> int:
    """The number of the first command that begins so."""
    return next(n for n, command in enumerate(commands_of(image, look), 1) if command.startswith(beginning))


def outcome_of(image: str, number: int) -> tuple[bytes | None, type[Exception] | None]:
    """What a reading brings whose card loses its power at a command: a record, or an error of a kind."""
    try:
        return read(open_faulty(image, f"power-loss@{number}")), None
    except (ApduError, ReadingError) as error:
        return None, type(error)


@pytest.mark.parametrize("image", ["specimen", "ic-license"])
def test_lost_power_never_looks_like_an_empty_card(image: str) -> None:
    """Whenever the power is lost, the reading ends with what the card answered, or with the whole record."""
    whole = read(open_virtual(image))
    for number in range(1, len(commands_of(image)) + 1):
        record, kind = outcome_of(image, number)
        assert record in {None, whole}
        assert kind is not NoLicenseError


def test_another_programs_selection_is_no_empty_card() -> None:
    """When something else was selected before the record is read, the card's refusal is told, and not an empty card."""
    with pytest.raises(StatusError, match="Reading WEF02: 69"):
        read(open_faulty("specimen", f"other-program@{place_of(SELECT_RECORD)}"))


def test_a_record_that_is_missing_for_a_moment_is_read_whole() -> None:
    """A file that the card denies in the middle of reading, and has after all, is read from its beginning."""
    whole, begin = read(open_virtual("no-extended-length")), place_of(SELECT_RECORD, "no-extended-length")
    for number in range(begin, begin + 9):
        assert read(open_faulty("no-extended-length", f"status=6A82@{number}")) == whole


def test_an_absent_record_is_believed_the_second_time() -> None:
    """A card that denies its record right after its application was selected has none."""
    card = open_virtual(replace(load_image("specimen"), raw=(("WEF02", None),)))
    with pytest.raises(NoLicenseError) as caught:
        read_card(card, lambda _tries: b"1234")
    assert caught.value.found is CardFound.EMPTY_RECORD


@pytest.mark.parametrize("status", ["6700", "6982", "6984", "6C00", "6D00"])
def test_only_a_clear_no_means_that_there_is_no_license(status: str) -> None:
    """On a card with other applications of a My Number card, an odd answer to selecting the license is an error."""
    for look in (read, read_status):
        with pytest.raises(StatusError, match=status):
            look(open_faulty("specimen", f"status={status}@{place_of(SELECT_LICENSE, look=look)}"))


@pytest.mark.parametrize("status", ["6A82", "6A81"])
def test_a_clear_no_is_believed(status: str) -> None:
    """What a card says that has no license application is told as that."""
    with pytest.raises(NoLicenseError) as caught:
        read(open_faulty("specimen", f"status={status}@{place_of(SELECT_LICENSE)}"))
    assert caught.value.found is CardFound.MY_NUMBER_CARD


def test_a_directory_that_vanishes_is_no_empty_license() -> None:
    """DF1 of an IC license, which answered a moment ago and is denied now, is nonsense and no empty license."""
    numbers = [n for n, command in enumerate(commands_of("ic-license"), 1) if command.startswith(SELECT_DF1)]
    with pytest.raises(ResponseError, match="was there before"):
        read(open_faulty("ic-license", f"status=6A82@{numbers[-1]}"))
