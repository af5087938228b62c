from __future__ import annotations

import subprocess
import sys
from unittest import mock

import pytest

from menkyo.pcsc import NoServiceError, PyscardMissingError, list_readers
from menkyo.pcsc.codes import CardProtocol, Disposition, ReaderState, ResultCode
from menkyo.pcsc.service import PyscardService, check, open_context

# What each function returns behind its result code.
EXTRA: dict[str, tuple[object, ...]] = {
    "SCardEstablishContext": (7,),
    "SCardReleaseContext": (),
    "SCardListReaders": (["Reader A"],),
    "SCardGetStatusChange": ([("Reader A", 34, [0x3B, 0x80])],),
    "SCardConnect": (11, 2),
    "SCardReconnect": (1,),
    "SCardBeginTransaction": (),
    "SCardEndTransaction": (),
    "SCardTransmit": ([0x90, 0x00],),
    "SCardStatus": ("Reader A", 52, 2, [0x3B, 0x80]),
    "SCardDisconnect": (),
}


class FakeScard:
    """Stands in for the module ``smartcard.scard``: numbers of its own, lists of integers, signed codes."""

    SCARD_SCOPE_SYSTEM = 2
    SCARD_SHARE_SHARED = 2
    SCARD_PROTOCOL_T0 = 1
    SCARD_PROTOCOL_T1 = 2
    SCARD_PCI_T0 = 100
    SCARD_PCI_T1 = 101
    SCARD_LEAVE_CARD = 0

    def __init__(self) -> None:
        self.result = ResultCode.RESET_CARD - 2**32
        self.calls: list[tuple[object, ...]] = []

    def SCardGetErrorMessage(self, code: int) -> str:  # noqa: N802 - the name is pyscard's
        """The service's words."""
        return f"Words for {code:08X}."

    def __getattr__(self, function: str) -> object:
        def call(*arguments: object) -> object:
            self.calls.append((function, *arguments))
            extra = EXTRA[function]
            return (self.result, *extra) if extra else self.result

        return call


@pytest.fixture
def scard(monkeypatch: pytest.MonkeyPatch) -> FakeScard:
    """The stand-in, in the place from which the service imports it."""
    fake = FakeScard()
    monkeypatch.setattr("smartcard.scard", fake)
    return fake


def test_bytes_become_lists_of_integers_and_back(scard: FakeScard) -> None:
    """Pyscard takes and returns lists of integers, and the rest of menkyo sees bytes."""
    service = PyscardService()
    assert service.transmit(11, CardProtocol.T1, b"\x00\xa4") == (ResultCode.RESET_CARD, b"\x90\x00")
    assert service.transmit(11, CardProtocol.T0, b"\x00\xa4") == (ResultCode.RESET_CARD, b"\x90\x00")
    assert scard.calls == [("SCardTransmit", 11, 101, [0x00, 0xA4]), ("SCardTransmit", 11, 100, [0x00, 0xA4])]
    _code, states = service.status_change(7, 250, [("Reader A", ReaderState.UNAWARE)])
    assert states == [("Reader A", 34, b"\x3b\x80")]


def test_every_code_is_unsigned(scard: FakeScard) -> None:
    """A code that pyscard returns as a negative number leaves the service as the unsigned one."""
    service = PyscardService()
    codes = [
        service.establish_context()[0],
        service.release_context(7),
        service.list_readers(7)[0],
        service.status_change(7, 0, [])[0],
        service.connect(7, "Reader A")[0],
        service.reconnect(11)[0],
        service.begin_transaction(11),
        service.end_transaction(11, Disposition.LEAVE),
        service.transmit(11, CardProtocol.T1, b"")[0],
        service.status(11),
        service.disconnect(11, Disposition.LEAVE),
    ]
    assert codes == [ResultCode.RESET_CARD] * 11
    assert len(scard.calls) == 11


def test_connecting_is_shared_and_takes_either_protocol(scard: FakeScard) -> None:
    """Other programs may stay connected, and contact readers may speak T=0; a reset is acknowledged as it is."""
    service = PyscardService()
    service.connect(7, "Reader A")
    service.reconnect(11)
    assert scard.calls == [("SCardConnect", 7, "Reader A", 2, 3), ("SCardReconnect", 11, 2, 3, 0)]


def test_the_words_come_from_pyscard() -> None:
    """The real pyscard knows words for a code, in the language of the system; they end up in the cause of an error."""
    assert PyscardService().message(ResultCode.NO_SERVICE)


def test_without_pyscard_the_error_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where pyscard is missing or does not load, importing this package works and using it names what is missing."""
    monkeypatch.delattr("smartcard.scard")
    monkeypatch.setitem(sys.modules, "smartcard.scard", None)
    with pytest.raises(PyscardMissingError) as error:
        list_readers()
    assert isinstance(error.value.__cause__, ImportError)
    assert "pip install pyscard" in error.value.hint


# Reads words of the service, prints which modules of pyscard that took, and then uses all of pyscard beside it.
ALONE = """
import sys
from menkyo.pcsc.service import PyscardService
words = PyscardService().message(0x8010001D)
print(*(name for name in sys.modules if name.partition(".")[0] == "smartcard"))
from smartcard import scard
import smartcard.System
assert scard.SCardGetErrorMessage(0x8010001D) == PyscardService().message(0x8010001D) == words
"""


def test_pyscard_is_not_imported_as_a_whole() -> None:
    """Of pyscard only the compiled module is loaded, and a program may use the rest of it as ever."""
    done = subprocess.run([sys.executable, "-c", ALONE], check=True, capture_output=True, encoding="utf-8")
    assert done.stdout.split() == ["smartcard.scard._scard"]


def test_another_layout_of_pyscard_is_imported_by_its_public_name(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the compiled module is not in its usual place, pyscard is imported as a whole."""
    for name in [name for name in sys.modules if name.partition(".")[0] == "smartcard"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr("menkyo.pcsc.service.PathFinder", mock.Mock(find_spec=mock.Mock(return_value=None)))
    assert PyscardService().message(ResultCode.NO_SERVICE)
    assert "smartcard.scard" in sys.modules


def test_success_is_no_error() -> None:
    """The code of success raises nothing."""
    check(PyscardService(), ResultCode.SUCCESS)


def test_a_context_that_cannot_be_had_is_not_released(scard: FakeScard) -> None:
    """Without a context there is none to release, and the error keeps the service's words."""
    scard.result = ResultCode.NO_SERVICE
    with pytest.raises(NoServiceError) as error, open_context(PyscardService()):
        pass
    assert [call[0] for call in scard.calls] == ["SCardEstablishContext"]
    assert str(error.value.__cause__) == "Words for 8010001D (PC/SC 8010001D)"
