"""The options of ``menkyo read``: one row each, in the contract's order, for click and for `menkyo.cli.plain_line`."""

from __future__ import annotations

from enum import Enum, auto
from typing import TYPE_CHECKING, Final, NamedTuple, TypedDict

from menkyo.cli.language import Bilingual

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

__all__ = [
    "BEHIND_PIN2",
    "DAY_FORMAT",
    "FORMATS",
    "MOST_SECONDS",
    "READ_OPTIONS",
    "OptionKind",
    "ReadOption",
    "ReadValues",
    "pin_file_about",
    "reader_about",
    "split_words",
]

MOST_SECONDS: Final = 86_400.0
"""The longest wait: a day."""

DAY_FORMAT: Final = "%Y-%m-%d"
FORMATS: Final = ("panel", "plain", "json")
BEHIND_PIN2: Final = ("domicile", "photo")
"""What PIN2 of an IC license opens."""


class OptionKind(Enum):
    """What an option takes."""

    FLAG = auto()
    """Nothing: it is there or not."""

    TEXT = auto()
    """Any text."""

    FORMAT = auto()
    """One of `FORMATS`."""

    SECONDS = auto()
    """Seconds up to `MOST_SECONDS`."""

    DAY = auto()
    """A day as people write it, `DAY_FORMAT` before all."""

    WORDS = auto()
    """One or more of `BEHIND_PIN2`, with commas between them."""

    INPUT = auto()
    """A file that can be read, or ``-`` for standard input."""

    OUTPUT = auto()
    """A file to be written, which may be there already."""

    FOLDER = auto()
    """A folder that can be read."""


class ReadOption(NamedTuple):
    """One option: its key in `ReadValues`, what it takes and does, and what counts where it is not given.

    ``variable`` is the environment's word on it, which counts before the default; ``choices`` are the words that an
    option takes which takes no others.
    """

    key: str
    kind: OptionKind
    about: Bilingual
    metavar: str | None = None
    default: str | float | bool | None = None
    variable: str | None = None
    choices: tuple[str, ...] = ()

    @property
    def flag(self) -> str:
        """The option as it is typed."""
        # A key that is a word of Python ends in a low line.
        return f"--{self.key.rstrip('_').replace('_', '-')}"


class ReadValues(TypedDict):
    """The value of each option."""

    reader: str | None
    wait: float
    pin_file: str | None
    with_: frozenset[str] | None
    use_last_try: bool
    short: bool
    format: str
    photo: Path | None
    no_photo: bool
    holder: bool
    holder_photo: Path | None
    trust: Path | None
    save: Path | None
    trace: Path | None
    as_of: date | None
    demo: bool


def split_words(value: str) -> frozenset[str]:
    """The words of an `OptionKind.WORDS`; raises `ValueError` with one that is unknown."""
    words = frozenset(word.strip() for word in value.split(",") if word.strip())
    for word in sorted(words.difference(BEHIND_PIN2)):
        raise ValueError(word)
    return words


def _flag(key: str, japanese: str, english: str) -> ReadOption:
    return ReadOption(key, OptionKind.FLAG, Bilingual(japanese, english), default=False)


def reader_about(*, capture: bool) -> Bilingual:
    """What ``--reader`` is, of a command that takes a saved reading for a card and of one that does not."""
    ja, en = ("、capture:FILE", ", capture:FILE") if capture else ("", "")
    return Bilingual(
        f"リーダーの番号か名前の一部、virtual[:IMAGE]{ja}、replay:FILE。既定は MENKYO_READER。",
        f"Reader: its number or part of its name, virtual[:IMAGE]{en} or replay:FILE. Default: MENKYO_READER.",
    )


