"""`menkyo read --holder` from end to end: who the holder is, by 照合番号B, and how each failure is told."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from menkyo.virtual import load_image, open_virtual

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Desk, Outcome

NUMBER_B = "55021720352285"
PINS = f"1234\n{NUMBER_B}\n".encode()
READ = ("read", "--reader", "virtual", "--format", "json", "--pin-file", "-")
HOLDER = {
    "name": "見本\u3000花子",
    "kana": None,
    "alias": None,
    "birth_date": "1980-02-17",
    "sex": "female",
    "address": "東京都千代田区見本町1丁目2番3号\u3000めんきょハイツ405号室",
    "domicile": None,
    "source": "text-application",
}


def with_applications(*names: str) -> object:
    """The specimen with these applications only."""
    specimen = load_image("specimen")
    return replace(specimen, card=replace(specimen.card, applications=names))


def test_the_demo_tells_its_holder_unattended(menkyo_run: Callable[..., Outcome]) -> None:
    """--demo --holder needs no terminal; the JSON is that of a reading without, with the holder in it."""
    asked = menkyo_run("read", "--demo", "--holder", "--format", "json")
    plain = menkyo_run("read", "--demo", "--format", "json")
    assert (asked.code, asked.errors) == (0, "")
    assert asked.document["holder"] == HOLDER
    assert plain.document["holder"] is None
    assert list(asked.document) == list(plain.document)
    same = {key for key in plain.document if key not in {"holder", "read_at"}}
    assert {key: asked.document[key] for key in same} == {key: plain.document[key] for key in same}


@pytest.mark.parametrize(
    ("lang", "words"), [("ja", ["氏名", "見本 花子", "性別", "女", "住所"]), ("en", ["Born", "female"])]
)
@pytest.mark.parametrize("form", ["panel", "plain"])
def test_people_see_the_holder(menkyo_run: Callable[..., Outcome], form: str, lang: str, words: list[str]) -> None:
    """Panel and plain text have the holder's rows, and say that the license record does not."""
    outcome = menkyo_run("read", "--demo", "--holder", "--format", form, "--lang", lang)
    assert outcome.code == 0
    assert all(word in outcome.text for word in words)
    assert ("マイナンバーカード自体" if lang == "ja" else "not in the license record") in outcome.text


@pytest.mark.parametrize("image", ["long-address", "holder-reiwa"])
def test_other_holders_are_read(menkyo_run: Callable[..., Outcome], image: str) -> None:
    """A long address comes whole, and a sex that is not told is `unknown`."""
    wanted = load_image(image)
    pins = f"1234\n{wanted.number_b}\n".encode()
    outcome = menkyo_run("read", "--reader", f"virtual:{image}", "--holder", *READ[3:], stdin=pins)
    holder = cast("dict[str, str]", outcome.document["holder"])
    assert holder["birth_date"] == wanted.holder.birth_date.isoformat()
    assert len(holder["address"]) == len(wanted.holder.address)
    assert holder["sex"] == ("female" if image == "long-address" else "unknown")


def test_the_second_line_of_the_file_is_number_b(
    menkyo_run: Callable[..., Outcome], lay: Callable[..., Desk], tmp_path: Path
) -> None:
    """A file has both; without --holder its second line is not used."""
    pins = tmp_path / "pins"
    pins.write_bytes(b"\xef\xbb\xbf1234\r\n" + NUMBER_B.encode() + b"\r\n")
    desk = lay()
    arguments = ("read", "--reader", "virtual", "--format", "json", "--pin-file", str(pins))
    assert menkyo_run(*arguments, "--holder", card=desk).document["holder"] == HOLDER
    assert desk.presented == [NUMBER_B.encode(), b"1234"]
    desk = lay()
    assert menkyo_run(*arguments, card=desk).code == 0
    assert desk.presented == [b"1234"]


