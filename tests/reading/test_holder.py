"""The holder of a My Number card: what is read by 照合番号B, what is never touched, and that no try is wasted."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apdu.errors import (
    ApduError,
    CardRemovedError,
    LastTryError,
    MalformedPinError,
    PinBlockedError,
    PinError,
    TriesUnknownError,
    WrongPinError,
)
from menkyo.reading import HolderKeys, NoLicenseError, ReadingError, load_capture, read_card, save_capture
from menkyo.reading.holder import check_number_b
from menkyo.virtual import (
    Action,
    FaultyTransport,
    VirtualCard,
    endless_more_data,
    image_names,
    load_image,
    open_virtual,
    pull_at,
    random_answers,
)
from menkyo.virtual.surface_application import SurfaceFiles
from menkyo.virtual.text_application import TextFiles

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from menkyo.reading import Capture
    from menkyo.virtual import CardImage
    from tests.reading.conftest import AnyCard, Watched

    Insert = Callable[..., Watched]
    PinOf = Callable[..., Callable[[int], bytes]]
    Watch = Callable[..., Watched]
    MakeCard = Callable[..., AnyCard]

NUMBER_B = b"55021720352285"
TEXT_KEY, SURFACE_KEY, LICENSE_KEY, SELECTED_KEY = 0x95, 0x92, 0x86, 0x80
# What holds or is the My Number, and what else the four-digit PIN of the text application would open.
NEVER = (
    *(("text", file) for file in ("0001", "0003", "0011", "0014")),
    *(("surface", file) for file in ("0001", "0005", "0011", "0013")),
)
STATUS = st.sampled_from(
    [
        b"\x90\x00",
        b"\x63\xca",
        b"\x63\xc2",
        b"\x63\xc1",
        b"\x63\xc0",
        b"\x63\x00",
        b"\x69\x84",
        b"\x6a\x82",
        b"",
        b"\x61\x02",
    ]
)


def nobody(_tries_left: int) -> bytes:
    """Types nothing, because nobody may ask."""
    raise AssertionError("Something was asked for")


def keys(number_b: bytes = NUMBER_B, *, photo: bool = False) -> HolderKeys:
    """Who types 照合番号B."""
    return HolderKeys(lambda _tries_left: number_b, photo=photo)


def number_b_of(image: str) -> bytes:
    """What stands on the face of an image's card."""
    return load_image(image).number_b.encode()


def presented(card: Watched) -> list[tuple[int, bytes]]:
    """The key and the value of each VERIFY with data, in order."""
    return [(command[3], command[5:]) for command, _ in card.log if command[1] == 0x20 and len(command) > 5]


def refused(capture: Capture) -> dict[str, int | None]:
    """The files that were not read, by the status word that refused each."""
    return {file.name: file.refused and file.refused.value for file in capture.files if file.data is None}


@pytest.mark.parametrize("image", ["specimen", "long-address", "holder-reiwa", "face-lengths-81", "no-extended-length"])
@pytest.mark.parametrize("photo", [False, True])
@pytest.mark.parametrize("short", [False, True])
def test_the_holder_is_read_before_the_license(
    insert: Insert, pin_of: PinOf, image: str, *, photo: bool, short: bool
) -> None:
    """Each key is presented once, and what it opens comes whole; the license is read as ever."""
    card = insert(image)
    capture = read_card(card, pin_of(image), holder=keys(number_b_of(image), photo=photo), short=short)
    loaded = load_image(image)
    text = capture.data("text/EF0002")
    assert text is not None
    attributes = TextFiles(loaded).attributes
    assert text.startswith(attributes)
    assert not text[len(attributes) :].strip(b"\xff")
    face = capture.data("surface/EF0002")
    assert (face is not None) == photo
    if face is not None:
        whole = SurfaceFiles(loaded).face
        code = whole.index(b"\xdf\x2a")
        assert face[:code] == whole[:code]
        assert b"PNG" not in face[code:]
    expected = [(TEXT_KEY, number_b_of(image))]
    expected += [(SURFACE_KEY, number_b_of(image))] if photo else []
    assert presented(card) == [*expected, (LICENSE_KEY, loaded.pin.value.encode())]
    assert capture.data("WEF02") == read_card(open_virtual(image), pin_of(image), short=short).data("WEF02")


@pytest.mark.parametrize("photo", [False, True])
def test_few_commands_are_enough(insert: Insert, pin_of: PinOf, *, photo: bool) -> None:
    """Seven commands more than the license alone in extended length, and fourteen with the photo."""
    card = insert()
    read_card(card, pin_of(), holder=keys(photo=photo))
    assert len(card.log) == 14 + 7 + 7 * photo


