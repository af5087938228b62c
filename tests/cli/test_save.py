"""`menkyo save`, and saved readings that stand for a card."""

from __future__ import annotations

import json
import re
import stat
from typing import TYPE_CHECKING, Any, cast
from unittest import mock

import pytest
from jsonschema import Draft202012Validator, validate

import menkyo.pcsc
from apdu.errors import CardRemovedError
from menkyo.output import schema
from menkyo.reading import capture_encryption
from menkyo.virtual import image_names, open_virtual

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.cli.conftest import Desk, Outcome

COST = 1 << 10
READ = ("--reader", "virtual", "--pin-file", "-")
PASSPHRASE = "correct horse 電池"  # noqa: S105 - it locks the specimen alone
LANGUAGES = ["ja", "en"]
SAVED = {"ja": "保存した読み取り", "en": "A saved reading"}
READ_THEN = {
    "ja": re.compile(r"20\d\d年\d+月\d+日 \d\d:\d\d、Virtual: specimen"),
    "en": re.compile(r"\d+ [A-Z][a-z]+ 20\d\d \d\d:\d\d, Virtual: specimen"),
}


@pytest.fixture(scope="module", autouse=True)
def cheap() -> Iterator[None]:
    """Let each key be made fast."""
    with mock.patch.object(capture_encryption.encrypt, "__kwdefaults__", {"cost": COST}):
        yield


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty folder."""
    path = tmp_path / "folder"
    path.mkdir()
    return path


@pytest.fixture
def saved(menkyo_run: Callable[..., Outcome], folder: Path) -> Path:
    """The specimen, saved."""
    path = folder / "saved.json"
    assert menkyo_run("save", str(path), "--demo").code == 0
    return path


@pytest.fixture
def locked(menkyo_run: Callable[..., Outcome], folder: Path, tmp_path: Path) -> Path:
    """The specimen, saved and encrypted."""
    path, secret = folder / "locked.json", tmp_path / "secret"
    secret.write_text(f"{PASSPHRASE}\r\nanother line\n", encoding="utf-8")
    assert menkyo_run("save", str(path), "--demo", "--encrypt", "--passphrase-file", str(secret)).code == 0
    return path


def edit(path: Path, *way: str | int, value: object) -> Path:
    """Put another value into a saved reading."""
    document = json.loads(path.read_bytes())
    holder: Any = document
    for key in way[:-1]:
        holder = holder[key]
    holder[way[-1]] = value
    path.write_text(json.dumps(document), encoding="utf-8")
    return path


class Typist:
    """Types at prompts, and remembers them."""

    def __init__(self, *words: str) -> None:
        self.words = list(words)
        self.prompts: list[str] = []

    def __call__(self, prompt: str) -> str:
        """Type the next word."""
        self.prompts.append(prompt)
        return self.words.pop(0)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_kept_is_told_on_standard_error(menkyo_run: Callable[..., Outcome], folder: Path, lang: str) -> None:
    """Standard output stays empty; the file is named, it is its owner's alone, and what it is stands below."""
    path = folder / "saved.json"
    path.write_text("old")
    path.chmod(0o644)
    outcome = menkyo_run("save", str(path), *READ, "--lang", lang, stdin=b"1234")
    assert (outcome.code, outcome.output) == (0, b"")
    sentence, remark = outcome.errors.splitlines()
    assert str(path) in sentence
    assert "4" in sentence
    assert ("個人情報" if lang == "ja" else "personal data") in remark
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(folder.iterdir()) == [path]


def test_save_keeps_what_read_keeps(menkyo_run: Callable[..., Outcome], saved: Path, folder: Path) -> None:
    """`menkyo save FILE` and `menkyo read --save FILE` write the same file, but for the moment."""
    other = folder / "other.json"
    assert menkyo_run("read", "--demo", "--save", str(other)).code == 0
    one, two = (json.loads(path.read_bytes()) for path in (saved, other))
    assert one | {"read_at": None} == two | {"read_at": None}
    validate(one, schema("menkyo.capture/1"), cls=Draft202012Validator)


