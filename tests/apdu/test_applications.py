"""The card applications as tables: what the two specs say, and nothing that leads to the My Number."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from apdu.applications import (
    COMMON_AP,
    IC_LICENSE,
    JPKI_AP,
    LICENSE_AP,
    MY_NUMBER_CARD,
    SURFACE_AP,
    TEXT_AP,
    Access,
    Application,
    ElementaryFile,
    KeyReference,
)
from apdu.applications.card_manager import CARD_EXPIRY_OBJECT, CARD_MANAGER
from apdu.applications.common import CARD_RECORD
from apdu.applications.ic_license import PIN1, PIN2
from apdu.applications.license_ap import DEFAULT_PIN, PIN, PIN_NOT_SET, WEF01, WEF02, WEF03

if TYPE_CHECKING:
    from collections.abc import Callable
    from types import ModuleType

ALL = (*MY_NUMBER_CARD, *IC_LICENSE)


@pytest.mark.parametrize(
    ("name", "aid"),
    [
        ("license", "A0000002310600000000000000000000"),
        ("jpki", "D392F000260100000001"),
        ("common", "D3921000310001010100"),
        ("resident", "D3921000310001010401"),
        ("surface", "D3921000310001010402"),
        ("text", "D3921000310001010408"),
        ("ic-license-mf", ""),
        ("ic-license", "A0000002310100000000000000000000"),
        ("ic-license-df2", "A0000002310200000000000000000000"),
        ("ic-license-df3", "A0000002480300000000000000000000"),
    ],
)
def test_an_application_has_its_aid(name: str, aid: str) -> None:
    """License card spec, sections 3.2 and 4.2; My Number card spec, section 3.1."""
    (application,) = (application for application in ALL if application.name == name)
    assert application.aid == bytes.fromhex(aid)


def test_the_applications_come_in_the_contracts_order() -> None:
    """The order of ``card.applications`` in the contract."""
    names = [application.name for application in MY_NUMBER_CARD]
    assert names == ["license", "jpki", "common", "resident", "surface", "text"]


def test_the_license_files_are_those_of_the_spec() -> None:
    """License card spec, section 3.3: identifier, short identifier, longest size, read access."""
    rows = [(file.identifier, file.short_identifier, file.max_size, file.access) for file in LICENSE_AP.files]
    assert rows == [
        (0x001A, 0x1A, 3, Access.FREE),
        (0x001B, 0x1B, 5845, Access.PIN),
        (0x001C, 0x1C, 584, Access.PIN),
    ]
    assert [file.last_tag for file in (WEF01, WEF02, WEF03)] == [0xC1, 0x107, 0x10D]


def test_the_license_pin_is_that_of_the_spec() -> None:
    """License card spec, sections 2.5, 3.4 and 3.5: P2 86, ten tries, four stars where none is set."""
    assert LICENSE_AP.keys == (PIN,)
    assert (PIN.p2, PIN.tries) == (0x86, 10)
    assert DEFAULT_PIN == b"\x2a\x2a\x2a\x2a"
    assert bytes.fromhex("C10100") == PIN_NOT_SET


def test_the_ic_license_files_are_those_of_the_spec() -> None:
    """License card spec, section 4.3: identifier, short identifier, longest size, read access."""
    rows = {
        file.name: (file.identifier, file.short_identifier, file.max_size, file.access)
        for application in IC_LICENSE
        for file in application.files
    }
    assert rows == {
        "MF/EF01": (0x2F01, 0x01, 17, Access.FREE),
        "MF/EF02": (0x000A, 0x0A, 3, Access.FREE),
        "DF1/EF01": (0x0001, 0x01, 880, Access.PIN1),
        "DF1/EF02": (0x0002, 0x02, 82, Access.PIN1_AND_PIN2),
        "DF1/EF03": (0x0003, 0x03, 264, Access.PIN1),
        "DF1/EF04": (0x0004, 0x04, 640, Access.PIN1),
        "DF1/EF05": (0x0005, 0x05, 663, Access.PIN1),
        "DF1/EF06": (0x0006, 0x06, 256, Access.PIN1_AND_PIN2),
        "DF1/EF07": (0x0007, 0x07, 578, Access.PIN1),
        "DF2/EF01": (0x0001, 0x01, 2005, Access.PIN1_AND_PIN2),
        "DF3/EF01": (0x0001, 0x01, 512, Access.PIN1),
    }


def test_the_files_behind_its_pins_are_filled(fresh: Callable[[str], ModuleType]) -> None:
    """License card spec, sections 4.3 and 4.11: FF up to the full size, and a last object where none is appended."""
    ic_license = fresh("apdu.applications.ic_license")
    files = (*ic_license.DF1_FILES, ic_license.DF2_EF01, ic_license.DF3_EF01)
    assert [(file.name, file.title, file.clause, file.last_tag) for file in files] == [
        ("DF1/EF01", "記載事項(本籍除く)", "4.8", 0x3A),
        ("DF1/EF02", "記載事項(本籍)", "4.9", 0x41),
        ("DF1/EF03", "外字", "4.10", 0x49),
        ("DF1/EF04", "記載事項変更等(本籍除く)", "4.11", None),
        ("DF1/EF05", "記載事項変更(外字)", "4.10", None),
        ("DF1/EF06", "記載事項変更(本籍)", "4.11", None),
        ("DF1/EF07", "電子署名", "4.12", 0xB6),
        ("DF2/EF01", "写真", "4.13", 0x5F40),
        ("DF3/EF01", "RFU (将来用)", "4.3", None),
    ]
    assert all(file.is_filled and not file.is_ber and file.record_number is None for file in files)
    assert [(file.identifier, file.max_size, file.access) for file in files[:2]] == [
        (0x0001, 880, Access.PIN1),
        (0x0002, 82, Access.PIN1_AND_PIN2),
    ]


def test_the_pins_of_the_ic_license_are_those_of_the_spec() -> None:
    """License card spec, sections 4.4 and 4.5: P2 81 and 82, three tries each, one setting for both."""
    assert [(key.name, key.p2, key.tries) for key in (PIN1, PIN2)] == [("pin1", 0x81, 3), ("pin2", 0x82, 3)]
    assert PIN1.not_set == PIN2.not_set == bytes.fromhex("050100")
    assert PIN.not_set == PIN_NOT_SET


def test_the_card_record_is_that_of_the_spec() -> None:
    """My Number card spec, section 7.1: record 1 of EF 0001, 30 bytes, free."""
    assert (CARD_RECORD.identifier, CARD_RECORD.record_number, CARD_RECORD.max_size) == (0x0001, 1, 30)
    assert CARD_RECORD.access is Access.FREE


def test_the_card_manager_is_that_of_the_spec() -> None:
    """My Number card spec, sections 3.1 and 7.3: it is no application that tells what a card is."""
    assert CARD_MANAGER.aid == bytes.fromhex("A0000001510000")
    assert CARD_MANAGER not in MY_NUMBER_CARD
    assert CARD_EXPIRY_OBJECT == 0x00F2


def test_the_jpki_files_are_those_of_the_spec() -> None:
    """My Number card spec, section 4.1; what the signature password opens is never read."""
    rows = [(file.identifier, file.access, file.is_ber) for file in JPKI_AP.files]
    assert rows == [
        (0x0006, Access.FREE, False),
        (0x0008, Access.FREE, False),
        (0x000A, Access.FREE, True),
        (0x000B, Access.FREE, True),
        (0x0001, Access.NEVER, True),
        (0x0002, Access.FREE, True),
    ]


def test_the_other_free_files_are_those_of_the_spec() -> None:
    """My Number card spec, sections 5.1, 6.1 and 7.1: key reference, basic information and certificates."""
    rows = {
        (each.name, file.identifier)
        for each in (COMMON_AP, SURFACE_AP, TEXT_AP)
        for file in each.files
        if file.access is Access.FREE
    }
    assert rows == {
        ("common", 0x0001),
        ("common", 0x0002),
        ("surface", 0x0003),
        ("surface", 0x0004),
        ("text", 0x0004),
        ("text", 0x0005),
    }


def test_every_file_has_a_name_of_its_own() -> None:
    """A capture tells files apart by their names alone."""
    names = [file.name for application in ALL for file in application.files]
    assert len(set(names)) == len(names)


def test_what_holds_the_my_number_is_denied() -> None:
    """My Number card spec, section 1: two files and a digest, and the keys that are the number."""
    assert TEXT_AP.denied_files == {0x0001, 0x0003}
    assert SURFACE_AP.denied_files == {0x0005}
    assert TEXT_AP.denied_keys == {0x0014}
    assert SURFACE_AP.denied_keys == {0x0013}


@pytest.mark.parametrize("application", ALL, ids=lambda application: application.name)
def test_no_table_leads_to_the_my_number(application: Application) -> None:
    """What is denied stands in no list of files or keys, and everything has a Japanese title and a clause."""
    assert not application.denied_files & {file.identifier for file in application.files}
    assert not application.denied_keys & {key.identifier for key in application.keys}
    rows: list[Application | ElementaryFile | KeyReference] = [application, *application.files, *application.keys]
    for row in rows:
        assert row.clause
        assert not row.title.isascii()
