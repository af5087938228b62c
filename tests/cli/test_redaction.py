"""Neither a PIN nor a value of the card is shown where nobody asked for it, whatever card, command and fault there are.

Asked for are standard output, and the files of --save and --photo. All else is looked through: standard error with and
without --debug, the trace, and what any library logs.
"""

from __future__ import annotations

import itertools
import logging
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from menkyo.virtual import FAULTS, CardImage, FaultyTransport, choose_fault, load_image, open_virtual
from menkyo.virtual.ic_image import Holder
from menkyo.virtual.image import AcquiredOn, PinImage

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from pathlib import Path

    from tests.cli.conftest import Desk, Outcome

KANJI = "亜唖娃阿哀愛挨姶逢葵茜穐悪握渥旭葦芦鯵梓圧斡扱宛姐虻飴絢綾鮎或粟袷安庵按暗案闇鞍杏"
"""The beginning of JIS X 0208; of five of them in a row no message is made."""

PIN_DIGITS = "4578"
"""Four of these are no status word of any answer here."""

TEXTS = st.text(KANJI, min_size=5, max_size=9)
PINS = st.text(PIN_DIGITS, min_size=4, max_size=4)
NUMBERS = st.permutations("123456789012").map("".join)  # not many zeros, of which an AID has a row
DAYS = st.dates(
    min_value=load_image("ic-license").card.expires_on.replace(year=1940),
    max_value=load_image("ic-license").card.expires_on.replace(year=2099),
)


@dataclass(frozen=True, slots=True)
class Secrets:
    """What must not be shown: texts and digits as the card has them."""

    texts: tuple[str, ...]
    digits: tuple[str, ...]
    pins: tuple[str, ...]

    def assert_not_in(self, shown: str, *, where: str) -> None:
        """Look for all of it in every form in which a program shows bytes."""
        lower = shown.lower()
        for text in self.texts:
            raw = text.encode("iso2022_jp")[3:-3]
            escaped = text.encode("unicode_escape").decode("ascii")
            for form in (text, escaped, raw.hex(), raw.decode("ascii"), text.encode().hex(), str(raw)[2:-1]):
                assert form.lower() not in lower, where
        for digits in self.digits:
            assert digits not in shown, where
            assert digits.encode().hex() not in lower, where
        for pin in self.pins:
            assert pin.encode().hex() not in lower, where
            # Offsets and lengths of a READ are hex digits, too.
            assert all(pin not in line for line in shown.splitlines() if not line.startswith("> 00B0")), where


FLOWS = {
    "read": ("mynumber", "read --format json"),
    "read --short": ("mynumber", "read --format plain --short"),
    "read, panel": ("mynumber", "read --format panel"),
    "verify": ("mynumber", "verify"),
    "status": ("mynumber", "status"),
    "number": ("mynumber", "number"),
    "save": ("mynumber", "save {}/save"),
    "check-new-card": ("mynumber", "check-new-card --old {}/old"),
    "compare": ("mynumber", "compare {}/old virtual"),
    "read --holder": ("mynumber", "read --format json --holder --holder-photo {}/face.png"),
    "plan": ("mynumber", "plan --format plain"),
    "dump": ("mynumber", "dump {}/dump"),
    "may-drive": ("ic-license", "may-drive --gvw 3t --load 1t --seats 2"),
    "IC license, dump": ("ic-license", "dump {}/dump --format json"),
    "IC license, read": ("ic-license", "read --format json --photo {}/photo.png"),
    "IC license, plain": ("ic-license", "read --format plain --lang en"),
    "IC license, number": ("ic-license", "number"),
    "IC license, status": ("ic-license", "status"),
    "IC license, save": ("ic-license", "save {}/save"),
    "IC license, verify": ("ic-license", "verify"),
}
WITHOUT_PIN, WITHOUT_TRACE = ("status",), ("verify", "number", "compare", "plan", "may-drive")


