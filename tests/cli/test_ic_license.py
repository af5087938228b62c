"""``menkyo read`` on a conventional IC license: two PINs, and what each opens."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, cast

import pytest

from menkyo.virtual import specimen_issuer_key

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Desk, Outcome

    Run = Callable[..., Outcome]
    Lay = Callable[..., Desk]

READ = ("read", "--reader", "virtual:ic-license", "--format", "json")
FROM_INPUT = (*READ, "--pin-file", "-")
BOTH = b"1234\n5678\n"


def opened(outcome: Outcome) -> tuple[bool, bool, str]:
    """Whether there are domicile and photo, and the verdict on the signature."""
    document = outcome.document
    holder, signature = (cast("dict[str, object]", document[key]) for key in ("holder", "signature"))
    return holder["domicile"] is not None, document["photo"] is not None, str(signature["verdict"])


def test_the_second_line_is_pin2(menkyo_run: Run, lay: Lay) -> None:
    """With two lines everything is read, with one what PIN1 opens."""
    desk = lay("ic-license")
    outcome = menkyo_run(*FROM_INPUT, stdin=BOTH, card=desk)
    assert (outcome.code, outcome.errors) == (0, "")
    assert opened(outcome) == (True, True, "unknown-signer")
    assert desk.presented == [b"1234", b"5678"]
    for content in (b"1234", b"1234\n", b"1234\n\n", b"1234\r\n"):
        desk = lay("ic-license")
        outcome = menkyo_run(*FROM_INPUT, stdin=content, card=desk)
        assert outcome.code == 0
        assert opened(outcome) == (False, False, "not-checked")
        assert desk.presented == [b"1234"]


def test_a_pin_file_holds_both(menkyo_run: Run, tmp_path: Path) -> None:
    """A file is read as standard input is."""
    pins = tmp_path / "pins"
    pins.write_bytes(b"\xef\xbb\xbf1234\r\n5678\r\nnothing else matters")
    assert opened(menkyo_run(*READ, "--pin-file", str(pins))) == (True, True, "unknown-signer")


@pytest.mark.parametrize("options", [(), ("--with", "domicile,photo")])
def test_a_pipe_holds_both(menkyo_run: Run, options: tuple[str, ...]) -> None:
    """A pipe, such as a shell makes of a command, can be read but once; both lines come from it all the same."""
    reading, writing = os.pipe()
    os.write(writing, BOTH)
    os.close(writing)
    outcome = menkyo_run(*READ, *options, "--pin-file", f"/dev/fd/{reading}")
    os.close(reading)
    assert (outcome.code, outcome.errors) == (0, "")
    assert opened(outcome) == (True, True, "unknown-signer")


def test_everything_of_the_license_is_told(menkyo_run: Run) -> None:
    """Kind, application, both PINs, and the fields that only this card has."""
    document = menkyo_run(*FROM_INPUT, stdin=BOTH).document
    assert document["card"] == {
        "kind": "ic-license",
        "atr": "3B888001000000009181C100D8",
        "applications": ["ic-license"],
        "expires_on": "2030-05-15",
    }
    assert document["pin"] == {"set": True, "tries_left": 3, "pin2_tries_left": 3}
    assert document["category_dates"] == {
        "semi_medium": "2010-08-02",
        "ordinary": "2010-08-02",
        "moped": "2009-04-20",
    }
    license_part = cast("dict[str, object]", document["license"])
    assert [license_part[key] for key in ("issued_on", "commission", "reference_number")] == [
        "2025-04-01",
        "東京都公安委員会",
        "12345",
    ]
    assert cast("dict[str, object]", document["holder"])["source"] == "ic-license"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("domicile", (True, False, "not-checked")),
        ("photo", (False, True, "not-checked")),
        ("photo,domicile", (True, True, "unknown-signer")),
        (" domicile , photo ,", (True, True, "unknown-signer")),
    ],
)
def test_what_is_asked_for_is_read(menkyo_run: Run, words: str, expected: tuple[bool, bool, str]) -> None:
    """--with names what PIN2 is for, at a prompt and with a file."""
    pins = iter(["1234", "5678"])

    def give(_prompt: str) -> str:
        return next(pins)

    assert opened(menkyo_run(*READ, "--with", words, typed=give)) == expected
    assert opened(menkyo_run(*FROM_INPUT, "--with", words, stdin=BOTH)) == expected


@pytest.mark.parametrize(
    ("options", "prompts"),
    [((), ["1"]), (("--with", "photo"), ["1", "2"]), (("--photo", "photo.jp2"), ["1", "2"])],
)
@pytest.mark.parametrize("lang", ["ja", "en"])
def test_pin2_is_asked_for_only_where_it_is_needed(  # noqa: PLR0913 - fixtures and columns
    menkyo_run: Run,
    lay: Lay,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    *,
    options: tuple[str, ...],
    prompts: list[str],
    lang: str,
) -> None:
    """Each prompt names its PIN and the tries left; a photo that is to be saved needs PIN2."""
    monkeypatch.chdir(tmp_path)
    asked: list[str] = []

    def give(prompt: str) -> str:
        asked.append(prompt)
        return ["1234", "5678"][len(asked) - 1]

    desk = lay("ic-license")
    assert menkyo_run(*READ, *options, "--lang", lang, typed=give, card=desk).code == 0
    word, tries = ("暗証番号", "残り3回") if lang == "ja" else ("PIN", "tries left: 3")
    assert len(asked) == len(prompts) == len(desk.presented)
    for prompt, number in zip(asked, prompts, strict=True):
        assert f"{word}{number}" in prompt
        assert tries in prompt


@pytest.mark.parametrize(("lang", "name"), [("ja", "暗証番号2"), ("en", "PIN2")])
def test_what_is_wrong_with_a_pin_names_it(menkyo_run: Run, lay: Lay, lang: str, name: str) -> None:
    """Wrong, malformed, blocked or at its last try: the sentence says which of the two."""
    for image, pins, code in (
        ("ic-license", b"1234\n9999", 6),
        ("ic-license", b"1234\n99", 2),
        ("ic-license", b"1234\n", 2),
        ("ic-pin2-blocked", BOTH, 7),
    ):
        desk = lay(image)
        outcome = menkyo_run(*FROM_INPUT, "--with", "photo", "--lang", lang, stdin=pins, card=desk)
        assert outcome.code == code
        outcome.assert_one_sentence(lang)
        assert name in outcome.errors.splitlines()[0]
        assert len(desk.presented) == (2 if code == 6 else 0)
    first = name.replace("2", "1")
    for image, pins in (("ic-license", b"9999\n5678"), ("ic-pin1-blocked", BOTH), ("ic-last-try", BOTH)):
        outcome = menkyo_run(*FROM_INPUT, "--lang", lang, stdin=pins, card=lay(image))
        assert outcome.code in {6, 7}
        assert first in outcome.errors.splitlines()[0]


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("ja", ("2行目に暗証番号2がありません", "--with と --photo")),
        ("en", ("no PIN2 in its second line", "--with and --photo")),
    ],
)
def test_a_missing_second_line_is_called_missing(
    menkyo_run: Run, lay: Lay, tmp_path: Path, lang: str, words: tuple[str, str]
) -> None:
    """Where PIN2 is wanted and not given: the sentence says where it belongs, and nothing is presented."""
    desk = lay("ic-license")
    photo = str(tmp_path / "photo.jp2")
    outcome = menkyo_run(*FROM_INPUT, "--photo", photo, "--lang", lang, stdin=b"1234\n", card=desk)
    assert outcome.code == 2
    for line, part in zip(outcome.errors.splitlines(), words, strict=True):
        assert part in line
    assert desk.presented == []


def test_a_blocked_pin2_leaves_the_rest(menkyo_run: Run, lay: Lay) -> None:
    """Who wants nothing of PIN2 reads the card all the same, and learns that it is blocked."""
    outcome = menkyo_run(*FROM_INPUT, stdin=b"1234", card=lay("ic-pin2-blocked"))
    assert outcome.code == 0
    assert outcome.document["pin"] == {"set": True, "tries_left": 3, "pin2_tries_left": 0}


def test_a_card_without_pins_asks_nothing(menkyo_run: Run, lay: Lay) -> None:
    """The default PINs are presented, that of PIN2 only when something of it is wanted."""
    for options, presented in (((), 1), (("--with", "domicile,photo"), 2)):
        desk = lay("ic-no-pin")
        outcome = menkyo_run(*READ, *options, card=desk)
        assert outcome.code == 0
        assert desk.presented == [b"****"] * presented
        assert opened(outcome)[:2] == ((True, True) if options else (False, False))


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("words", ["everything", "photo,name", "Photo"])
def test_other_words_are_wrong_usage(menkyo_run: Run, words: str, lang: str) -> None:
    """--with takes domicile and photo; the sentence says so."""
    outcome = menkyo_run("read", "--demo", "--with", words, "--lang", lang)
    assert outcome.code == 2
    assert "--with" in outcome.errors
    assert "domicile" in outcome.errors


def test_a_my_number_card_has_no_pin2(menkyo_run: Run, lay: Lay) -> None:
    """--with changes nothing there, and no second line is looked for."""
    desk = lay()
    outcome = menkyo_run("read", "--reader", "virtual", *FROM_INPUT[3:], "--with", "photo", stdin=b"1234", card=desk)
    assert outcome.code == 0
    assert desk.presented == [b"1234"]
    assert outcome.document["holder"] is None


def test_the_panel_shows_the_holder(menkyo_run: Run) -> None:
    """Both renderers for people show what only this card has."""
    for output_format in ("panel", "plain"):
        arguments = ("read", "--reader", "virtual:ic-changes", "--format", output_format, "--pin-file", "-")
        text = menkyo_run(*arguments, stdin=BOTH).text
        for words in ("記載 〓子", "大阪府大阪市中央区大手前三丁目1番", "条件解除", "12345", "24×24"):
            assert words in text


@pytest.mark.parametrize(
    ("image", "verdict", "coverage", "code"),
    [
        ("ic-license", "verified", "objects", 0),
        ("ic-changes", "verified", "objects", 0),
        ("ic-signed-file", "verified", "file", 0),
        ("ic-signed-values", "verified", "values", 0),
        ("ic-signed-nested", "verified", "objects-nested", 0),
        ("ic-signed-photo-second", "verified", "objects-photo-second", 0),
        ("ic-tampered", "mismatch", None, 9),
        ("ic-no-signature", "absent", None, 10),
    ],
)
def test_the_signature_is_compared_over_three_files(
    menkyo_run: Run, image: str, verdict: str, coverage: str | None, code: int
) -> None:
    """With both PINs `verify` has a verdict on the files together, whatever lengths the link takes."""
    arguments = ("verify", "--reader", f"virtual:{image}", "--pin-file", "-", "--format", "json")
    for options in ((), ("--short",)):
        outcome = menkyo_run(*arguments, *options, stdin=BOTH)
        assert outcome.code == code
        signature = cast("dict[str, object]", outcome.document["signature"])
        assert (signature["verdict"], signature["coverage"]) == (verdict, coverage)


def test_without_pin2_nothing_is_compared(menkyo_run: Run, lay: Lay) -> None:
    """With one line PIN2 is not presented, and `verify` cannot decide, whatever the card holds."""
    for image in ("ic-license", "ic-tampered"):
        desk = lay(image)
        arguments = ("verify", "--reader", "virtual", "--pin-file", "-", "--format", "json")
        outcome = menkyo_run(*arguments, stdin=b"1234\n", card=desk)
        assert outcome.code == 10
        assert cast("dict[str, object]", outcome.document["signature"])["verdict"] == "not-checked"
        assert desk.presented == [b"1234"]


def test_verify_asks_for_both_pins(menkyo_run: Run, lay: Lay) -> None:
    """At a terminal `verify` asks for PIN2, too, because the signature covers what it opens."""
    desk, pins = lay("ic-license"), ["5678", "1234"]

    def typed(_prompt: str) -> str:
        return pins.pop()

    outcome = menkyo_run("verify", "--reader", "virtual", "--format", "json", card=desk, typed=typed)
    assert outcome.code == 0
    assert desk.presented == [b"1234", b"5678"]


def test_read_compares_with_trusted_keys(menkyo_run: Run, tmp_path: Path) -> None:
    """`read` shows the same verdict with a key of the store, and `not-checked` without PIN2."""
    (tmp_path / "specimen.pem").write_bytes(specimen_issuer_key())
    read = (*FROM_INPUT, "--trust", str(tmp_path))
    for content, expected in ((BOTH, "verified"), (b"1234\n", "not-checked")):
        outcome = menkyo_run(*read, stdin=content)
        assert cast("dict[str, object]", outcome.document["signature"])["verdict"] == expected
