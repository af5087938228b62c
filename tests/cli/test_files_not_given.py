"""Files that a card did not give: they are told as unread, and never as absent."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import pytest

from menkyo.virtual import open_faulty

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Desk, Outcome

READ = ("read", "--reader", "virtual", "--pin-file", "-")
BOTH = b"1234\n5678\n"
READ_PHOTO = bytes.fromhex("00B081000007D5")
READ_DOMICILE = bytes.fromhex("00B0820052")


@pytest.fixture
def photo_at(menkyo_run: Callable[..., Outcome], lay: Callable[..., Desk]) -> int:
    """The number of the command that reads the photo of the IC license."""
    desk = lay("ic-license")
    menkyo_run(*READ, stdin=BOTH, card=desk)
    return [command for command, _ in desk.exchanges].index(READ_PHOTO) + 1


@pytest.mark.parametrize(("fault", "is_told"), [("power-loss", True), ("status=6A82", False)])
def test_a_photo_that_was_refused_is_not_called_absent(
    menkyo_run: Callable[..., Outcome],
    lay: Callable[..., Desk],
    photo_at: int,
    fault: str,
    is_told: bool,  # noqa: FBT001 - a column
) -> None:
    """The reading goes on, and says which file is unread; only a card that says that it has none is believed."""

    def read(*options: str) -> Outcome:
        card = lay(open_faulty("ic-license", f"{fault}@{photo_at}"))
        return menkyo_run(*READ, *options, stdin=BOTH, card=card)

    document = read("--format", "json").document
    problems = cast("list[dict[str, object]]", document["problems"])
    assert document["photo"] is None
    assert ("DF2/EF01" in [problem["file"] for problem in problems if problem["kind"] == "unread"]) == is_told
    assert ("could not be read" in read("--format", "plain", "--lang", "en").text) == is_told


@pytest.mark.parametrize("status", ["6982", "6A82"])
def test_a_photo_that_was_refused_is_not_saved(
    menkyo_run: Callable[..., Outcome], lay: Callable[..., Desk], photo_at: int, status: str, tmp_path: Path
) -> None:
    """The sentence in place of the photo says whether there is none, whatever the command was that was refused."""
    photo = tmp_path / "photo.jp2"
    for number in (photo_at, photo_at - 1):
        card = lay(open_faulty("ic-license", f"status={status}@{number}"))
        outcome = menkyo_run(*READ, "--photo", str(photo), "--format", "plain", "--lang", "en", stdin=BOTH, card=card)
        is_absent = status == "6A82"
        assert ("No photo is recorded" in outcome.errors) == is_absent
        assert ("The photo could not be read" in outcome.errors) != is_absent
        assert "it needs PIN2" not in outcome.text
    assert not photo.exists()


def test_a_photo_of_bytes_that_are_no_object_is_not_called_absent(
    menkyo_run: Callable[..., Outcome], lay: Callable[..., Desk], photo_at: int
) -> None:
    """Something is recorded there, though nothing can be made of it."""
    card = lay(open_faulty("ic-license", f"zero-length@{photo_at}"))
    outcome = menkyo_run(*READ, "--format", "plain", "--lang", "en", stdin=BOTH, card=card)
    assert "Photo: could not be read" in outcome.text


def test_a_domicile_that_was_refused_is_not_called_absent(
    menkyo_run: Callable[..., Outcome], lay: Callable[..., Desk]
) -> None:
    """As for the photo: only a card that says that it has no such file is believed."""
    for status, words in (("6982", "could not be read"), ("6A82", "not recorded")):
        desk = lay("ic-license")
        menkyo_run(*READ, stdin=BOTH, card=desk)
        number = [command for command, _ in desk.exchanges].index(READ_DOMICILE) + 1
        card = lay(open_faulty("ic-license", f"status={status}@{number}"))
        outcome = menkyo_run(*READ, "--format", "plain", "--lang", "en", stdin=BOTH, card=card)
        assert f"Domicile: {words}" in outcome.text


def test_a_photo_that_was_refused_is_not_compared(
    menkyo_run: Callable[..., Outcome], lay: Callable[..., Desk], photo_at: int, tmp_path: Path
) -> None:
    """Two records do not differ because one card did not give its photo."""
    saved = str(tmp_path / "saved")
    assert menkyo_run("save", saved, "--reader", "virtual:ic-license", "--pin-file", "-", stdin=BOTH).code == 0
    compare = ("compare", "--format", "json", saved, "virtual", "--pin-file-b", "-")
    for fault, code in (("late=0", 0), ("power-loss", 0), ("status=6A82", 9)):
        card = lay(open_faulty("ic-license", f"{fault}@{photo_at}"))
        assert menkyo_run(*compare, stdin=BOTH, card=card).code == code


def test_nothing_is_said_before_a_verdict(menkyo_run: Callable[..., Outcome], lay: Callable[..., Desk]) -> None:
    """What keys were compared with is said beside a verdict; where there is none, the one sentence stands alone."""
    clean = lay()
    verify = ("verify", "--reader", "virtual", "--pin-file", "-")
    assert menkyo_run(*verify, stdin=b"1234", card=clean).errors
    codes: set[int] = set()
    for number in range(1, len(clean.exchanges) + 1):
        outcome = menkyo_run(*verify, stdin=b"1234", card=lay(open_faulty("specimen", f"lying-length@{number}")))
        codes.add(outcome.code)
        if outcome.code not in {0, 9, 10}:
            outcome.assert_one_sentence("ja")
    assert 8 in codes
