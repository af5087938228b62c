"""The questions of ``menkyo virtual new`` and ``edit``: each is asked until the answer will do."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from menkyo.cli.explain import explain
from menkyo.cli.language import Bilingual
from menkyo.cli.streams import write_line
from menkyo.cli.virtual_shape import category_names, default_last_day
from menkyo.cli.written_day import parse_day
from menkyo.output.printable import printable
from menkyo.virtual import CardChoices, ChoiceError, PictureError, license_photo
from menkyo.virtual.image import CATEGORIES, COLOR_TEXTS, KINDS
from menkyo.virtual.shaping import MOST_CONDITIONS, check_choices

if TYPE_CHECKING:
    from collections.abc import Callable

    from menkyo.cli.language import Language
    from menkyo.virtual import CardImage

__all__ = ["ask_for_card", "ask_for_changes"]

Answer = TypeVar("Answer")

_HELLO: Final = Bilingual(
    "架空のカードを作ります。Enterだけなら [ ] の値、- なら「なし」です。本物のカードの暗証番号は書かないでください。",
    "An invented card. Enter alone takes what stands in brackets, - means none. Never type the PIN of a real card.",
)
_KIND: Final = Bilingual("カード: 1 マイナンバーカード、2 IC運転免許証", "Card: 1 My Number card, 2 IC license")
_EXPIRES: Final = Bilingual("免許の有効期限", "Last day of the license")
_COLOR: Final = Bilingual("色区分: gold、green、blue", "Color: gold, green or blue")
_CATEGORIES: Final = Bilingual("免許の種類(空白で区切る)", "Categories, with spaces between them")
_CONDITION: Final = Bilingual("条件{number}(Enterで終わり)", "Condition {number} (Enter ends)")
_PIN: Final = Bilingual("架空のカードの暗証番号(4桁)", "PIN of the invented card (four digits)")
_PIN1: Final = Bilingual("架空のカードの暗証番号1(4桁)", "PIN1 of the invented card (four digits)")
_PIN2: Final = Bilingual("架空のカードの暗証番号2(4桁)", "PIN2 of the invented card (four digits)")
_PHOTO: Final = Bilingual("写真にする画像ファイル", "Picture file for the photo")
_BUILT_IN: Final = Bilingual("内蔵の見本", "the specimen's")
_AS_IT_IS: Final = Bilingual("今のまま", "as it is")
_NONE: Final = Bilingual("なし", "none")
_NO_DAY: Final = Bilingual(
    "暦にある日を 2030-05-15 か 令和12年5月15日 のように書きます。",
    "It is a day of the calendar, written like 2030-05-15 or R12.5.15.",
)
_NO_KIND: Final = Bilingual("1 か 2 です。", "It is 1 or 2.")
_DASH: Final = "-"


class _BadAnswerError(Exception):
    """An answer that will not do, with the sentence that says why."""


def ask_for_card(language: Language) -> tuple[str, CardChoices]:
    """Ask for everything about a new card: its kind, and what is chosen."""
    write_line(_HELLO.text(language), err=True)
    asking = _Asking(language, None)
    kind = asking.kind()
    return kind, asking.choices(kind)


def ask_for_changes(image: CardImage, language: Language) -> CardChoices:
    """Ask what to change about a card; what is not answered stays."""
    write_line(_HELLO.text(language), err=True)
    return _Asking(language, image).choices(image.kind)


class _Asking:
    """The questions in one language, about a new card or (``image``) one that is there."""

    def __init__(self, language: Language, image: CardImage | None) -> None:
        self._language = language
        self._image = image

    def kind(self) -> str:
        """My Number card or IC license."""

        def understand(answer: str) -> str:
            words = {"1": KINDS[0], "2": KINDS[1]} | {kind: kind for kind in KINDS}
            if answer not in words:
                raise _BadAnswerError(_NO_KIND.text(self._language))
            return words[answer]

        return self._ask(_KIND, "1", understand) or KINDS[0]

    def choices(self, kind: str) -> CardChoices:
        """Everything else."""
        image = self._image
        expires_on = self._ask(_EXPIRES, self._last_day(), lambda answer: self._day(kind, answer))
        color = self._ask(_COLOR, self._color(), lambda answer: _checked(kind, CardChoices(color=answer)).color)
        categories = self._ask(_CATEGORIES, self._categories(), lambda answer: _categories(kind, answer))
        conditions = self._conditions(kind)
        pins = self._pins(kind)
        as_it_is = (_BUILT_IN if image is None else _AS_IT_IS).text(self._language)
        photo = self._ask(_PHOTO, as_it_is, lambda answer: b"" if answer == _DASH else license_photo(Path(answer)))
        return CardChoices(expires_on, color, categories, conditions, pins, photo)

    def _last_day(self) -> str:
        if self._image is None:
            return default_last_day().isoformat()
        day = self._image.license.expires_on
        return day.isoformat() if isinstance(day, date) else day or _NONE.text(self._language)

    def _color(self) -> str:
        if self._image is None:
            return "blue"
        text = self._image.license.color
        return next((name for name, known in COLOR_TEXTS.items() if known == text), text or "-")

    def _categories(self) -> str:
        image = self._image
        if image is None:
            return "ordinary"
        held = image.license.categories or tuple(
            name for name, day in (image.ic_license.category_dates if image.ic_license else ()) if day != "4000000"
        )
        return " ".join(held) or _NONE.text(self._language)

    def _day(self, kind: str, answer: str) -> date:
        try:
            day = parse_day(answer)
        except ValueError:
            raise _BadAnswerError(_NO_DAY.text(self._language)) from None
        check_choices(kind, CardChoices(expires_on=day))
        return day

    def _conditions(self, kind: str) -> tuple[str, ...] | None:
        """One condition for each line; an empty first answer leaves what is there."""
        there = () if self._image is None else self._image.license.conditions
        conditions: list[str] = []
        for number in range(1, MOST_CONDITIONS[kind] + 1):
            question = Bilingual(*(text.format(number=number) for text in _CONDITION))
            first = "、".join(there) or _NONE.text(self._language)
            answer = self._ask(question, "" if conditions else first, lambda typed: _condition(kind, typed))
            if answer is None:
                break
            if answer == _DASH:
                return tuple(conditions)
            conditions.append(answer)
        return tuple(conditions) if conditions else None

    def _pins(self, kind: str) -> tuple[str, ...] | None:
        """The PIN or PINs; none where the first answer says so."""
        is_ic = kind == KINDS[1]
        known = ("1234", "5678")
        if self._image is not None:
            known = (self._image.pin.value, self._image.ic_license.pin2.value if self._image.ic_license else "")
        first = self._ask(_PIN1 if is_ic else _PIN, self._pin_text(known[0]), lambda answer: _pin(kind, answer))
        if first == _DASH:
            return ()
        second = self._ask(_PIN2, self._pin_text(known[1]), lambda answer: _pin(kind, answer)) if is_ic else None
        if second == _DASH:
            return ()
        if first is None and second is None:
            return None
        pins = (first or known[0], second or known[1]) if is_ic else (first or known[0],)
        # A card without PINs gets both or none.
        return tuple("1234" if pin == "****" else pin for pin in pins)

    def _pin_text(self, pin: str) -> str:
        return _NONE.text(self._language) if pin == "****" else pin

    def _ask(self, question: Bilingual, default: str, understand: Callable[[str], Answer]) -> Answer | None:
        """Ask until the answer will do; ``None`` for an empty one."""
        shown = (
            f"{question.text(self._language)} [{printable(default)}]: "
            if default
            else f"{question.text(self._language)}: "
        )
        while True:
            answer = _typed(shown)
            if not answer:
                return None
            try:
                return understand(answer)
            except _BadAnswerError as error:
                write_line(str(error), err=True)
            except (ChoiceError, PictureError, OSError, ValueError) as error:
                write_line(explain(error, self._language).sentence, err=True)


def _checked(kind: str, choices: CardChoices) -> CardChoices:
    check_choices(kind, choices)
    return choices


def _categories(kind: str, answer: str) -> tuple[str, ...]:
    if answer == _DASH:
        return ()
    names = category_names()
    chosen = {names.get(name, name) for name in answer.replace(",", " ").replace("、", " ").split()}
    check_choices(kind, CardChoices(categories=tuple(sorted(chosen))))
    return tuple(name for name in CATEGORIES if name in chosen)


def _condition(kind: str, answer: str) -> str:
    if answer != _DASH:
        check_choices(kind, CardChoices(conditions=(answer,)))
    return answer


def _pin(kind: str, answer: str) -> str:
    if answer != _DASH:
        check_choices(kind, CardChoices(pins=(answer,)))
    return answer


def _typed(prompt: str) -> str:
    """A line that is typed, without the spaces around it; the end of the input is Ctrl-C."""
    sys.stderr.write(prompt)
    sys.stderr.flush()
    line = sys.stdin.buffer.readline()
    if not line:
        raise KeyboardInterrupt
    return line.decode(sys.stdin.encoding or "utf-8", "replace").strip()