@pytest.mark.parametrize("image", ["specimen", "ic-license"])
def test_a_card_that_leaves_leaves_nothing(
    menkyo_run: Callable[..., Outcome], lay: Callable[..., Desk], folder: Path, image: str
) -> None:
    """Wherever in the reading the card is pulled, no new file is there, and an older one is what it was."""
    path = folder / "saved.json"
    arguments = ("save", str(path), *READ, "--lang", "en")
    whole = lay(image)
    assert menkyo_run(*arguments, stdin=b"1234\n5678\n", card=whole).code == 0
    path.write_text("old")
    for last in range(len(whole.exchanges)):
        desk = lay(image)
        desk.inner = _Leaving(desk.inner, last)
        outcome = menkyo_run(*arguments, stdin=b"1234\n5678\n", card=desk)
        assert outcome.code == 4
        outcome.assert_one_sentence("en")
        assert [each.read_text() for each in folder.iterdir()] == ["old"]


class _Leaving:
    """A card that leaves the field after some commands."""

    def __init__(self, inner: Any, commands: int) -> None:  # noqa: ANN401 - any transport
        self._inner = inner
        self._left = commands
        self.name: str = inner.name
        self.atr: bytes = inner.atr

    def transmit(self, command: bytes, /) -> bytes:
        if not self._left:
            raise CardRemovedError("The card was pulled")
        self._left -= 1
        return cast("bytes", self._inner.transmit(command))

    def close(self) -> None:
        self._inner.close()


def test_a_folder_that_is_not_there_costs_no_reading(
    menkyo_run: Callable[..., Outcome], lay: Callable[..., Desk], folder: Path
) -> None:
    """What cannot be written is told before the card is touched; so is a file that is the trace's, too."""
    for arguments in ((str(folder / "none" / "x"),), (str(folder / "x"), "--trace", str(folder / "x"))):
        desk = lay()
        outcome = menkyo_run("save", *arguments, *READ, stdin=b"1234", card=desk)
        assert outcome.code == 2
        outcome.assert_one_sentence("ja")
        assert desk.exchanges == []


def test_a_passphrase_is_typed_twice(menkyo_run: Callable[..., Outcome], folder: Path) -> None:
    """With --encrypt two hidden prompts come before the PIN's, and one opens the file again."""
    path = folder / "locked.json"
    typist = Typist(PASSPHRASE, PASSPHRASE, "1234")
    outcome = menkyo_run("save", str(path), "--reader", "virtual", "--encrypt", "--lang", "en", typed=typist)
    assert (outcome.code, outcome.output) == (0, b"")
    assert [word in prompt for word, prompt in zip(("New", "Once more", "PIN"), typist.prompts, strict=True)] == [
        True
    ] * 3
    assert "encrypted" in outcome.errors
    assert PASSPHRASE not in outcome.errors
    validate(json.loads(path.read_bytes()), schema("menkyo.capture-encrypted/1"), cls=Draft202012Validator)
    again = Typist(PASSPHRASE)
    outcome = menkyo_run("read", "--reader", f"capture:{path}", "--format", "plain", "--lang", "en", typed=again)
    assert outcome.code == 0
    assert "3090 1234 5620" in outcome.text
    assert [str(path) in prompt for prompt in again.prompts] == [True]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("words", [("",), ("one", "other"), ("one", "")])
def test_a_passphrase_that_is_none_locks_nothing(
    menkyo_run: Callable[..., Outcome], lay: Callable[..., Desk], folder: Path, words: tuple[str, ...], lang: str
) -> None:
    """An empty one, and two that differ, are wrong usage; the card is not touched, and nothing is written."""
    desk = lay()
    arguments = ("save", str(folder / "x"), "--reader", "virtual", "--encrypt", "--lang", lang)
    outcome = menkyo_run(*arguments, typed=Typist(*words), card=desk)
    assert outcome.code == 2
    outcome.assert_one_sentence(lang)
    assert (desk.exchanges, list(folder.iterdir())) == ([], [])