@pytest.mark.parametrize("image", image_names("mynumber"))
@pytest.mark.parametrize("number_b", [None, b"55021720350000"])
def test_no_reading_of_a_holder_touches_the_my_number(pin_of: PinOf, image: str, number_b: bytes | None) -> None:
    """However the card is, and however the reading ends: no number, no digest of it, no 照合番号A, no PIN."""
    card = VirtualCard(load_image(image))
    given = number_b or number_b_of(image)
    with suppress(ApduError, ReadingError):
        read_card(open_virtual(card), pin_of(image), holder=keys(given, photo=True))
    assert [trap for trap in NEVER if card.log.count(*trap)] == []


def test_without_being_asked_for_nothing_of_the_holder_is_touched(pin_of: PinOf) -> None:
    """A reading of the license alone selects the two applications once, to see that they are there, and no more."""
    transport = open_virtual()
    read_card(transport, pin_of())
    for application in ("text", "surface"):
        assert transport.card.log.count(application) == 1


@pytest.mark.parametrize("photo", [False, True])
def test_a_wrong_number_costs_one_try_of_one_key(pin_of: PinOf, *, photo: bool) -> None:
    """A wrong 照合番号B ends the reading with its tries left; no other key was touched."""
    transport = open_virtual()
    with pytest.raises(WrongPinError) as caught:
        read_card(transport, nobody, holder=keys(b"55021720352286", photo=photo))
    assert (caught.value.key_name, caught.value.tries_left) == ("text-number-b", 9)
    assert transport.card.log.count(action=Action.VERIFY) == 1
    capture = read_card(transport, pin_of(), holder=keys(photo=photo))
    assert capture.pin.tries_left == 10
    assert capture.data("text/EF0002")


@pytest.mark.parametrize(
    ("image", "error"), [("blocked-number-b", PinBlockedError), ("last-try-number-b", LastTryError)]
)
@pytest.mark.parametrize("photo", [False, True])
def test_a_key_that_cannot_be_presented_is_not_asked_for(
    insert: Insert, image: str, error: type[PinError], *, photo: bool
) -> None:
    """Blocked, or at its last try: nobody types 14 digits in vain, and no key is presented."""
    card = insert(image)
    with pytest.raises(error) as caught:
        read_card(card, nobody, holder=HolderKeys(nobody, photo=photo))
    assert caught.value.key_name == ("surface-number-b" if photo else "text-number-b")
    assert presented(card) == []


def test_the_last_try_is_used_by_who_insists(insert: Insert, pin_of: PinOf) -> None:
    """With the caller's word the one try that is left is used, for each key."""
    card = insert("last-try-number-b")
    capture = read_card(card, pin_of(), holder=keys(photo=True), use_last_try=True)
    assert capture.data("text/EF0002")
    assert capture.data("surface/EF0002")


def test_the_keys_are_counted_apart(pin_of: PinOf) -> None:
    """The person hears of the fewer tries of the two."""
    transport = open_virtual()
    for wrong in (b"55021720350001", b"55021720350002"):
        transport.transmit(bytes.fromhex("00A4040C0AD3921000310001010402"))
        transport.transmit(bytes.fromhex("002000920E") + wrong)
    told: list[int] = []

    def ask(tries_left: int) -> bytes:
        told.append(tries_left)
        return NUMBER_B

    read_card(transport, pin_of(), holder=HolderKeys(ask))
    read_card(transport, pin_of(), holder=HolderKeys(ask, photo=True))
    assert told == [10, 8]


@pytest.mark.parametrize("image", ["blocked", "last-try", "pin-flag-odd"])
def test_a_license_that_cannot_be_opened_asks_for_nothing(insert: Insert, image: str) -> None:
    """Whoever cannot read the license is not asked for 照合番号B first."""
    card = insert(image)
    with pytest.raises((PinError, ReadingError)):
        read_card(card, nobody, holder=HolderKeys(nobody, photo=True))
    assert presented(card) == []


@pytest.mark.parametrize("image", ["no-license", "other-card"])
def test_a_card_without_a_license_asks_for_nothing(insert: Insert, image: str) -> None:
    """Licenses are what is read: who holds a card without one is not asked for."""
    card = insert(image)
    with pytest.raises(NoLicenseError):
        read_card(card, nobody, holder=HolderKeys(nobody, photo=True))
    assert presented(card) == []


def test_an_ic_license_needs_no_number(insert: Insert) -> None:
    """PIN1 tells the holder there already."""
    capture = read_card(insert("ic-license"), lambda _left: b"1234", holder=HolderKeys(nobody, photo=True))
    assert capture.data("DF1/EF01")


def _with_applications(*names: str) -> CardImage:
    specimen = load_image("specimen")
    return replace(specimen, card=replace(specimen.card, applications=names))


