"""`menkyo virtual new`, `edit` and `issuer`: cards of one's own."""

from __future__ import annotations

import shlex
import tomllib
from datetime import date
from typing import TYPE_CHECKING, cast

import jsonschema
import pytest
from PIL import Image

from menkyo.output import schema
from menkyo.virtual import load_image

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Outcome

    Run = Callable[..., Outcome]


def _never(_prompt: str) -> str:
    """A person at a terminal who is asked for no secret."""
    raise AssertionError


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    """A picture file that is no photo yet."""
    path = tmp_path / "me.png"
    Image.effect_noise((300, 300), 60).save(path)
    return path


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("kind", ["mynumber", "ic-license"])
def test_a_card_by_options(menkyo_run: Run, tmp_path: Path, picture: Path, kind: str, lang: str) -> None:
    """What the options say is what is read; the signature matches by the issuer's certificate, once it is trusted."""
    image, keys = str(tmp_path / "mine.toml"), str(tmp_path / "keys")
    pins = ["4321"] if kind == "mynumber" else ["4321", "8765"]
    options = ["--kind", kind, "--expires", "2031-02-03", "--color", "gold", "--photo", str(picture)]
    options += ["--category", "moped", "--category", "普二", "--condition", "眼鏡等"]
    made = menkyo_run("virtual", "new", image, *options, *(f"--pin={pin}" for pin in pins), "--lang", lang)
    assert (made.code, made.output) == (0, b"")
    assert [path.name in made.errors for path in (tmp_path / "mine.toml", tmp_path / "mine.jp2")] == [True, True]

    typed = "\n".join(pins).encode()
    with_pin = ("--reader", f"virtual:{image}", "--pin-file", "-", "--format", "json")
    document = menkyo_run("read", *with_pin, stdin=typed).document
    license_ = cast("dict[str, object]", document["license"])
    assert (license_["expires_on"], license_["color"]) == ("2031-02-03", "gold")
    assert (license_["conditions"], license_["number_check"]) == (["眼鏡等"], "ok")
    assert document["categories"] == ["moped", "ordinary_2"]
    assert document["problems"] == document["unknown"] == []

    assert menkyo_run("virtual", "issuer", str(tmp_path / "issuer.pem")).code == 0
    assert menkyo_run("trust", "add", str(tmp_path / "issuer.pem"), "--trust", keys).code == 0
    verified = menkyo_run("verify", *with_pin, "--trust", keys, stdin=typed)
    assert (verified.code, cast("dict[str, object]", verified.document["signature"])["verdict"]) == (0, "verified")
    assert cast("dict[str, object]", verified.document["key"])["name"] == "issuer.pem"


def test_a_card_without_options_and_terminal_is_plain(menkyo_run: Run, tmp_path: Path) -> None:
    """A script gets a plain card and no question."""
    assert menkyo_run("virtual", "new", str(tmp_path / "mine.toml")).code == 0
    image = load_image(tmp_path / "mine.toml")
    assert (image.kind, image.pin.value, image.license.categories) == ("mynumber", "1234", ("ordinary",))
    assert image.photo


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_questions_are_asked_at_a_terminal(menkyo_run: Run, tmp_path: Path, picture: Path, lang: str) -> None:
    """Each answer that will not do gets a sentence and the question again; Enter takes what stands in brackets."""
    answers = [
        *("3", "2"),  # there are two kinds
        *("soon", "1900-01-01", "2031-02-03"),
        *("red", "gold"),
        *("tank", "普通, large_2"),
        *("😀", "あ" * 41, "眼鏡等", "第二", ""),
        *("12", "4321", "8765"),
        *(str(tmp_path / "none.png"), str(picture)),
    ]
    typed = "\n".join([*answers, ""]).encode()
    asked = menkyo_run("virtual", "new", str(tmp_path / "mine.toml"), "--lang", lang, stdin=typed, typed=_never)
    assert (asked.code, asked.output) == (0, b"")
    image = load_image(tmp_path / "mine.toml")
    assert image.ic_license is not None
    assert [name for name, _ in image.ic_license.category_dates] == ["ordinary", "large_2"]
    assert (image.license.color, image.license.conditions) == ("優良", ("眼鏡等", "第二"))
    assert (image.pin.value, image.ic_license.pin2.value) == ("4321", "8765")
    assert str(image.license.expires_on) == "2031-02-03"
    assert image.photo == (tmp_path / "mine.jp2").read_bytes()
    for word in ("tank", "😀", "none.png", "2030-05-15", "1990-01-01"):
        assert word in asked.errors


