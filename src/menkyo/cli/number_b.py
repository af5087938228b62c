"""照合番号B at the terminal: asked for in three questions that the card's face answers, and checked before it is sent.

It is the birth date as six digits with the year that is printed, the year of the card's expiry, and the security code
(My Number card spec, section 5.4).
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from typing import TYPE_CHECKING, Final

from menkyo.cli.exit_codes import USAGE, CommandError
from menkyo.cli.language import Bilingual, Language

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["ask_number_b", "birth_digits"]

_ABOUT: Final = Bilingual(
    "照合番号B(残り{tries}回)は、マイナンバーカードの表面の3項目でできています。\n入力は画面に出ません。",
    "Number B (照合番号B, tries left: {tries}) is made of three things on the face of\n"
    "the My Number card. Nothing that you type is shown.",
)
_BIRTH_DATE: Final = Bilingual(
    "生年月日(カードのとおりに: 昭和55年2月17日、S55.2.17、550217、1980-02-17)",
    "Birth date as printed (昭和55年2月17日, S55.2.17, 550217 or 1980-02-17)",
)
_YEAR_PRINTED: Final = Bilingual(
    "カードの生年月日の年は 1 = 元号({era}年)、2 = 西暦({year}年)",
    "The card prints the year of birth as: 1 = {era}年 (Japanese era), 2 = {year}",
)
_EXPIRY: Final = Bilingual("カードの有効期限の年(西暦4桁: 2035)", "Year until which the card lasts (four digits: 2035)")
_CODE: Final = Bilingual("セキュリティコード(4桁)", "Security code (セキュリティコード, four digits)")

_NO_BIRTH_DATE: Final = Bilingual(
    "生年月日として読み取れません。カードには何も送っていません。",
    "That is no birth date; nothing was sent to the card.",
)
_BIRTH_DATE_HINT: Final = Bilingual(
    "昭和55年2月17日、S55.2.17、550217、1980-02-17 のどれかの形で入力してください。",
    "Type it as 昭和55年2月17日, S55.2.17, 550217 or 1980-02-17.",
)
_NO_YEAR: Final = Bilingual(
    "カードの有効期限の年ではありません。カードには何も送っていません。",
    "That is no year until which a card lasts; nothing was sent to the card.",
)
_NO_YEAR_HINT: Final = Bilingual(
    "カードの表面の有効期限から、西暦の年を4桁で入力してください。",
    "It is the Western year of the expiry on the card's face, in four digits.",
)
_NO_CODE: Final = Bilingual(
    "セキュリティコードは4桁の数字です。カードには何も送っていません。",
    "The security code is four digits; nothing was sent to the card.",
)
_NO_CODE_HINT: Final = Bilingual(
    "カードの表面で、有効期限の近くに印刷された4桁の数字です。",
    "It is printed on the card's face, near the expiry.",
)
_NO_CHOICE: Final = Bilingual(
    "1 か 2 のどちらかです。カードには何も送っていません。", "It is 1 or 2; nothing was sent to the card."
)

# Name, short name, letter, the year before its first, its first day; that may also be the last of the era before.
_ERAS: Final = (
    ("明治", "明", "M", 1867, date(1868, 1, 25)),
    ("大正", "大", "T", 1911, date(1912, 7, 30)),
    ("昭和", "昭", "S", 1925, date(1926, 12, 25)),
    ("平成", "平", "H", 1988, date(1989, 1, 8)),
    ("令和", "令", "R", 2018, date(2019, 5, 1)),
)
_ERA_DATE: Final = re.compile(
    rf"({'|'.join(name for era in _ERAS for name in era[:3])})(\d{{1,2}}|元)[年./-](\d{{1,2}})[月./-](\d{{1,2}})日?"
)
_WESTERN_DATE: Final = re.compile(r"(\d{4})[年./-](\d{1,2})[月./-](\d{1,2})日?|(\d{4})(\d{2})(\d{2})", re.ASCII)
_DIGITS: Final = re.compile(r"\d{2}(0\d|1[0-2])([0-2]\d|3[01])", re.ASCII)
# What a Japanese keyboard types where a dot or a hyphen is meant.
_DOTS: Final = str.maketrans({"・": ".", "．": ".", "。": ".", "ー": "-", "−": "-", "－": "-", "―": "-"})
_EXPIRY_YEAR: Final = re.compile(r"20\d{2}", re.ASCII)
_FOUR_DIGITS: Final = re.compile(r"\d{4}", re.ASCII)


def ask_number_b(ask: Callable[[str], str], language: Language, tries_left: int) -> bytes:
    """Ask for the parts of 照合番号B and put it together; raises `CommandError` for a part that cannot be one.

    ``ask`` puts a question to the person and returns what is typed.
    """
    about = _ABOUT.text(language).format(tries=tries_left)
    typed = _plain(ask(f"{about}\n{_BIRTH_DATE.text(language)}"))
    western = _western(typed)
    digits = birth_digits(typed) if western is None else _chosen_digits(western, ask, language)
    if digits is None:
        raise CommandError(USAGE, _NO_BIRTH_DATE, _BIRTH_DATE_HINT)
    expiry = _plain(ask(_EXPIRY.text(language))).removesuffix("年")
    if not _EXPIRY_YEAR.fullmatch(expiry):
        raise CommandError(USAGE, _NO_YEAR, _NO_YEAR_HINT)
    code = _plain(ask(_CODE.text(language)))
    if not _FOUR_DIGITS.fullmatch(code):
        raise CommandError(USAGE, _NO_CODE, _NO_CODE_HINT)
    return f"{digits}{expiry}{code}".encode("ascii")


def birth_digits(typed: str) -> str | None:
    """The six digits of a birth date with the year of an era, or six digits as they are; `None` for anything else."""
    typed = _plain(typed)
    if _DIGITS.fullmatch(typed):
        return typed
    found = _ERA_DATE.fullmatch(typed)
    if found is None:
        return None
    name, year_of_era, month, day = found.groups()
    index = next(index for index, era in enumerate(_ERAS) if name in era[:3])
    base, first = _ERAS[index][3:]
    last = _ERAS[index + 1][4] if index + 1 < len(_ERAS) else date.max
    year = 1 if year_of_era == "元" else int(year_of_era)
    born = _day(base + year, int(month), int(day))
    return f"{year:02}{born:%m%d}" if born is not None and first <= born <= last else None


def _chosen_digits(born: date, ask: Callable[[str], str], language: Language) -> str | None:
    """The six digits of a day that was typed with a Western year: the card may print another, and its year counts."""
    era = next((era for era in reversed(_ERAS) if era[4] <= born), None)
    if era is None:
        return None
    year_of_era = born.year - era[3]
    printed = f"{era[0]}{'元' if year_of_era == 1 else year_of_era}"
    choice = _plain(ask(_YEAR_PRINTED.text(language).format(era=printed, year=born.year)))
    if choice not in {"1", "2"}:
        raise CommandError(USAGE, _NO_CHOICE)
    year = year_of_era if choice == "1" else born.year % 100
    return f"{year:02}{born:%m%d}"


def _western(typed: str) -> date | None:
    found = _WESTERN_DATE.fullmatch(typed)
    if found is None:
        return None
    year, month, day = (int(group) for group in found.groups() if group is not None)
    return _day(year, month, day)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _plain(typed: str) -> str:
    """What was typed without blanks, in half-width: as a person may type it with a Japanese keyboard."""
    return unicodedata.normalize("NFKC", "".join(typed.translate(_DOTS).split())).upper()