@pytest.mark.parametrize(
    ("applications", "files"),
    [
        (("license", "jpki"), []),
        (("license", "surface"), ["surface/EF0002"]),
        (("license", "text"), ["text/EF0002"]),
        (("license", "surface", "text"), ["text/EF0002", "surface/EF0002"]),
    ],
)
def test_a_card_without_an_application_is_read_without_it(
    pin_of: PinOf, applications: tuple[str, ...], files: list[str]
) -> None:
    """What the card has is read, and where it has neither nothing is asked."""
    holder = keys(photo=True) if files else HolderKeys(nobody, photo=True)
    capture = read_card(open_virtual(_with_applications(*applications)), pin_of(), holder=holder)
    assert [file.name for file in capture.files if "/" in file.name] == files
    assert capture.data("WEF02")


@pytest.mark.parametrize("status", ["6982", "6A82", "6F00"])
def test_a_file_that_is_refused_is_noted(insert: Insert, pin_of: PinOf, status: str) -> None:
    """A card that takes the key and does not give the file costs the holder, and not the license."""
    card = insert()
    card.replace = lambda command: bytes.fromhex(status) if command.hex().upper() == "00A4020C020002" else None
    capture = read_card(card, pin_of(), holder=keys(photo=True))
    assert refused(capture) == {"text/EF0002": int(status, 16), "surface/EF0002": int(status, 16)}
    assert capture.data("WEF02")


def test_a_license_application_that_is_gone_ends_the_reading(insert: Insert) -> None:
    """When the card does not take us back, no PIN is asked for."""
    card = insert()
    selects: list[bytes] = []

    def forget(command: bytes) -> bytes | None:
        if command[5:7] != b"\xa0\x00":
            return None
        selects.append(command)
        return b"\x6a\x82" if len(selects) > 1 else None

    card.replace = forget
    with pytest.raises(NoLicenseError):
        read_card(card, nobody, holder=keys())


@pytest.mark.parametrize(
    "number_b",
    [
        b"", b"1234", b"550217203522855", b"5502172035228A", "５５０２１７２０３５２２８５".encode(),
        b"55021720352285\n",
        b"55130120352285", b"55023220352285", b"55021719352285", b"55021799992285", b"80021720352285"[:13],
    ],
)  # fmt: skip
def test_what_can_be_no_number_b_is_never_sent(insert: Insert, number_b: bytes) -> None:
    """Fourteen digits with a month, a day and a year of expiry: no try is spent on anything else."""
    card = insert()
    with pytest.raises(MalformedPinError) as caught:
        read_card(card, nobody, holder=keys(number_b, photo=True))
    assert caught.value.key_name == "text-number-b"
    assert presented(card) == []


@given(st.from_regex(r"[0-9]{2}(0[0-9]|1[0-2])([0-2][0-9]|3[01])20[0-9]{6}", fullmatch=True))
def test_every_number_b_may_be_sent(number_b: str) -> None:
    """Whatever can stand on a card passes, an unknown month or day among it."""
    check_number_b(number_b.encode())


@given(st.binary(max_size=16) | st.text("0123456789", min_size=14, max_size=14).map(str.encode))
def test_any_bytes_are_a_number_b_or_malformed(number_b: bytes) -> None:
    """Nothing but the error of a malformed key comes out, and what passes is fourteen digits."""
    try:
        check_number_b(number_b)
    except MalformedPinError:
        return
    assert len(number_b) == 14
    assert number_b.isdigit()


@given(
    text_tries=STATUS,
    surface_tries=STATUS,
    verdict=STATUS,
    number_b=st.sampled_from([NUMBER_B, b"", b"1234", b"55139920352285"]),
    photo=st.booleans(),
    use_last_try=st.booleans(),
    lost=st.none() | st.integers(7, 24),
)
def test_each_key_keeps_the_rules_of_a_pin(  # noqa: PLR0913 - one argument for each thing that can vary
    any_card: MakeCard,
    watch: Watch,
    *,
    text_tries: bytes,
    surface_tries: bytes,
    verdict: bytes,
    number_b: bytes,
    photo: bool,
    use_last_try: bool,
    lost: int | None,
) -> None:
    """Whatever the card answers: no key before its tries are known, twice, at the last try, or malformed."""
    answers = {TEXT_KEY: text_tries, SURFACE_KEY: surface_tries}

    def answer(command: bytes) -> bytes | None:
        if lost is not None and len(card.log) >= lost:
            raise CardRemovedError("The card was pulled")
        if command[1] == 0x20 and command[3] == SELECTED_KEY:
            return b"\x6a\x88"
        if command[1] != 0x20 or command[3] not in answers:
            return None
        return verdict if len(command) > 5 else answers[command[3]]

    card = watch(any_card(), answer)
    with suppress(ApduError, ReadingError):
        read_card(card, lambda _left: b"1234", holder=keys(number_b, photo=photo), use_last_try=use_last_try)
    sent = [(place, command[3]) for place, (command, _) in enumerate(card.log) if command[1] == 0x20 and command[5:]]
    assert len({key for _, key in sent}) == len(sent)
    for place, key in sent:
        if key == LICENSE_KEY:
            continue
        assert card.log[place][0][5:] == NUMBER_B
        told = [
            reply for command, reply in card.log[:place] if command[1] == 0x20 and not command[5:] and command[3] == key
        ]
        assert told
        assert told[-1][0] == 0x63
        assert told[-1][1] & 0x0F > (0 if use_last_try else 1)
        assert told[-1][1] >= 0xC0


