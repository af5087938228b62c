"""Recorded conversations with invented values: nothing of the card is left, and everything else is as it was."""

from __future__ import annotations

from contextlib import suppress
from random import Random
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apdu.conversation import follow, reassemble
from apdu.errors import ApduError, ConversationError, ConversationFault, TranscriptError
from apdu.transcript import Exchange, Transcript, record
from apdu.wrappers import Observed
from menkyo import api
from menkyo.reading import HolderKeys, IcLicensePins, read_card
from menkyo.reading.anonymization import anonymize
from menkyo.reading.errors import LeftoverError, ReadingError
from menkyo.reading.plan import BehindPin2
from menkyo.reading.playing import Played, play
from menkyo.reading.transcript_file import MAX_TRANSCRIPT_LENGTH, load_transcript
from menkyo.record import RecordError
from menkyo.virtual import CardImage, image_names, load_image, open_virtual

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from menkyo.output import ReadResult

KANJI = st.text(
    st.sampled_from("山田佐藤鈴木高橋渡辺中村小林加吉斎松本井清水野口阿部森池原石橋坂"), min_size=3, max_size=12
)
KANA = st.text(st.sampled_from("アイウエオカキクケコサシスセソタチツテトナニヌネノ"), min_size=4, max_size=10)
DIGITS = st.integers(1000, 9999).map(str)


def seeded(seed: int = 1) -> Random:
    """Chance that is the same at each run."""
    return Random(seed)  # noqa: S311 - nothing secret comes of it


def recorded(
    image: str | CardImage,
    *,
    short: bool = False,
    pins: tuple[str, str] | None = None,
    holder: HolderKeys | None = None,
) -> Transcript:
    """The conversation of a reading, with its data, however the reading ended."""
    card = load_image(image) if isinstance(image, str) else image
    pin1, pin2 = (pin.encode() for pin in pins or ("1234", "5678"))
    exchanges: list[tuple[bytes, bytes | str]] = []
    with_pins = IcLicensePins(lambda _tries: pin1, lambda _tries: pin2, lambda: frozenset(BehindPin2))
    transport = open_virtual(card)
    with suppress(ApduError, ReadingError):
        read_card(
            Observed(transport, lambda command, answer: exchanges.append((command, answer))),
            lambda _tries: pin1,
            ic_license_pins=with_pins,
            holder=holder,
            short=short,
        )
    return record(transport.name, transport.atr, exchanges)


def decoded(played: Played) -> ReadResult | None:
    """What a conversation read, if it read a license."""
    if played.capture is None:
        return None
    try:
        return api.decode(played.capture)
    except (ReadingError, RecordError):
        return None


def shape(transcript: Transcript) -> Iterator[object]:
    """Everything about a conversation that is no value: lengths, files, tags, problems, kinds."""
    played = play(transcript)
    yield from (played.played, played.surprise, type(played.error))
    for exchange in transcript.exchanges:
        yield exchange.command
        yield exchange.answer if isinstance(exchange.answer, str) else (len(exchange.answer), exchange.answer[-2:])
    result = decoded(played)
    if result is None:
        return
    license_record, ic_license = result.record, result.ic_license
    yield [(problem.file, problem.tag, problem.offset, problem.kind, problem.detail) for problem in result.problems]
    yield [(item.file, item.tag, item.raw) for item in result.unknown]
    yield license_record.kind, license_record.categories, license_record.color and len(license_record.color.text.raw)
    yield [len(text.raw) for text in (*license_record.conditions, *license_record.remarks, *license_record.spares)]
    for number in (license_record.number, license_record.history and license_record.history.number):
        yield number and (number.check, len(number.raw))
    yield [(glyph.tag, len(glyph.raw), glyph.bitmap and glyph.bitmap.size) for glyph in license_record.glyphs]
    if license_record.photo:
        photo = license_record.photo
        yield photo.format, photo.width, photo.height, photo.components, len(photo.raw)
    if ic_license is not None:
        yield [(change.kind, change.tag, len(change.raw), change.changed_on is None) for change in ic_license.changes]
        yield [date.category for date in ic_license.category_dates]
        yield ic_license.common and (ic_license.common.version, ic_license.common.pre_issue)


def personal(result: ReadResult) -> Iterator[bytes]:
    """The values of a license as they stand on the card, long enough to be told from chance."""
    license_record, ic_license = result.record, result.ic_license
    yield from (text.raw for text in (*license_record.conditions, *license_record.remarks, *license_record.spares))
    for dates in (license_record.acquired_on, license_record):
        for name in ("motorcycle_small_moped", "other", "class_2", "expires_on"):
            yield getattr(getattr(dates, name, None), "raw", b"")
    if license_record.number:
        yield license_record.number.raw
    if license_record.photo and license_record.photo.format:
        yield license_record.photo.raw[400:416]
    if result.signature:
        yield result.signature.value[:16]
        yield result.signature.serial.encode()
    if ic_license is not None:
        for holder in (ic_license.holder, ic_license.holder_as_issued):
            for name in ("name", "kana", "alias", "unified_kana", "birth_date", "address", "domicile"):
                yield getattr(getattr(holder, name), "raw", b"")
        yield ic_license.reference_number.encode()
        yield from (change.raw[1:15] for change in ic_license.changes)


