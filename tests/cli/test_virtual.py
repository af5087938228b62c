"""`menkyo virtual`: list, show and serve."""

from __future__ import annotations

import signal
import socket
import subprocess
import tomllib
from typing import TYPE_CHECKING, cast
from unittest import mock

import pytest

import menkyo.virtual
from menkyo.virtual import FAULTS, ServeEvent, ServeEventKind, image_names, load_image

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from tests.cli.conftest import Outcome


@pytest.fixture
def closed_port() -> str:
    """A port at which nobody listens."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return str(listener.getsockname()[1])


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_every_image_is_listed(menkyo_run: Callable[..., Outcome], lang: str) -> None:
    """`virtual list` has a line for each built-in card, the specimen first; as JSON a document."""
    outcome = menkyo_run("virtual", "list", "--lang", lang)
    assert (outcome.code, outcome.errors) == (0, "")
    rows = [line.split(maxsplit=1) for line in outcome.text.splitlines()]
    assert [name for name, _ in rows] == list(image_names())
    document = menkyo_run("virtual", "list", "--format", "json", "--lang", lang).document
    assert list(document) == ["schema", "images"]
    assert document["schema"] == "menkyo.images/1"
    images = cast("list[dict[str, str]]", document["images"])
    assert [[image["name"], image["description"]] for image in images] == rows
    assert all(list(image) == ["name", "title", "description"] for image in images)


@pytest.mark.parametrize("image", image_names())
def test_an_image_is_shown_as_it_can_be_loaded(menkyo_run: Callable[..., Outcome], tmp_path: Path, image: str) -> None:
    """What `virtual show` prints is TOML, and saved to a file it is a card again."""
    outcome = menkyo_run("virtual", "show", image)
    assert (outcome.code, outcome.errors) == (0, "")
    assert tomllib.loads(outcome.text)["schema"] == "menkyo.image/1"
    file = tmp_path / "mine.toml"
    file.write_bytes(outcome.output)
    again = menkyo_run("virtual", "show", str(file))
    assert (again.code, again.output) == (0, outcome.output)


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("command", ["show", "serve"])
def test_an_unknown_image_is_wrong_usage(menkyo_run: Callable[..., Outcome], command: str, lang: str) -> None:
    """A name that is no image's ends in 2, with a hint where the names are."""
    outcome = menkyo_run("virtual", command, "nothing", "--lang", lang)
    assert outcome.code == 2
    outcome.assert_one_sentence(lang)
    assert "menkyo virtual list" in outcome.errors.splitlines()[1]


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_serving_needs_a_virtual_reader(menkyo_run: Callable[..., Outcome], closed_port: str, lang: str) -> None:
    """Where no vpcd listens in time, `virtual serve` ends in 3 and says how to get one."""
    outcome = menkyo_run("virtual", "serve", "--port", closed_port, "--wait", "0", "--lang", lang)
    assert outcome.code == 3
    outcome.assert_one_sentence(lang)
    assert "vsmartcard-vpcd" in outcome.errors