@pytest.mark.parametrize("tries", [b"\x6a\x82", b"\x6a\x88", b"\x63\x00"])
def test_the_tries_must_be_known(any_card: MakeCard, watch: Watch, tries: bytes) -> None:
    """A card that does not tell the tries of 照合番号B is not asked to take it, and the error names it."""

    def answer(command: bytes) -> bytes | None:
        return tries if command in {bytes.fromhex("00200095"), bytes.fromhex("00200080")} else None

    card = watch(any_card(), answer)
    with pytest.raises(TriesUnknownError) as caught:
        read_card(card, nobody, holder=HolderKeys(nobody))
    assert caught.value.key_name == "text-number-b"
    assert presented(card) == []


def test_a_key_that_counts_as_verified_is_not_asked_for(any_card: MakeCard, watch: Watch) -> None:
    """Where the card says that 照合番号B was presented already, nobody types it."""

    def answer(command: bytes) -> bytes | None:
        return b"\x90\x00" if command[1] == 0x20 and command[3] != LICENSE_KEY else None

    card = watch(any_card(), answer)
    capture = read_card(card, lambda _left: b"1234", holder=HolderKeys(nobody, photo=True))
    assert [key for key, _ in presented(card)] == [LICENSE_KEY]
    assert capture.data("text/EF0002") is not None


@pytest.mark.parametrize("answered", [True, False])
def test_a_card_pulled_at_any_command_costs_one_try_at_most_of_each_key(
    pin_of: PinOf, watch: Watch, *, answered: bool
) -> None:
    """Whenever the card is pulled the reading ends with that, and nothing was presented twice."""
    for number in range(1, 29):
        card = watch(FaultyTransport(open_virtual(), pull_at(number, answered=answered)))
        with pytest.raises(CardRemovedError):
            read_card(card, pin_of(), holder=keys(photo=True))
        assert len(card.log) == number
        assert len({key for key, _ in presented(card)}) == len(presented(card))


@pytest.mark.parametrize("number", range(7, 29))
def test_endless_announcements_end(pin_of: PinOf, watch: Watch, number: int) -> None:
    """A card that from some command on announces more and more ends the reading or is done without."""
    card = watch(FaultyTransport(open_virtual(), endless_more_data(number)))
    with suppress(ApduError, ReadingError):
        read_card(card, pin_of(), holder=keys(photo=True))
    assert len({key for key, _ in presented(card)}) == len(presented(card))
    assert len(card.log) <= 28 * 260


@given(seed=st.integers(0, 1 << 32))
def test_noise_ends_in_an_error_of_ours(watch: Watch, seed: int) -> None:
    """A card that answers noise ends in an error, and sees no key."""
    card = watch(FaultyTransport(open_virtual(), random_answers(seed)))
    with pytest.raises((ApduError, ReadingError)):
        read_card(card, nobody, holder=HolderKeys(nobody, photo=True))


def test_a_saved_capture_keeps_the_holder_and_not_the_code(pin_of: PinOf, tmp_path: Path) -> None:
    """What was read comes back from the file, and neither 照合番号B nor the picture of its code is in it."""
    capture = read_card(open_virtual(), pin_of(), holder=keys(photo=True))
    path = tmp_path / "capture.json"
    save_capture(capture, path)
    assert load_capture(path) == capture
    written = path.read_text(encoding="utf-8")
    code = SurfaceFiles(load_image("specimen")).face.partition(b"\xdf\x2a")[2][1:]
    assert code.hex().upper() not in written
    assert NUMBER_B.decode() not in written
    assert NUMBER_B.hex().upper() not in written


def test_nothing_of_a_key_is_in_a_repr() -> None:
    """Who asks for 照合番号B is not shown in a traceback."""
    assert "55021720352285" not in repr(keys())