@pytest.mark.parametrize("line", [b"", b"\n", b"\r\n", b"\xff\n", b"x" * 1001, b"x" * 5000])
def test_a_line_that_is_no_passphrase_locks_nothing(
    menkyo_run: Callable[..., Outcome], folder: Path, line: bytes
) -> None:
    """An empty line, one that is no text, and one that would be cut short are refused."""
    outcome = menkyo_run("save", str(folder / "x"), "--demo", "--encrypt", "--passphrase-file", "-", stdin=line)
    assert outcome.code == 2
    outcome.assert_one_sentence("ja")
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("pins", [b"1234\n\n", b"1234\r\n9999\r\n"])
def test_on_standard_input_the_passphrase_follows_the_pins(
    menkyo_run: Callable[..., Outcome], folder: Path, pins: bytes
) -> None:
    """PIN1, PIN2 or an empty line, then the passphrase; a forgotten line is told, and nothing is sent for it."""
    path = folder / "locked.json"
    arguments = ("save", str(path), *READ, "--encrypt", "--passphrase-file", "-", "--lang", "en")
    assert menkyo_run(*arguments, stdin=pins + PASSPHRASE.encode()).code == 0
    opened = menkyo_run("read", "--reader", f"capture:{path}", "--pin-file", "-", stdin=f"{PASSPHRASE}\n".encode())
    assert opened.code == 0
    forgotten = menkyo_run(*arguments, stdin=b"1234\nsecret")
    assert forgotten.code == 2
    assert "third line" in forgotten.errors


@pytest.mark.parametrize("lang", LANGUAGES)
def test_without_a_terminal_there_is_a_hint(
    menkyo_run: Callable[..., Outcome], saved: Path, locked: Path, lang: str
) -> None:
    """A passphrase that cannot be typed is wrong usage, and the hint names the option that passes it."""
    for arguments, option in (
        (("save", str(locked), "--demo", "--encrypt"), "--passphrase-file"),
        (("read", "--reader", f"capture:{locked}"), "--pin-file"),
        (("verify", "--reader", f"capture:{locked}"), "--pin-file"),
        (("status", "--reader", f"capture:{locked}"), "--passphrase-file"),
        (("compare", str(locked), "virtual"), "--pin-file-a"),
        (("compare", "virtual:no-pin", str(locked)), "--pin-file-b"),
        (("compare", "virtual", str(locked)), "--pin-file-a"),
        (("check-new-card", "--reader", f"capture:{locked}", "--old", str(saved)), "--pin-file"),
        (("check-new-card", "--reader", "virtual", "--old", str(locked)), "--passphrase-file"),
    ):
        outcome = menkyo_run(*arguments, "--lang", lang)
        assert outcome.code == 2
        outcome.assert_one_sentence(lang)
        assert f"{option} FILE" in outcome.errors


def test_every_command_that_takes_a_card_opens_a_locked_one(
    menkyo_run: Callable[..., Outcome], saved: Path, locked: Path, tmp_path: Path
) -> None:
    """The passphrase comes from a file; that of an old record has an option of its own, beside the new card's PIN."""
    key, pin = tmp_path / "key", tmp_path / "pin"
    key.write_text(PASSPHRASE, encoding="utf-8")
    pin.write_text("1234", encoding="utf-8")
    card, old = ("--reader", f"capture:{locked}"), ("--old", str(locked), "--passphrase-file", str(key))
    for arguments in (
        ("read", *card, "--pin-file", str(key)),
        ("status", *card, "--passphrase-file", str(key)),
        ("verify", *card, "--pin-file", str(key)),
        ("number", *card, "--pin-file", str(key)),
        ("plan", *card, "--pin-file", str(key)),
        ("may-drive", *card, "--pin-file", str(key)),
        ("compare", str(locked), str(saved), "--pin-file-a", str(key)),
        ("compare", "virtual", str(locked), "--pin-file-a", str(pin), "--pin-file-b", str(key)),
        ("check-new-card", *card, "--pin-file", str(key), "--old", str(saved)),
        ("check-new-card", "--reader", "virtual:renewed", "--pin-file", str(pin), *old),
        ("check-new-card", *card, "--pin-file", str(key), *old),
    ):
        assert menkyo_run(*arguments, "--lang", "en").code == 0, arguments


def test_standard_input_has_a_pin_or_a_passphrase(menkyo_run: Callable[..., Outcome], locked: Path) -> None:
    """Which line would be which nobody could tell where a card needs no PIN: both at once is wrong usage."""
    arguments = ("check-new-card", "--reader", "virtual", "--old", str(locked))
    outcome = menkyo_run(
        *arguments, "--pin-file", "-", "--passphrase-file", "-", stdin=f"1234\n{PASSPHRASE}\n".encode()
    )
    assert outcome.code == 2
    outcome.assert_one_sentence("ja")