@pytest.mark.parametrize(
    ("options", "port"), [((), 35963), (("--slot", "1"), 35964), (("--port", "4000"), 4000), (("--slot", "0"), 35963)]
)
def test_serving_tells_what_happens(menkyo_run: Callable[..., Outcome], options: tuple[str, ...], port: int) -> None:
    """The slot decides the port; each event of the connection is a line on standard error; Ctrl-C ends well."""

    def serve(  # noqa: PLR0913 - the keywords of the real one
        image: object,
        host: str,
        number: int,
        *,
        on_event: Callable[[ServeEvent], None],
        wait: float,
        fault: object,
    ) -> None:
        assert (str(image), host, number, wait, fault) == (str(image), "127.0.0.1", port, 10, None)
        for kind in ServeEventKind:
            on_event(ServeEvent(kind, host, number))
        raise KeyboardInterrupt

    with mock.patch.object(menkyo.virtual, "serve", serve):
        outcome = menkyo_run("virtual", "serve", *options, "--lang", "en")
    assert (outcome.code, outcome.output) == (0, b"")
    lines = outcome.errors.splitlines()
    assert len(lines) == 4
    assert str(port) in lines[0]
    assert "specimen" in lines[1]


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_every_fault_is_listed(menkyo_run: Callable[..., Outcome], lang: str) -> None:
    """`virtual faults` has a line for each fault, with the value it has unless another is given; as JSON a document."""
    outcome = menkyo_run("virtual", "faults", "--lang", lang)
    assert (outcome.code, outcome.errors) == (0, "")
    rows = [line.split(maxsplit=1) for line in outcome.text.splitlines()]
    assert [name.partition("=")[0] for name, _ in rows] == list(FAULTS)
    document = menkyo_run("virtual", "faults", "--format", "json", "--lang", lang).document
    assert document["schema"] == "menkyo.faults/1"
    faults = cast("list[dict[str, str | None]]", document["faults"])
    assert [fault["name"] for fault in faults] == list(FAULTS)
    assert [f"{fault['name']}={fault['value']}" if fault["value"] else fault["name"] for fault in faults] == [
        name for name, _ in rows
    ]
    assert [fault["meaning"] for fault in faults] == [meaning for _, meaning in rows]


def test_a_card_is_served_with_a_fault(menkyo_run: Callable[..., Outcome]) -> None:
    """The fault on the command line is the one that the server gets."""
    with mock.patch.object(menkyo.virtual, "serve") as serve:
        assert menkyo_run("virtual", "serve", "--fault", "status=6982@7").code == 0
    assert str(serve.call_args.kwargs["fault"]) == "status=6982@7"


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("fault", ["", "nothing", "pull@0", "pull@", "pull=3", "status=6G00", "late=x@2"])
def test_a_fault_that_there_is_not(menkyo_run: Callable[..., Outcome], fault: str, lang: str) -> None:
    """A fault that is not on the list, or written otherwise, is wrong usage, with a hint where the names are."""
    outcome = menkyo_run("virtual", "serve", "--fault", fault, "--lang", lang)
    assert outcome.code == 2
    outcome.assert_one_sentence(lang)
    assert "menkyo virtual faults" in outcome.errors.splitlines()[1]


@pytest.mark.parametrize(
    "options", [("--slot", "2"), ("--slot", "-1"), ("--port", "0"), ("--port", "65536"), ("--port", "x")]
)
def test_a_slot_that_there_is_not(menkyo_run: Callable[..., Outcome], options: tuple[str, str]) -> None:
    """Slots and ports that cannot be are wrong usage."""
    outcome = menkyo_run("virtual", "serve", *options)
    assert outcome.code == 2
    assert options[0] in outcome.errors


def test_a_service_that_restarts_gets_the_card_again(
    program: Sequence[str], plain_environment: Mapping[str, str]
) -> None:
    """When the virtual reader goes away and comes back, the same process serves the card on; Ctrl-C ends it well."""
    atr, errors = load_image("new-driver").card.atr, b""
    with socket.create_server(("127.0.0.1", 0)) as reader:
        reader.settimeout(60)
        command = [*program, "virtual", "serve", "new-driver", "--port", str(reader.getsockname()[1]), "--lang", "en"]
        with subprocess.Popen(command, env=plain_environment, stderr=subprocess.PIPE) as server:
            for is_last in (False, False, True):
                connection, _ = reader.accept()
                with connection:
                    connection.settimeout(60)
                    connection.sendall(b"\x00\x01\x04")
                    assert connection.recv(100) == len(atr).to_bytes(2, "big") + atr
                    if is_last:
                        server.send_signal(signal.SIGINT)
                        _, errors = server.communicate(timeout=60)
    assert server.returncode == 0
    assert errors.decode().count("Serving") == 3
    assert errors.decode().count("has ended") == 3
    assert "Traceback" not in errors.decode()