def content(transcript: Transcript) -> bytes:
    """All bytes of a conversation: its files, commands, answers and names."""
    files = reassemble(follow(transcript.exchanges))
    answers = (exchange.answer for exchange in transcript.exchanges)
    parts = [file.data for file in files] + [answer for answer in answers if isinstance(answer, bytes)]
    commands = [bytes.fromhex(exchange.command.replace("*", "0")) for exchange in transcript.exchanges]
    return b"\n".join([*parts, *commands, transcript.reader.encode(), transcript.atr])


@pytest.mark.parametrize("name", image_names())
def test_every_built_in_card_keeps_its_shape_and_nothing_else(name: str) -> None:
    """Same commands, lengths, tags, problems and kinds of values; not one value; and so once more."""
    original = recorded(name)
    once = anonymize(original, seeded(1)).transcript
    twice = anonymize(once, seeded(2)).transcript
    expected = list(shape(original))
    assert list(shape(once)) == expected
    assert list(shape(twice)) == expected
    result = decoded(play(original))
    if result is not None:
        left = content(once)
        assert not [value for value in personal(result) if len(value) > 4 and len(set(value)) > 2 and value in left]


@pytest.mark.parametrize(
    "name", ["specimen", "full-size", "ic-changes", "ic-external-characters", "cut-without-status"]
)
def test_short_answers_are_cut_where_they_were(name: str) -> None:
    """A file that came in thirty pieces comes in thirty pieces."""
    original = recorded(name, short=True)
    assert list(shape(anonymize(original, seeded()).transcript)) == list(shape(original))


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=KANJI, given_name=KANJI, kana=KANA, address=KANJI, pin1=DIGITS, pin2=DIGITS, serial=st.integers(0, 99_999))
def test_no_holder_is_left(  # noqa: PLR0913, PLR0917 - one for each value of the holder
    tmp_path: Path, name: str, given_name: str, kana: str, address: str, pin1: str, pin2: str, serial: int
) -> None:
    """Whoever holds the card, no value and no PIN of theirs is in the anonymized conversation, in any coding."""
    image = tmp_path / "card.toml"
    image.write_text(
        f"""
        schema = "menkyo.image/1"
        extends = "ic-license"
        title = {{ ja = "試験", en = "test" }}
        description = {{ ja = "試験", en = "test" }}
        [pin1]
        value = "{pin1}"
        [pin2]
        value = "{pin2}"
        [holder]
        name = "{name}　{given_name}"
        kana = "{kana}"
        alias = ""
        unified_kana = "{kana[:8]}"
        address = "{address}１丁目"
        domicile = "{address}"
        [license]
        reference_number = "{serial:05}"
        """,
        encoding="utf-8",
    )
    original = recorded(load_image(image), pins=(pin1, pin2))
    assert pin1.encode().hex() not in {exchange.command[10:] for exchange in original.exchanges}
    result = decoded(play(original))
    assert result is not None
    left = content(anonymize(original, seeded(serial)).transcript)
    for text in (name, given_name, kana, address):
        for encoding in ("utf-8", "euc_jp", "shift_jis"):
            assert text.encode(encoding) not in left
        assert bytes(byte & 0x7F for byte in text.encode("euc_jp")) not in left
    assert not [value for value in personal(result) if len(value) > 4 and len(set(value)) > 2 and value in left]


def test_a_pin_that_somebody_wrote_down_is_dropped() -> None:
    """A VERIFY of another program loses its data, and so does every other command that sends some."""
    exchanges = (Exchange("002000860439383736", b"\x90\x00"), Exchange("80FC00000439383736", b"\x6d\x00"))
    made = anonymize(Transcript("reader", b"", exchanges), seeded()).transcript
    assert [exchange.command for exchange in made.exchanges] == ["0020008604********", "80FC000004********"]


def test_what_is_read_of_nobody_knows_what_is_blotted_out() -> None:
    """Answers to other instructions and of unknown files keep their length alone; what a SELECT answers stays."""
    text = """# menkyo transcript 1
# reader: ACME Reader [CCID] (53311420202359) 00 00
# written by Taro
> 00A4040005D392100031
< 6F039000
> 00CA00F200
< 31323334359000
> 00A4020C020ABC
< 9000
> 00B0000003
< 4142439000
> 00200086
! Taro was here
"""
    made = anonymize(Transcript.parse(text), seeded()).transcript
    assert made.reader == "ACME Reader [CCID] (00000000000000) 00 00"
    assert [exchange.answer for exchange in made.exchanges] == [
        b"\x6f\x03\x90\x00",
        b"\x55" * 5 + b"\x90\x00",
        b"\x90\x00",
        b"\x55" * 3 + b"\x90\x00",
        "TransportError",
    ]
    assert "Taro" not in made.format()