def test_a_card_without_a_pin_needs_an_empty_first_line(
    menkyo_run: Callable[..., Outcome], lay: Callable[..., Desk]
) -> None:
    """照合番号B is the second line always, also where there is no PIN to be given."""
    desk = lay("no-pin")
    outcome = menkyo_run(*READ, "--holder", stdin=f"\n{NUMBER_B}\n".encode(), card=desk)
    assert outcome.document["holder"] == HOLDER
    assert desk.presented == [NUMBER_B.encode(), b"****"]


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize(("option", "stdin"), [((), b""), (("--pin-file", "-"), b"1234\n")])
def test_without_a_terminal_it_is_not_asked_for(
    menkyo_run: Callable[..., Outcome], lay: Callable[..., Desk], option: tuple[str, ...], stdin: bytes, lang: str
) -> None:
    """Where it is neither given nor can be typed that is wrong usage, with a hint, and nothing is sent."""
    desk = lay()
    outcome = menkyo_run("read", "--reader", "virtual", "--holder", *option, "--lang", lang, stdin=stdin, card=desk)
    assert outcome.code == 2
    outcome.assert_one_sentence(lang)
    assert "--pin-file" in outcome.errors
    assert desk.presented == []


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_a_wrong_number_b_tells_its_own_tries(
    menkyo_run: Callable[..., Outcome], lay: Callable[..., Desk], lang: str
) -> None:
    """Exit code 6: 照合番号B is named, with its tries left, and the license's PIN was not touched."""
    desk = lay()
    outcome = menkyo_run(*READ, "--holder", "--lang", lang, stdin=b"1234\n55021720350000\n", card=desk)
    assert outcome.code == 6
    outcome.assert_one_sentence(lang)
    sentence, hint = outcome.errors.splitlines()
    assert "照合番号B" in sentence
    assert "9" in sentence
    assert ("暗証番号は送っていません" if lang == "ja" else "The PIN of the license was not sent") in hint
    assert desk.presented == [b"55021720350000"]


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("option", [("--holder",), ("--holder-photo", "holder.png")])
@pytest.mark.parametrize("image", ["blocked-number-b", "last-try-number-b"])
def test_a_number_b_that_cannot_be_sent(  # noqa: PLR0913, PLR0917 - fixtures and what varies
    menkyo_run: Callable[..., Outcome],
    lay: Callable[..., Desk],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    image: str,
    option: tuple[str, ...],
    lang: str,
) -> None:
    """Exit code 7 before anything is sent: blocked says who unblocks it, the last try how to insist."""
    monkeypatch.chdir(tmp_path)
    desk = lay(image)
    outcome = menkyo_run(*READ, *option, "--lang", lang, stdin=PINS, card=desk)
    assert outcome.code == 7
    outcome.assert_one_sentence(lang)
    assert "照合番号B" in outcome.errors
    office = "市区町村" if lang == "ja" else "municipal office"
    assert office in outcome.errors
    assert ("--use-last-try" in outcome.errors) == (image == "last-try-number-b")
    assert desk.presented == []
    assert list(tmp_path.iterdir()) == []


def test_who_insists_uses_the_last_try(menkyo_run: Callable[..., Outcome], lay: Callable[..., Desk]) -> None:
    """--use-last-try counts for 照合番号B as well; the last wrong one blocks it."""
    right, wrong = lay("last-try-number-b"), lay("last-try-number-b")
    assert menkyo_run(*READ, "--holder", "--use-last-try", stdin=PINS, card=right).code == 0
    outcome = menkyo_run(
        *READ, "--holder", "--use-last-try", "--lang", "en", stdin=b"1234\n55021720350000\n", card=wrong
    )
    assert outcome.code == 7
    assert "照合番号B) is blocked" in outcome.errors