def test_enter_alone_makes_a_plain_card(menkyo_run: Run, tmp_path: Path) -> None:
    """Whoever only presses Enter gets what the options would give."""
    plain, asked = tmp_path / "plain.toml", tmp_path / "asked.toml"
    assert menkyo_run("virtual", "new", str(plain)).code == 0
    assert menkyo_run("virtual", "new", str(asked), stdin=b"\n" * 20, typed=_never).code == 0
    first, second = (tomllib.loads(path.read_text(encoding="utf-8")) for path in (plain, asked))
    for values in (first, second):
        del values["license"]["number"]
    assert first == second


def test_a_dash_means_none(menkyo_run: Run, tmp_path: Path) -> None:
    """No categories, conditions, PIN and photo can be said, too."""
    typed = b"1\n\n\n-\n-\n-\n-\n"
    assert menkyo_run("virtual", "new", str(tmp_path / "mine.toml"), stdin=typed, typed=_never).code == 0
    image = load_image(tmp_path / "mine.toml")
    assert (image.license.categories, image.license.conditions, image.photo) == ((), (), b"")
    assert not image.pin.set


def test_the_end_of_the_answers_is_ctrl_c(menkyo_run: Run, tmp_path: Path) -> None:
    """Ctrl-D at a question ends in 130, and nothing is written."""
    outcome = menkyo_run("virtual", "new", str(tmp_path / "mine.toml"), stdin=b"1\n", typed=_never)
    assert outcome.code == 130
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("image", ["specimen", "ic-license", "no-pin", "ic-no-pin", "ended-era", "no-photo"])
def test_editing_by_answers_leaves_what_is_not_answered(menkyo_run: Run, tmp_path: Path, image: str) -> None:
    """Enter at every question changes not a byte; one answer changes that value alone."""
    path = tmp_path / "mine.toml"
    path.write_text(f'# mine\nschema = "menkyo.image/1"\nextends = "{image}"  # a base\n', encoding="utf-8")
    before = path.read_bytes()
    assert menkyo_run("virtual", "edit", str(path), stdin=b"\n" * 20, typed=_never).code == 0
    assert path.read_bytes() == before
    assert menkyo_run("virtual", "edit", str(path), stdin=b"\ngreen\n" + b"\n" * 20, typed=_never).code == 0
    assert path.read_bytes() == before + b'\n[license]\ncolor = "green"\n'


def test_editing_by_options(menkyo_run: Run, tmp_path: Path, picture: Path) -> None:
    """Options change what they say; empty ones take away; the comments and the number stay."""
    path = tmp_path / "mine.toml"
    assert menkyo_run("virtual", "new", str(path), "--condition", "眼鏡等", "--lang", "en").code == 0
    before = path.read_text(encoding="utf-8")
    edited = menkyo_run("virtual", "edit", str(path), "--condition", "", "--pin", "", "--photo", str(picture))
    assert edited.code == 0
    image = load_image(path)
    assert (image.license.conditions, image.pin.set, image.photo != b"") == ((), False, True)
    after = path.read_text(encoding="utf-8")
    expected = before.replace('["眼鏡等"]', "[]").replace("set = true", "set = false")
    assert after == expected.replace('"specimen.jp2"', '"mine.jp2"')
    assert menkyo_run("verify", "--reader", f"virtual:{path}").code == 0


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize(
    "options",
    [
        ("--expires", "1989-12-31"),
        ("--category", "tank"),
        ("--condition", "😀"),
        ("--condition", "あ" * 41),
        (*("--condition", "あ") * 13,),
        ("--pin", "12345"),
        ("--pin", "1234", "--pin", "1234"),
        ("--photo", "none.png"),
        ("--photo", __file__),
        ("--photo", "/"),
    ],
)
def test_a_value_that_will_not_do(menkyo_run: Run, tmp_path: Path, options: tuple[str, ...], lang: str) -> None:
    """One sentence, exit code 2, and no file."""
    outcome = menkyo_run("virtual", "new", str(tmp_path / "mine.toml"), *options, "--lang", lang)
    assert outcome.code == 2
    outcome.assert_one_sentence(lang)
    assert list(tmp_path.iterdir()) == []
    if "--pin" in options:
        assert "1234" not in outcome.errors