@st.composite
def cards(draw: st.DrawFn, kind: str) -> tuple[CardImage, Secrets]:
    """A card of anybody, and all that it tells of them."""
    image = load_image("specimen" if kind == "mynumber" else "ic-license")
    number, pin, pin2 = draw(NUMBERS), draw(PINS), draw(PINS)
    conditions = tuple(draw(st.lists(TEXTS, max_size=3)))
    odd = draw(st.sampled_from([None, None, None, "9991399", "50A0101", "1234567"]))
    image = replace(
        image,
        pin=PinImage(pin, set=True, tries_left=image.pin.tries_max, tries_max=image.pin.tries_max),
        license=replace(
            image.license,
            number=number,
            conditions=conditions,
            expires_on=odd or draw(DAYS),
            acquired_on=AcquiredOn(other=draw(DAYS)),
        ),
    )
    serial = draw(st.permutations("123456789012345").map("".join))
    if image.ic_license is None:
        remarks = tuple(draw(st.lists(TEXTS, max_size=2)))
        face = replace(image.holder, name=draw(TEXTS), address=draw(TEXTS))
        facts = replace(image.card, serial=serial)
        image = replace(image, card=facts, license=replace(image.license, remarks=remarks), holder=face)
        shown = (*conditions, *remarks, face.name, face.address)
        return image, Secrets(shown, (number, serial), (pin, image.number_b))
    name, address, domicile = draw(TEXTS), draw(TEXTS), draw(TEXTS)
    holder = Holder(name=name, kana="", birth_date=draw(DAYS), address=address, domicile=domicile)
    ic_license = replace(
        image.ic_license, holder=holder, changes=(), pin2=PinImage(pin2, set=True, tries_left=3, tries_max=3)
    )
    return replace(image, ic_license=ic_license), Secrets(
        (*conditions, name, address, domicile), (number,), (pin, pin2)
    )


@contextmanager
def logged() -> Generator[list[str]]:
    """Everything that is logged, by whomever."""
    lines: list[str] = []

    class Handler(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(record.getMessage())

    root, handler = logging.getLogger(), Handler(logging.NOTSET)
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.NOTSET)
    try:
        yield lines
    finally:
        root.removeHandler(handler)
        root.setLevel(level)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, menkyo_run: Callable[..., Outcome]) -> Path:
    """Where files go, with the saved reading of another person."""
    folder = tmp_path_factory.mktemp("redaction")
    assert menkyo_run("save", str(folder / "old"), "--demo").code == 0
    return folder


_NUMBERS = itertools.count()


@pytest.mark.parametrize("name", FLOWS)
@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data(), debug=st.booleans(), is_right=st.integers(0, 3).map(bool))
def test_nothing_personal_is_shown_unasked(  # noqa: PLR0913, PLR0917 - fixtures and what is drawn
    menkyo_run: Callable[..., Outcome],
    lay: Callable[..., Desk],
    folder: Path,
    name: str,
    data: st.DataObject,
    debug: bool,  # noqa: FBT001 - a column
    is_right: bool,  # noqa: FBT001 - a column
) -> None:
    """For any card, PIN, command and fault: no PIN and no value of the card in errors, tracebacks, traces and logs."""
    kind, line = FLOWS[name]
    image, secrets = data.draw(cards(kind))
    fault = data.draw(st.sampled_from(["late=0", *FAULTS]))
    number = data.draw(st.integers(1, 30))
    typed = "\n".join(secrets.pins if is_right else [data.draw(PINS)] * 2)
    secrets = replace(secrets, pins=(*secrets.pins, *typed.split()))
    command = line.partition(" ")[0]
    desk = lay(FaultyTransport(open_virtual(image), choose_fault(f"{fault}@{number}").make(lambda _seconds: None)))
    trace = folder / f"trace-{next(_NUMBERS)}"
    words = line.format(folder).split() + ["--debug"] * debug
    words += [] if command == "compare" else ["--reader", "virtual"]
    words += [] if command in WITHOUT_TRACE else ["--trace", str(trace)]
    if command not in WITHOUT_PIN:
        words += ["--pin-file-b" if command == "compare" else "--pin-file", "-"]
    with logged() as lines:
        outcome = menkyo_run(*words, stdin=typed.encode(), card=desk)
    event(f"exit code {outcome.code}")
    assert outcome.code != 1
    secrets.assert_not_in(outcome.errors, where="standard error")
    secrets.assert_not_in("\n".join(lines), where="log")
    if trace.exists():
        secrets.assert_not_in(trace.read_text(encoding="utf-8"), where="trace")