def test_a_passphrase_file_alone_encrypts_nothing(menkyo_run: Callable[..., Outcome], folder: Path) -> None:
    """--passphrase-file without --encrypt is wrong usage, so that nobody takes a plain file for an encrypted one."""
    outcome = menkyo_run(
        "save",
        str(folder / "x"),
        "--demo",
        "--passphrase-file",
        "-",
        stdin=b"secret",
    )
    assert outcome.code == 2
    assert outcome.errors.count("--") == 2
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("image", image_names())
def test_a_saved_reading_shows_what_the_card_shows(
    menkyo_run: Callable[..., Outcome], folder: Path, image: str
) -> None:
    """Of every built-in card that can be read, the saved reading shows the same in every form, and needs no PIN."""
    path = folder / "saved.json"
    card = ("--reader", f"virtual:{image}", "--pin-file", "-", "--use-last-try")
    stdin = b"1234\n5678\n"
    if menkyo_run("save", str(path), *card, stdin=stdin).code:
        assert list(folder.iterdir()) == []
        return
    capture = ("--reader", f"capture:{path}")
    for arguments in (("read", "--format", "json"), ("verify", "--format", "json")):
        shown, again = menkyo_run(*arguments, *card, stdin=stdin), menkyo_run(*arguments, *capture)
        assert again.code == shown.code
        if shown.output:
            moment = {"read_at": None}
            assert again.document | moment == {**shown.document, "saved": True} | moment
            name = "menkyo.read/1" if arguments[0] == "read" else "menkyo.verify/1"
            validate(again.document, schema(name), cls=Draft202012Validator)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    "command",
    [
        ("read",),
        ("read", "--format", "plain"),
        ("verify",),
        ("number",),
        ("may-drive",),
        ("may-drive", "--vehicle", "原付"),
        ("plan",),
        ("plan", "--format", "plain"),
        ("check-new-card",),
    ],
)
def test_a_saved_reading_is_told_as_one(
    menkyo_run: Callable[..., Outcome], saved: Path, command: tuple[str, ...], lang: str
) -> None:
    """Every form for people says that no card is here, when one was, and that it is the specimen."""
    old = ("--old", str(saved)) if command == ("check-new-card",) else ()
    outcome = menkyo_run(*command, *old, "--reader", f"capture:{saved}", "--lang", lang)
    assert outcome.code in {0, 10}
    assert SAVED[lang] in outcome.text
    assert READ_THEN[lang].search(outcome.text)
    assert "見本" in outcome.text
    assert SAVED[lang] not in menkyo_run(*command, "--demo", "--lang", lang).text


@pytest.mark.parametrize("command", ["status", "number", "may-drive", "plan", "check-new-card"])
def test_a_saved_reading_is_told_as_one_in_json(menkyo_run: Callable[..., Outcome], saved: Path, command: str) -> None:
    """The document says that no card is here, and fits its schema; that of a card has no such key."""
    old = ("--old", str(saved)) if command == "check-new-card" else ()
    document = menkyo_run(command, *old, "--reader", f"capture:{saved}", "--format", "json").document
    assert document["saved"] is True
    validate(document, schema(f"menkyo.{command}/1"), cls=Draft202012Validator)
    assert "saved" not in menkyo_run(command, "--demo", "--format", "json").document


def test_a_saved_reading_needs_nothing_else(menkyo_run: Callable[..., Outcome], saved: Path) -> None:
    """Neither PC/SC nor a terminal is asked for, and the environment can name it."""
    with mock.patch.object(menkyo.pcsc, "list_readers", side_effect=AssertionError):
        outcome = menkyo_run("read", "--format", "json", environment={"MENKYO_READER": f"capture:{saved}"})
    assert outcome.code == 0
    assert outcome.document["reader"] == "Virtual: specimen"