def pin_file_about(*, number_b: bool, capture: bool) -> Bilingual:
    """What ``--pin-file`` is, of a command that asks for 照合番号B, or not, and as `reader_about`."""
    ja, en = ("、または照合番号B", ", or number B") if number_b else ("", "")
    ja_end, en_end = (
        ("capture:FILE では1行目がパスフレーズ。", "; for capture:FILE the first is its passphrase")
        if capture
        else ("", "")
    )
    return Bilingual(
        f"暗証番号を1行目に書いたファイル。- は標準入力。2行目はIC運転免許証の暗証番号2{ja}。{ja_end}",
        f"File whose first line is the PIN; - is standard input. The second is PIN2 of an IC license{en}{en_end}.",
    )


READ_OPTIONS: Final = (
    ReadOption(
        "reader",
        OptionKind.TEXT,
        reader_about(capture=True),
        "NAME",
        variable="MENKYO_READER",
    ),
    ReadOption(
        "wait",
        OptionKind.SECONDS,
        Bilingual("カードを待つ秒数。", "Seconds to wait for a card."),
        "SECONDS",
        default=15.0,
    ),
    ReadOption(
        "pin_file",
        OptionKind.INPUT,
        pin_file_about(number_b=True, capture=True),
        "FILE|-",
    ),
    ReadOption(
        "with_",
        OptionKind.WORDS,
        Bilingual(
            "IC運転免許証で暗証番号2が要るものも読み取ります(domicile 本籍、photo 写真)。",
            "Read what needs PIN2 of an IC license, too: domicile, photo, or domicile,photo.",
        ),
        "WHAT",
    ),
    _flag("use_last_try", "残り1回でも暗証番号を送ります。", "Send the PIN even when one try is left."),
    _flag("short", "短い長さの命令だけを使います。", "Use short-length commands only."),
    ReadOption(
        "format",
        OptionKind.FORMAT,
        Bilingual("出力の形式。", "Form of the output."),
        default=FORMATS[0],
        choices=FORMATS,
    ),
    ReadOption(
        "photo",
        OptionKind.OUTPUT,
        Bilingual(
            "写真を保存します(.jp2/.j2k は記録のまま、.png/.jpg は変換)。",
            "Save the photo (.jp2/.j2k as recorded, .png/.jpg converted).",
        ),
        "FILE",
    ),
    _flag("no_photo", "写真を表示・出力しません。", "Leave the photo out of what is shown."),
    _flag(
        "holder",
        "名義人の氏名・住所・生年月日・性別をマイナンバーカードから読み取ります(照合番号B)。",
        "Read name, address, birth date and sex of the My Number card's holder, too (by number B).",
    ),
    ReadOption(
        "holder_photo",
        OptionKind.OUTPUT,
        Bilingual(
            "マイナンバーカードの顔写真を保存します(--holder も行います)。",
            "Save the face photo of the My Number card, too; implies --holder.",
        ),
        "FILE",
    ),
    ReadOption(
        "trust",
        OptionKind.FOLDER,
        Bilingual("自分の信頼リストの代わりに使うフォルダー。", "Folder to use instead of your own trust store."),
        "DIR",
    ),
    ReadOption(
        "save",
        OptionKind.OUTPUT,
        Bilingual(
            "読み取ったデータをそのまま保存します(本人以外は読めないファイル)。",
            "Save what was read, undecoded, in a file that only you can read.",
        ),
        "FILE",
    ),
    ReadOption(
        "trace",
        OptionKind.OUTPUT,
        Bilingual(
            "カードとのやり取りを記録します(暗証番号と読み取った内容は含みません)。",
            "Write the conversation with the card, without the PIN and what was read.",
        ),
        "FILE",
    ),
    ReadOption(
        "as_of",
        OptionKind.DAY,
        Bilingual("この日の時点で判定します(YYYY-MM-DD)。", "Judge as of this day (YYYY-MM-DD) instead of today."),
        "DATE",
    ),
    _flag(
        "demo", "見本カードを表示します(カードもリーダーも不要)。", "Show the specimen card: no card, no reader needed."
    ),
)
