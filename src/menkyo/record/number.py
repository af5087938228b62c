"""The number of a license or history record (license card spec, section 6)."""

from dataclasses import dataclass, field
from enum import Enum
from typing import Final


class NumberCheck(Enum):
    """Whether the eleventh digit follows from the first ten; a mismatch is a warning and never an error."""

    OK = "ok"
    MISMATCH = "mismatch"


_WEIGHTS: Final = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)

COMMISSIONS: Final = {
    "10": "北海道", "11": "函館", "12": "旭川", "13": "釧路", "14": "北見",
    "20": "青森", "21": "岩手", "22": "宮城", "23": "秋田", "24": "山形", "25": "福島",
    "30": "東京",
    "40": "茨城", "41": "栃木", "42": "群馬", "43": "埼玉", "44": "千葉",
    "45": "神奈川", "46": "新潟", "47": "山梨", "48": "長野", "49": "静岡",
    "50": "富山", "51": "石川", "52": "福井", "53": "岐阜", "54": "愛知", "55": "三重",
    "60": "滋賀", "61": "京都", "62": "大阪", "63": "兵庫", "64": "奈良", "65": "和歌山",
    "70": "鳥取", "71": "島根", "72": "岡山", "73": "広島", "74": "山口",
    "80": "徳島", "81": "香川", "82": "愛媛", "83": "高知",
    "90": "福岡", "91": "佐賀", "92": "長崎", "93": "熊本", "94": "大分", "95": "宮崎", "96": "鹿児島", "97": "沖縄",
}  # fmt: skip
"""公安委員会: code to name of the public safety commissions (license card spec, section 6.3)."""

NUMBER_SIZE: Final = 12
"""Digits of a number."""

_BLANKS: Final = b"0 \0\xff"


def check_digit(first_ten: str) -> str:
    """The eleventh digit that belongs to the first ten (license card spec, section 6.2)."""
    remainder = sum(int(digit) * weight for digit, weight in zip(first_ten, _WEIGHTS, strict=True)) % 11
    return str(11 - remainder)[-1]


@dataclass(frozen=True, slots=True)
class RecordNumber:
    """免許情報記録番号 or 運転経歴情報記録番号: twelve digits."""

    raw: bytes = field(repr=False)
    digits: str = field(repr=False)

    @property
    def check(self) -> NumberCheck:
        """Whether the check digit follows from the digits before it."""
        return NumberCheck.OK if check_digit(self.digits[:10]) == self.digits[10] else NumberCheck.MISMATCH

    @property
    def grouped(self) -> str:
        """The digits in groups of four, as people read them: "3090 1234 5620"."""
        return f"{self.digits[:4]} {self.digits[4:8]} {self.digits[8:]}"

    @property
    def commission_code(self) -> str:
        """Digits 1 and 2: the public safety commission (公安委員会) that first issued a license."""
        return self.digits[:2]

    @property
    def commission_name(self) -> str | None:
        """The commission's short name, such as 東京, or `None` for a code that no table lists."""
        return COMMISSIONS.get(self.digits[:2])

    @property
    def year_digits(self) -> str:
        """Digits 3 and 4: the last two digits of the western year of the first acquisition."""
        return self.digits[2:4]

    @property
    def serial(self) -> str:
        """Digits 5 to 10: the commission's own number."""
        return self.digits[4:10]

    @property
    def check_digit(self) -> str:
        """Digit 11."""
        return self.digits[10]

    @property
    def reissue_count(self) -> int:
        """Digit 12: how often the license was reissued after loss or theft (再交付回数); starts again after 9."""
        return int(self.digits[11])


def decode_number(raw: bytes) -> RecordNumber | None:
    """Decode the twelve digits at the beginning; `None` for an empty field or one of zeros, blanks or fill alone.

    Raises `ValueError` for bytes that are no number. A check digit that does not fit is no error.
    """
    digits = raw[:NUMBER_SIZE]
    if not raw.strip(_BLANKS):
        return None
    if len(digits) < NUMBER_SIZE or not digits.isdigit():
        raise ValueError("The number is not twelve digits.")
    return RecordNumber(raw, digits.decode("ascii"))
