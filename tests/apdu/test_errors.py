from __future__ import annotations

import inspect
import re

import pytest

import apdu
from apdu import StatusWord, errors
from apdu.errors import ApduError, StatusError, TlvError, TriesUnknownError, WrongPinError

CLASSES = [
    error
    for _, error in inspect.getmembers(errors, inspect.isclass)
    if error.__module__ == errors.__name__ and issubclass(error, Exception)
]


@pytest.mark.parametrize("error", CLASSES, ids=lambda error: error.__name__)
def test_the_tree_in_the_docstring_is_the_tree(error: type[Exception]) -> None:
    """Each error is drawn below its base, is public, and is caught as `ApduError`."""
    lines = inspect.cleandoc(errors.__doc__ or "").splitlines()
    depths = {match[2]: len(match[1]) for line in lines if (match := re.match(r"( *[│├└─ ]*)(\w+Error)\b", line))}
    assert issubclass(error, ApduError)
    assert error.__name__ in errors.__all__
    if error is not ApduError:
        names = list(depths)
        above = [name for name in names[: names.index(error.__name__)] if depths[name] < depths[error.__name__]]
        assert above[-1] == error.__mro__[1].__name__


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (WrongPinError(9), "The PIN is wrong; tries left: 9"),
        (WrongPinError(None), "The PIN is wrong; the card does not tell the tries left"),
        (StatusError("Reading WEF02", StatusWord(0x6982)), "Reading WEF02: 6982 (security status not satisfied)"),
        (
            TriesUnknownError(StatusWord(0x6A82)),
            "The card does not tell how many PIN tries are left: 6A82 (file or application not found)",
        ),
        (TlvError("An object ends before its length", 7), "An object ends before its length"),
    ],
)
def test_a_message_is_one_sentence(error: ApduError, message: str) -> None:
    """What an error says is complete and short."""
    assert str(error) == message


@pytest.mark.parametrize("name", apdu.__all__)
def test_the_front_door_has_what_it_names(name: str) -> None:
    """Every public name of the package can be had from it, with a docstring."""
    assert getattr(apdu, name).__doc__