def test_a_last_day_is_taken_as_people_write_it(menkyo_run: Callable[..., Outcome], tmp_path: Path) -> None:
    """An era year will do, as in every command; a day that is not in the calendar is told in the person's language."""
    path = tmp_path / "mine.toml"
    assert menkyo_run("virtual", "new", str(path), "--expires", "令和13年2月3日").code == 0
    assert str(load_image(path).license.expires_on) == "2031-02-03"
    refused = menkyo_run("virtual", "new", str(path), "--force", "--expires", "2031-02-30")
    assert refused.code == 2
    assert "暦にありません" in refused.errors


@pytest.mark.parametrize("options", [("--expires", "soon"), ("--color", "red"), ("--kind", "felica"), ("--pin",)])
def test_wrong_usage(menkyo_run: Run, tmp_path: Path, options: tuple[str, ...]) -> None:
    """What the parser refuses is refused before anything is looked at."""
    outcome = menkyo_run("virtual", "new", str(tmp_path / "mine.toml"), *options)
    assert outcome.code == 2
    assert options[0] in outcome.errors
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("command", ["new", "issuer"])
def test_nothing_is_overwritten_without_force(menkyo_run: Run, tmp_path: Path, command: str, lang: str) -> None:
    """A file that is there stays as it is, also when a person would have to answer questions first."""
    path = tmp_path / "mine.toml"
    path.write_bytes(b"mine")
    outcome = menkyo_run("virtual", command, str(path), "--lang", lang, typed=_never)
    assert outcome.code == 2
    outcome.assert_one_sentence(lang)
    assert "--force" in outcome.errors
    assert path.read_bytes() == b"mine"
    assert menkyo_run("virtual", command, str(path), "--force").code == 0
    assert path.read_bytes() != b"mine"


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_an_edit_without_a_change_or_an_image(menkyo_run: Run, tmp_path: Path, lang: str) -> None:
    """Nothing to change, a file that is no image, and one whose record is given byte for byte are told as such."""
    path = tmp_path / "mine.toml"
    path.write_text('schema = "menkyo.image/1"\nextends = "damaged-record"\n', encoding="utf-8")
    for options in ((), ("--color", "gold")):
        outcome = menkyo_run("virtual", "edit", str(path), *options, "--lang", lang)
        assert outcome.code == 2
        outcome.assert_one_sentence(lang)
    path.write_text("nothing", encoding="utf-8")
    outcome = menkyo_run("virtual", "edit", str(path), "--color", "gold", "--lang", lang)
    assert outcome.code == 2
    outcome.assert_one_sentence(lang)
    assert path.read_text(encoding="utf-8") == "nothing"


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize(
    "image",
    [
        "specimen",
        "ic-license",
        "damaged-photo",
        "damaged-record",
        "blocked",
        "no-license",
        "external-characters",
        "other-card",
    ],
)
def test_a_check_of_an_image_in_order(menkyo_run: Run, image: str, lang: str) -> None:
    """The sizes, the photo, and what a reading comes to, be it an error; exit code 0, and JSON by its schema."""
    outcome = menkyo_run("virtual", "check", image, "--lang", lang)
    assert (outcome.code, outcome.errors) == (0, "")
    assert all(": " in line for line in outcome.text.splitlines())
    document = menkyo_run("virtual", "check", image, "--format", "json", "--lang", lang).document
    jsonschema.validate(document, schema("menkyo.image-check/1"))  # pyright: ignore[reportUnknownMemberType]
    assert (document["loads"], document["mistakes"]) == (True, [])
    assert (document["failure"] is None) == (document["reading"] is not None)
    assert (document["failure"] is None) == (image not in {"blocked", "no-license", "other-card"})
    reading = cast("dict[str, object] | None", document["reading"])
    if image in {"specimen", "ic-license"}:
        assert reading == {"problems": [], "unknown": [], "signature": "verified"}
    if image == "damaged-photo":
        assert cast("dict[str, object]", document["photo"])["decoded"] is False


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_a_check_of_a_broken_image(menkyo_run: Run, tmp_path: Path, lang: str) -> None:
    """Every mistake is a line on standard output with its place; exit code 2, and JSON by its schema."""
    path = tmp_path / "bad.toml"
    path.write_text('schema = "menkyo.image/1"\nfoo = 1\n[license]\ncolor = "red"\n', encoding="utf-8")
    outcome = menkyo_run("virtual", "check", str(path), "--lang", lang)
    assert (outcome.code, outcome.errors) == (2, "")
    assert len(outcome.text.splitlines()) == 3
    assert "license.color" in outcome.text
    broken = menkyo_run("virtual", "check", str(path), "--format", "json")
    jsonschema.validate(broken.document, schema("menkyo.image-check/1"))  # pyright: ignore[reportUnknownMemberType]
    mistakes = cast("list[dict[str, object]]", broken.document["mistakes"])
    assert [(mistake["line"], mistake["key"]) for mistake in mistakes] == [(2, "foo"), (4, "license.color")]
    assert (broken.code, menkyo_run("virtual", "check", str(tmp_path / "none.toml")).code) == (2, 2)


