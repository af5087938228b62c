from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from menkyo.output.printable import escape_invisible, printable

ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=()))


@given(text=ANY_TEXT)
def test_nothing_invisible_is_left(text: str) -> None:
    """No control, format or line-separating character and no lone surrogate survives."""
    shown = printable(text)
    assert shown.isprintable()
    shown.encode()


def test_visible_text_stays() -> None:
    """What people can see stays as it is."""
    assert printable("準中型車(5t)と普通車はAT車に限る 〓") == "準中型車(5t)と普通車はAT車に限る 〓"


def test_sequences_lose_their_effect() -> None:
    """A sequence for the terminal becomes harmless letters, a line feed a space."""
    assert printable("a\x1b[31mb\nc\u202ed") == "a[31mb cd"


@given(text=ANY_TEXT)
def test_escaped_documents_mean_the_same(text: str) -> None:
    """Escaping changes no value, and leaves nothing invisible but the layout."""
    document = escape_invisible(json.dumps({"text": text}, ensure_ascii=False, indent=2))
    assert json.loads(document) == {"text": text}
    document.encode()