@given(
    number_b=st.text("0123456789", max_size=16).filter(lambda digits: len(digits) != 14)
    | st.sampled_from(
        ["5513012035228a", "55130120352285", "５５０２１７２０３５２２８５", " 5502172035228", "55021719352285"]
    )
)
def test_a_malformed_number_b_is_never_sent(
    menkyo_run: Callable[..., Outcome], lay: Callable[..., Desk], number_b: str
) -> None:
    """What can be no 照合番号B is wrong usage, and no key sees it."""
    desk = lay()
    outcome = menkyo_run(*READ, "--holder", stdin=f"1234\n{number_b}\n".encode(), card=desk)
    assert outcome.code == 2
    assert desk.presented == []
    outcome.assert_one_sentence("ja")


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_tries_of_number_b_must_be_known(
    menkyo_run: Callable[..., Outcome], lay: Callable[..., Desk], make_card: type, lang: str
) -> None:
    """A card that does not tell them ends in 8, with nothing sent and the way round it."""
    card = lay()

    def answer(command: bytes) -> bytes:
        is_asked = command in {bytes.fromhex("00200095"), bytes.fromhex("00200080")}
        return b"\x6a\x88" if is_asked else card.transmit(command)

    desk = lay(make_card(answer))
    outcome = menkyo_run(*READ, "--holder", "--lang", lang, stdin=PINS, card=desk)
    assert outcome.code == 8
    outcome.assert_one_sentence(lang)
    assert "照合番号B" in outcome.errors
    assert "--holder" in outcome.errors
    assert desk.presented == []


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("option", ["--holder", "--holder-photo"])
def test_a_card_without_the_applications_is_read_all_the_same(
    menkyo_run: Callable[..., Outcome], lay: Callable[..., Desk], tmp_path: Path, option: str, lang: str
) -> None:
    """There is no holder then, a line on standard error says why, and nobody is asked."""
    desk = lay(with_applications("license", "jpki", "common"))
    photo = tmp_path / "holder.png"
    words = [option, str(photo)] if option == "--holder-photo" else [option]
    outcome = menkyo_run(*READ, *words, "--lang", lang, stdin=b"1234\n", card=desk)
    assert outcome.code == 0
    assert outcome.document["holder"] is None
    assert len(outcome.errors.splitlines()) == len(words)
    assert ("アプリがない" if lang == "ja" else "no application") in outcome.errors
    assert desk.presented == [b"1234"]
    assert not photo.exists()


def test_an_ic_license_tells_its_holder_without(menkyo_run: Callable[..., Outcome], tmp_path: Path) -> None:
    """--holder asks for nothing there, and --holder-photo says that there is one photo only."""
    arguments = ("read", "--reader", "virtual:ic-license", "--format", "json", "--pin-file", "-")
    plain = menkyo_run(*arguments, "--holder", stdin=b"1234\n")
    assert (plain.code, plain.errors) == (0, "")
    assert cast("dict[str, str]", plain.document["holder"])["source"] == "ic-license"
    photo = tmp_path / "holder.png"
    for lang in ("ja", "en"):
        outcome = menkyo_run(*arguments, "--holder-photo", str(photo), "--lang", lang, stdin=b"1234\n")
        assert outcome.code == 0
        (line,) = outcome.errors.splitlines()
        assert "--photo" in line
        assert not photo.exists()


@pytest.mark.parametrize(("suffix", "start"), [("jp2", b"\0\0\0\x0cjP"), ("png", b"\x89PNG"), ("jpg", b"\xff\xd8")])
def test_both_photos_are_saved(menkyo_run: Callable[..., Outcome], tmp_path: Path, suffix: str, start: bytes) -> None:
    """--holder-photo implies --holder, and takes the formats of --photo; both can be asked for."""
    holder, license_photo = (tmp_path / f"{name}.{suffix}" for name in ("holder", "license"))
    outcome = menkyo_run(
        "read", "--demo", "--holder-photo", str(holder), "--photo", str(license_photo), "--format", "json"
    )
    assert (outcome.code, outcome.errors) == (0, "")
    assert outcome.document["holder"] == HOLDER
    for path in (holder, license_photo):
        assert path.read_bytes().startswith(start)
        assert path.stat().st_mode & 0o777 == 0o600
    assert holder.read_bytes() != license_photo.read_bytes()
    if suffix == "jp2":
        assert holder.read_bytes() == load_image("specimen").holder.photo