def test_what_pin2_opened_is_kept(menkyo_run: Callable[..., Outcome], folder: Path) -> None:
    """--with chooses what of an IC license is kept, and the saved reading says what was not."""
    path, card = folder / "saved.json", ("--reader", "virtual:ic-license", "--pin-file", "-")
    for words, kept in (((), "photo"), (("--with", "photo"), "domicile"), (("--with", "domicile,photo"), "")):
        stdin = b"1234\n5678\n" if words else b"1234\n"
        assert menkyo_run("save", str(path), *card, *words, stdin=stdin).code == 0
        plain = menkyo_run("read", "--reader", f"capture:{path}", "--format", "plain", "--lang", "en").text
        assert ("--with" in plain) == bool(kept)
        assert f"--with {kept}" in plain or not kept


def test_the_test_key_is_for_saved_specimens_alone(menkyo_run: Callable[..., Outcome], saved: Path) -> None:
    """A saved virtual card is compared with the test key, which is announced; one of a reader is not."""
    verify = ("verify", "--reader", f"capture:{saved}", "--lang", "en")
    specimen = menkyo_run(*verify)
    assert specimen.code == 0
    assert "test key" in specimen.errors
    assert "Specimen" in specimen.text
    edit(saved, "reader", value="Some Reader 00 00")
    other = menkyo_run(*verify)
    assert other.code == 10
    assert "test key" not in other.errors + other.text
    assert "Specimen" not in other.text


def test_a_virtual_readers_name_begins_so(saved: Path) -> None:
    """What tells a saved specimen is what the virtual card's transport calls itself."""
    assert open_virtual().name.startswith("Virtual: ")
    assert json.loads(saved.read_bytes())["reader"] == open_virtual().name


def test_a_saved_reading_can_be_encrypted_later(menkyo_run: Callable[..., Outcome], saved: Path, folder: Path) -> None:
    """`save --reader capture:FILE` writes the same reading anew, with another passphrase or with none."""
    locked, again = folder / "locked.json", folder / "again.json"
    encrypt = ("--encrypt", "--passphrase-file", "-")
    assert menkyo_run("save", str(locked), "--reader", f"capture:{saved}", *encrypt, stdin=b"one").code == 0
    both = ("save", str(locked), "--reader", f"capture:{locked}", "--pin-file", "-", *encrypt)
    assert menkyo_run(*both, stdin=b"one\n\nother\n").code == 0
    assert menkyo_run("save", str(again), "--reader", f"capture:{locked}", "--pin-file", "-", stdin=b"other").code == 0
    assert again.read_bytes() == saved.read_bytes()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_conversation_that_never_was_is_not_traced(
    menkyo_run: Callable[..., Outcome], saved: Path, folder: Path, lang: str
) -> None:
    """--trace with a saved reading is wrong usage, and so is a reader that names no file."""
    trace = folder / "trace.txt"
    for command in (("read",), ("save", str(folder / "x"))):
        arguments = ("--reader", f"capture:{saved}", "--trace", str(trace), "--lang", lang)
        outcome = menkyo_run(*command, *arguments)
        assert outcome.code == 2
        outcome.assert_one_sentence(lang)
        assert ("やり取り" if lang == "ja" else "conversation") in outcome.errors
        nameless = menkyo_run(*command, "--reader", "capture:", "--lang", lang)
        assert nameless.code == 2
        nameless.assert_one_sentence(lang)
    assert list(folder.iterdir()) == [saved]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("command", ["read", "verify"])
