"""The service stops in the middle of a reading, and is started again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from apdu.errors import CardRemovedError, TransportError
from menkyo.pcsc import NoServiceError, connect
from menkyo.pcsc.codes import ResultCode
from menkyo.reading import read_card
from menkyo.virtual import VirtualCard, load_image

if TYPE_CHECKING:
    from tests.pcsc.conftest import FakeService

VERIFY = 0x20


class CardInService:
    """A virtual card on the reader of a service that fails at one command."""

    def __init__(self, service: FakeService) -> None:
        self.card = VirtualCard(load_image("specimen"))
        self.service = service
        self.fails_at = 0
        self.code = int(ResultCode.SERVICE_STOPPED)
        self.sent: list[bytes] = []
        service.put_card()

    def transmit(self, _handle: int, _protocol: int, command: bytes) -> tuple[int, bytes]:
        """Answer a command, or fail."""
        self.sent.append(command)
        if len(self.sent) == self.fails_at:
            return self.code, b""
        return ResultCode.SUCCESS, self.card.transmit(command)

    def read(self) -> bytes | None:
        """Read the card, which has just got its power."""
        self.sent.clear()
        self.card.power_on()
        with connect("Reader A", service=self.service, touch_seconds=None) as transport:
            return read_card(transport, lambda _tries: b"1234").data("WEF02")


@pytest.fixture
def in_service(service: FakeService, monkeypatch: pytest.MonkeyPatch) -> CardInService:
    """A card that lies on the reader."""
    card = CardInService(service)
    monkeypatch.setattr(service, "transmit", card.transmit)
    return card


@pytest.mark.parametrize(
    ("code", "error"),
    [
        (ResultCode.SERVICE_STOPPED, NoServiceError),
        (ResultCode.NO_SERVICE, NoServiceError),
        (ResultCode.INVALID_HANDLE, NoServiceError),
        (ResultCode.RESET_CARD, CardRemovedError),
    ],
)
def test_a_service_that_stops_at_any_command(in_service: CardInService, code: int, error: type[TransportError]) -> None:
    """The reading ends by name, nothing is sent twice, nothing stays open, and the next reading is whole."""
    whole = in_service.read()
    for number in range(1, len(in_service.sent) + 1):
        in_service.fails_at, in_service.code = number, code
        with pytest.raises(error):
            in_service.read()
        assert len(in_service.sent) == number
        assert sum(command[1] == VERIFY and len(command) > 5 for command in in_service.sent) <= 1
        assert in_service.service.contexts_open == 0
        in_service.fails_at = 0
        assert in_service.read() == whole
        assert in_service.card.tries_left() == 10