@pytest.mark.parametrize("day", ["2031-02-03", "2031/2/3", "令和13年2月3日", "R13.2.3"])
def test_the_dialogue_takes_a_day_as_the_option_does(menkyo_run: Run, tmp_path: Path, day: str) -> None:
    """A day may be written as it is printed; one that the calendar does not have is asked for again."""
    path = tmp_path / "mine.toml"
    typed = f"1\n2031-02-30\n{day}\n".encode() + b"\n" * 20
    outcome = menkyo_run("virtual", "new", str(path), "--lang", "en", stdin=typed, typed=_never)
    assert outcome.code == 0
    assert "a day of the calendar" in outcome.errors
    assert load_image(path).license.expires_on == date(2031, 2, 3)


@pytest.mark.parametrize(
    ("name", "reader"),
    [("specimen", "virtual:./specimen"), ("my card.toml", "'virtual:my card.toml'"), ("m.toml", "virtual:m.toml")],
)
def test_what_is_said_to_be_tried_reads_the_new_card(
    menkyo_run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, reader: str
) -> None:
    """The line can be copied to a shell, also for a file called like a built-in image or with a blank in its name."""
    monkeypatch.chdir(tmp_path)
    made = menkyo_run("virtual", "new", name, "--color", "green")
    assert made.errors.splitlines()[-1].endswith(f" --reader {reader}")
    (argument,) = shlex.split(reader)
    read = menkyo_run("read", "--reader", argument, "--pin-file", "-", "--format", "json", stdin=b"1234")
    assert cast("dict[str, object]", read.document["license"])["color"] == "green"


def test_a_file_called_like_a_built_in_image_is_edited(
    menkyo_run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The questions show what stands in the file."""
    monkeypatch.chdir(tmp_path)
    assert menkyo_run("virtual", "new", "specimen", "--condition", "白い杖").code == 0
    asked = menkyo_run("virtual", "edit", "specimen", stdin=b"\n" * 20, typed=_never)
    assert "白い杖" in asked.errors


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('extends = "specimen"\nlicense.number = "309012345610"', "Number: the check digit does not fit"),
        ('[raw]\nWEF02 = "C40500"', "Read by menkyo: WEF02: "),
    ],
)
def test_a_check_tells_what_a_reading_would(menkyo_run: Run, tmp_path: Path, text: str, line: str) -> None:
    """What loads and reads oddly is named: the number whose check digit does not fit, the file that is no record."""
    path = tmp_path / "mine.toml"
    path.write_text(f'schema = "menkyo.image/1"\n{text}\n', encoding="utf-8")
    checked = menkyo_run("virtual", "check", str(path), "--lang", "en")
    assert checked.code == 0
    assert any(each.startswith(line) for each in checked.text.splitlines()), checked.text