def test_what_a_select_answers_is_listed_where_it_stays() -> None:
    """Nobody knows what a card tells there: its owner is to look at it."""
    text = "# menkyo transcript 1\n> 00A4040005D392100031\n< 6F0685044E6F31379000\n> 00A40000\n< 9000\n"
    made = anonymize(Transcript.parse(text), seeded())
    assert [(item.file, item.tag, item.length) for item in made.kept] == [("SELECT 1", "6F", 8)]


def test_the_my_number_is_not_touched() -> None:
    """A conversation of another program that read a denied file is refused."""
    text = "# menkyo transcript 1\n> 00A4040C0AD3921000310001010408\n< 9000\n> 00B0810000\n< 3132339000\n"
    with pytest.raises(ConversationError) as caught:
        anonymize(Transcript.parse(text))
    assert caught.value.fault is ConversationFault.MY_NUMBER


def test_a_value_in_the_atr_is_no_file() -> None:
    """What cannot be replaced and holds a value ends in an error, and nothing else."""
    original = recorded("specimen")
    number = b"309012345620"
    with pytest.raises(LeftoverError):
        anonymize(Transcript("reader", number, original.exchanges), seeded())


@given(
    st.lists(
        st.tuples(
            st.sampled_from(
                [
                    "00A4040C10A0000002310600000000000000000000",
                    "00A4020C02001B",
                    "00B0000000",
                    "00C0000000",
                    "00CA00F200",
                ]
            )
            | st.binary(max_size=12).map(lambda raw: raw.hex().upper()),
            st.binary(max_size=60).map(lambda raw: raw + b"\x90\x00")
            | st.binary(max_size=8)
            | st.just("CardRemovedError"),
        ),
        max_size=10,
    )
)
def test_any_conversation_is_anonymized_or_refused(exchanges: list[tuple[str, bytes | str]]) -> None:
    """Whatever was recorded, only our own errors come out."""
    transcript = Transcript("reader", b"", tuple(Exchange(*exchange) for exchange in exchanges))
    try:
        made = anonymize(transcript, seeded()).transcript
    except (TranscriptError, LeftoverError):
        return
    assert len(made.exchanges) == len(exchanges)


def test_a_long_conversation_takes_bounded_time(tmp_path: Path) -> None:
    """A file as long as may be is taken apart without delay, and a longer one is refused."""
    path = tmp_path / "long.txt"
    line = "> 00B0000000\n< " + "4142434445464748" * 32 + "9000\n"
    head = "# menkyo transcript 1\n> 00A4040C10A0000002310600000000000000000000\n< 9000\n> 00A4020C02001B\n< 9000\n"
    count = (MAX_TRANSCRIPT_LENGTH - len(head)) // len(line)
    path.write_text(head + line * count, encoding="utf-8")
    transcript = load_transcript(path)
    with suppress(TranscriptError, LeftoverError):  # the time-out of the test run is the bound
        anonymize(transcript, seeded())
    path.write_text(head + line * (count + 1), encoding="utf-8")
    with pytest.raises(TranscriptError, match="longer"):
        load_transcript(path)


@pytest.mark.parametrize("photo", [False, True])
@pytest.mark.parametrize("name", ["specimen", "holder-reiwa", "long-address", "blocked-number-b", "last-try-number-b"])
def test_the_holder_of_a_my_number_card_is_invented(name: str, *, photo: bool) -> None:
    """A conversation in which 照合番号B opened name and face plays on with an invented holder of the same shape."""
    image = load_image(name)
    number_b = image.number_b.encode()
    original = recorded(image, holder=HolderKeys(lambda _tries: number_b, photo=photo))
    invented = anonymize(original, seeded()).transcript
    assert list(shape(invented)) == list(shape(original))
    was, now = decoded(play(original)), decoded(play(invented))
    assert (was is None) == (now is None)
    if was is None or now is None or was.holder is None or now.holder is None:
        assert "blocked" in name or "last-try" in name
        return
    assert was.holder.name is not None
    assert now.holder.name is not None
    assert was.holder.name.text != now.holder.name.text
    assert len(was.holder.name.text) == len(now.holder.name.text)
    assert was.holder.birth_date != now.holder.birth_date
    assert was.holder.sex is not None
    assert now.holder.sex is not None
    assert (was.holder_photo is None) == (now.holder_photo is None)