@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "cut short"),
        (b'{"schema": "menkyo.capture/1", ', "cut short"),
        (b"[" * 100_000, "cut short"),
        (b"\xff" * 9, "cut short"),
        (b'{"schema": "menkyo.read/1"}', "no reading"),
        (b'{"schema": "menkyo.capture/1"}', "damaged or edited"),
        (b'{"schema": "menkyo.capture/2"}', "newer menkyo"),
        (b'{"schema": "menkyo.capture-encrypted/3"}', "newer menkyo"),
        (b" " * (1 << 21), "too long"),
    ],
    ids=range(9),
)
def test_what_is_no_saved_reading_is_one_sentence(  # noqa: PLR0913 - fixtures and what is tried
    menkyo_run: Callable[..., Outcome], folder: Path, *, command: str, content: bytes, word: str, lang: str
) -> None:
    """Each way in which a file can be none has its own words, names the file, and is wrong usage."""
    path = folder / "odd.json"
    path.write_bytes(content)
    outcome = menkyo_run(command, "--reader", f"capture:{path}", "--lang", lang)
    assert outcome.code == 2
    outcome.assert_one_sentence(lang)
    assert str(path) in outcome.errors
    assert word in outcome.errors or lang == "ja"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_cannot_be_opened_is_one_sentence(menkyo_run: Callable[..., Outcome], folder: Path, lang: str) -> None:
    """A folder and a missing file are wrong usage, each in a sentence."""
    for path in (folder, folder / "missing.json"):
        outcome = menkyo_run("read", "--reader", f"capture:{path}", "--lang", lang)
        assert outcome.code == 2
        outcome.assert_one_sentence(lang)
        assert str(path) in outcome.errors


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_wrong_passphrase_is_one_sentence(menkyo_run: Callable[..., Outcome], locked: Path, lang: str) -> None:
    """A wrong passphrase and a changed file look the same, and are told in the same words."""
    right = PASSPHRASE.encode()
    read = ("read", "--reader", f"capture:{locked}", "--pin-file", "-", "--lang", lang)
    assert menkyo_run(*read, stdin=right).code == 0
    wrong = menkyo_run(*read, stdin=right + b"!")
    text = locked.read_text(encoding="utf-8")
    locked.write_text(text.replace('"ciphertext": "', '"ciphertext": "00', 1), encoding="utf-8")
    changed = menkyo_run(*read, stdin=right)
    for outcome in (wrong, changed):
        assert outcome.code == 2
        outcome.assert_one_sentence(lang)
    assert wrong.errors == changed.errors
    assert "wrong passphrase, or the file was changed" in wrong.errors or lang == "ja"


def test_a_saved_record_is_judged_like_a_cards(menkyo_run: Callable[..., Outcome], saved: Path) -> None:
    """A record that cannot be decoded ends in 8, an empty one in 5."""
    names = [file["file"] for file in json.loads(saved.read_bytes())["files"]]
    record = ("files", names.index("WEF02"), "hex")
    read = ("read", "--reader", f"capture:{saved}", "--lang", "en")
    for content, code in (("41", 8), ("C1", 8), ("", 5), (None, 5)):
        edit(saved, *record, value=content)
        outcome = menkyo_run(*read)
        assert outcome.code == code, content
        outcome.assert_one_sentence("en")
        assert "Put the card down" not in outcome.errors


@pytest.mark.parametrize("lang", LANGUAGES)
def test_there_is_no_card_to_put_down_again(menkyo_run: Callable[..., Outcome], folder: Path, lang: str) -> None:
    """The hint for a saved record that cannot be decoded, or holds none, is to save it anew."""
    pins = {"stdin": b"1234\n5678\n"}
    for image, code in (("ic-damaged", 8), ("ic-license", 5)):
        path = folder / f"{image}.json"
        reader = ("--reader", f"virtual:{image}", "--pin-file", "-")
        assert menkyo_run("save", str(path), *reader, **pins).code == 0
        if code == 5:
            names = [file["file"] for file in json.loads(path.read_bytes())["files"]]
            edit(path, "files", names.index("DF1/EF01"), "hex", value="")
        for command in ("read", "verify", "number"):
            outcome = menkyo_run(command, "--reader", f"capture:{path}", "--lang", lang)
            assert outcome.code == code
            outcome.assert_one_sentence(lang)
            assert "menkyo save" in outcome.errors


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_saved_status_is_told_as_one(
    menkyo_run: Callable[..., Outcome], saved: Path, folder: Path, lang: str
) -> None:
    """`status` of a saved reading says what it is of, and of certificates only where a card could have some."""
    other = folder / "ic.json"
    read = ("--reader", "virtual:ic-license", "--pin-file", "-")
    assert menkyo_run("save", str(other), *read, stdin=b"1234\n5678\n").code == 0
    certificates = {"ja": "証明書は", "en": "Certificates are not"}[lang]
    for path, has_certificates in ((saved, True), (other, False)):
        arguments = ("status", "--reader", f"capture:{path}", "--lang", lang)
        for form in ("panel", "plain"):
            text = menkyo_run(*arguments, "--format", form).text
            assert "見本" in text
            assert SAVED[lang] in text
            assert (certificates in text) == has_certificates
        document = menkyo_run(*arguments, "--format", "json").document
        validate(document, schema("menkyo.status/1"), cls=Draft202012Validator)
        assert document["saved"] is True