def test_a_card_without_a_face_photo(menkyo_run: Callable[..., Outcome], tmp_path: Path) -> None:
    """Where none is recorded a line says so, and the rest is there."""
    pins = f"1234\n{load_image('holder-reiwa').number_b}\n".encode()
    photo = tmp_path / "holder.png"
    outcome = menkyo_run(
        "read", "--reader", "virtual:holder-reiwa", "--holder-photo", str(photo), *READ[3:], "--lang", "en", stdin=pins
    )
    assert outcome.code == 0
    assert outcome.errors == "The My Number card has no face photo, so that none was saved.\n"
    assert not photo.exists()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--holder-photo", "photo.gif"), ".jp2"),
        (("--holder-photo", "photo.png", "--photo", "photo.png"), "--holder-photo"),
        (("--holder-photo", "photo.png", "--no-photo"), "--holder-photo"),
        (("--holder-photo", "none/photo.png"), "none"),
    ],
)
def test_a_file_that_cannot_be_written_is_refused_before(  # noqa: PLR0913, PLR0917 - fixtures and what varies
    menkyo_run: Callable[..., Outcome],
    lay: Callable[..., Desk],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    options: tuple[str, ...],
    words: str,
) -> None:
    """What --holder-photo cannot do is wrong usage before a card is touched, as for --photo."""
    monkeypatch.chdir(tmp_path)
    desk = lay()
    outcome = menkyo_run(*READ, *options, stdin=PINS, card=desk)
    assert outcome.code == 2
    outcome.assert_one_sentence("ja")
    assert words in outcome.errors
    assert desk.exchanges == []


def test_no_other_command_offers_it(menkyo_run: Callable[..., Outcome]) -> None:
    """A command that shows no record does not ask who the holder is."""
    for option in ("--holder", "--holder-photo=x.png"):
        assert menkyo_run("verify", "--demo", option).code == 2


def test_neither_number_nor_holder_is_in_a_trace(menkyo_run: Callable[..., Outcome], tmp_path: Path) -> None:
    """照合番号B stands as stars, and what it opened as its length."""
    trace = tmp_path / "trace.txt"
    outcome = menkyo_run(
        "read", "--demo", "--holder-photo", str(tmp_path / "p.jp2"), "--trace", str(trace), "--format", "json"
    )
    assert outcome.code == 0
    text = trace.read_text(encoding="utf-8")
    assert text.count("> 002000950E" + "*" * 28) == 1
    assert text.count("> 002000920E" + "*" * 28) == 1
    assert NUMBER_B.encode().hex() not in text.lower()
    assert "見本".encode().hex() not in text.lower()
    assert b"19800217".hex() not in text.lower()


def test_nothing_of_the_holder_is_in_an_error_for_bug_reports(
    menkyo_run: Callable[..., Outcome], lay: Callable[..., Desk]
) -> None:
    """The traceback of --debug has neither the number nor what it opens."""
    outcome = menkyo_run(*READ, "--holder", "--debug", stdin=b"1234\n55021720350000\n", card=lay())
    assert outcome.code == 6
    assert "Traceback" in outcome.errors
    assert "55021720350000" not in outcome.errors


def test_a_damaged_file_is_a_problem_and_the_license_is_there(menkyo_run: Callable[..., Outcome]) -> None:
    """Bytes that are no holder, or no face, cost the holder only, and are named."""
    raw = (("text-0002", b"\x30\x03\x02\x01\x01"), ("surface-0002", b"\x30\x03\x02\x01\x01"))
    image = replace(load_image("specimen"), raw=raw)
    outcome = menkyo_run(*READ, "--holder", stdin=PINS, card=open_virtual(image))
    assert outcome.code == 0
    assert outcome.document["holder"] is None
    problems = cast("list[dict[str, str]]", outcome.document["problems"])
    assert [(problem["file"], problem["kind"]) for problem in problems] == [("text/EF0002", "malformed")]
    assert cast("dict[str, str]", outcome.document["license"])["number"] == "309012345620"
    assert len(outcome.errors.splitlines()) == 1


def test_a_saved_reading_has_the_holder_and_not_the_security_code(
    menkyo_run: Callable[..., Outcome], tmp_path: Path
) -> None:
    """--save keeps name and address, and zeros where the picture of the code was."""
    saved = tmp_path / "reading.json"
    photo = tmp_path / "p.jp2"
    outcome = menkyo_run("read", "--demo", "--holder-photo", str(photo), "--save", str(saved), "--format", "json")
    assert outcome.code == 0
    files = {file["file"]: bytes.fromhex(file["hex"]) for file in json.loads(saved.read_bytes())["files"]}
    assert "見本".encode() in files["text/EF0002"]
    code = files["surface/EF0002"].partition(b"\xdf\x2a")[2]
    assert set(code[1:]) == {0x00, 0xFF}
