"""The words for a recorded conversation: what commands do, what files hold, and what the questions ask."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from menkyo.output.language import Bilingual

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["ACTS", "FACE_FIELDS", "FINDINGS", "FORMS", "PLACES", "QUESTION_TITLES"]

ACTS: Final[Mapping[str, Bilingual]] = MappingProxyType(
    {
        "select-application": Bilingual("アプリ選択", "select application"),
        "select-file": Bilingual("ファイル選択", "select file"),
        "select-key": Bilingual("暗証番号の選択", "select key"),
        "read": Bilingual("読み取り", "read"),
        "read-record": Bilingual("レコード読み取り", "read record"),
        "read-on": Bilingual("続きの読み取り", "read on"),
        "ask-tries": Bilingual("残り回数の照会", "ask for the tries left"),
        "verify": Bilingual("暗証番号の照合", "present a PIN"),
        "get-data": Bilingual("データ取得", "get data"),
        "other": Bilingual("その他の命令", "another command"),
    }
)
"""What a command does, by the value of `apdu.conversation.Act`."""

PLACES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "カードマネージャー": "card manager",
        "免許AP": "license",
        "公的個人認証AP": "certificates (JPKI)",
        "共通AP": "common",
        "住基AP": "resident register",
        "券面事項確認AP": "card face",
        "券面事項入力補助AP": "card text",
        "運転免許証 MF": "IC license MF",
        "運転免許証 DF1": "IC license DF1",
        "運転免許証 DF2": "IC license DF2",
        "運転免許証 DF3": "IC license DF3",
        "暗証番号": "PIN",
        "暗証番号1": "PIN1",
        "暗証番号2": "PIN2",
        "利用者証明用電子証明書の暗証番号": "user authentication PIN",
        "署名用電子証明書の暗証番号": "signature password",
        "券面事項入力補助用の暗証番号": "PIN",
        "照合番号B": "number B",
    }
)
"""The titles of applications and keys in English; they themselves are the terms of the field, in Japanese."""

FACE_FIELDS: Final[Mapping[str, Mapping[int, Bilingual]]] = MappingProxyType(
    {
        "text/EF0002": {
            0xDF21: Bilingual("項目の位置", "offsets of the fields"),
            0xDF22: Bilingual("氏名", "name"),
            0xDF23: Bilingual("住所", "address"),
            0xDF24: Bilingual("生年月日", "birth date"),
            0xDF25: Bilingual("性別", "sex"),
        },
        "surface/EF0002": {
            0xDF21: Bilingual("項目の位置", "offsets of the fields"),
            0xDF22: Bilingual("生年月日", "birth date"),
            0xDF23: Bilingual("性別", "sex"),
            0xDF24: Bilingual("カードの公開鍵", "public key of the card"),
            0xDF25: Bilingual("氏名の画像", "name as a picture"),
            0xDF26: Bilingual("住所の画像", "address as a picture"),
            0xDF27: Bilingual("顔写真", "photo"),
            0xDF28: Bilingual("署名", "signature"),
            0xDF29: Bilingual("カードの有効期限", "expiry of the card"),
            0xDF2A: Bilingual("セキュリティコードの画像", "security code as a picture"),
        },
    }
)
"""The objects of the My Number card's own files (My Number card spec, sections 5.2 and 6.2)."""

QUESTION_TITLES: Final[Mapping[str, Bilingual]] = MappingProxyType(
    {
        "Q1": Bilingual("タグ100〜10Dのバイト", "bytes of the tags 100 to 10D"),
        "Q2": Bilingual("最後の項目の後", "what follows the last object"),
        "Q3": Bilingual("署名の対象", "which bytes the signature covers"),
        "Q4": Bilingual("種類フラグの値", "values of a category flag"),
        "Q5": Bilingual("ない年月日の書き方", "how an absent day is written"),
        "Q6": Bilingual("外字・欠字の画像", "pictures of external characters"),
        "Q7": Bilingual("運転経歴区分のコード", "codes of the driver class"),
        "Q8": Bilingual("写真の大きさと形式", "size and wrapping of the photo"),
        "Q9": Bilingual("追記の有無のフラグ", "flag that says whether there are changes"),
        "Q10": Bilingual("プレ発行データ", "two bytes about the maker of the card"),
        "Q11": Bilingual("文字集合の制定年", "edition of the character set"),
        "Q12": Bilingual("長い応答", "long answers"),
        "Q13": Bilingual("照合済みの状態", "when the PIN counts as verified"),
        "Q14": Bilingual("暗証番号の誤りとロックの応答", "answers to a wrong and to a blocked PIN"),
        "Q15": Bilingual("2枚のカードの番号", "the numbers of a holder of both cards"),
        "Q16": Bilingual("条件解除", "how a condition is lifted"),
        "Q17": Bilingual("公安委員会名の短縮", "shortened names of commissions"),
        "Q18": Bilingual("接触端子での免許情報", "the license through the contacts"),
        "Q19": Bilingual("署名者の示し方", "how the signer is named"),
        "Q20": Bilingual("予約された項目", "reserved objects"),
    }
)
"""What each question asks, in a few words; its page tells more."""

FORMS: Final[Mapping[str, Bilingual]] = MappingProxyType(
    {
        "empty": Bilingual("空の項目", "an empty field"),
        "zeros": Bilingual("0だけの7桁", "seven zeros"),
        "era-and-zeros": Bilingual("元号と0", "an era with zeros"),
        "yes": Bilingual("256バイト超", "more than 256 bytes"),
        "no": Bilingual("256バイト以下", "256 bytes at most"),
        "uncompressed": Bilingual("非圧縮", "uncompressed"),
        "MMR": Bilingual("MMR圧縮", "MMR"),
    }
)
"""Values of findings that are words."""

FINDINGS: Final[Mapping[str, Bilingual]] = MappingProxyType(
    {
        "tag": Bilingual("先頭バイトは {prefix}", "the first byte is {prefix}"),
        "fill": Bilingual("{file}: {byte} で充塡", "{file}: filled with {byte}"),
        "no-fill": Bilingual("{file}: 充塡なし", "{file}: no fill"),
        "rest": Bilingual("{file}: 充塡でないデータ", "{file}: bytes that are no fill"),
        "coverage": Bilingual("{name}", "{name}"),
        "values": Bilingual("{values}", "{values}"),
        "absent-day": Bilingual("{form}", "{form}"),
        "glyph": Bilingual("{size}ドット、{coding}", "{size} dots, {coding}"),
        "glyph-unknown": Bilingual(
            "未知の形式({length}バイト、{first} で始まる)", "an unknown coding ({length} bytes, first {first})"
        ),
        "class-code": Bilingual(
            "コード {code}(その意味はカードの持ち主だけが知っています)",
            "code {code}; which class it is its holder knows",
        ),
        "photo": Bilingual(
            "{format}、{width}×{height}、{components}成分、{length}バイト",
            "{format}, {width} by {height}, components: {components}, {length} bytes",
        ),
        "photo-unknown": Bilingual(
            "未知の形式({length}バイト、{first} で始まる)", "an unknown form ({length} bytes, first {first})"
        ),
        "flag-with": Bilingual("{tag} = {value}、追記あり", "{tag} is {value}, with records"),
        "flag-without": Bilingual("{tag} = {value}、追記なし", "{tag} is {value}, without records"),
        "extended": Bilingual("拡張長: {status}、{more}", "extended length: {status}, {more}"),
        "le-00": Bilingual("Le=00: {status}", "Le 00: {status}"),
        "asked-after-verifying": Bilingual("照合後の照会に {status}", "asked after verifying: {status}"),
        "asked-after-selecting": Bilingual(
            "照合してアプリを選び直した後の照会に {status}", "asked after verifying and selecting: {status}"
        ),
        "read-after-selecting": Bilingual(
            "アプリを選び直した後も読み取れる", "files can be read after another application was selected"
        ),
        "wrong-pin": Bilingual("誤りに {status}", "wrong: {status}"),
        "blocked": Bilingual("ロックに {status}", "blocked: {status}"),
        "lifted-same": Bilingual("記録された条件と同じ文字列", "by the text of a condition that is recorded"),
        "lifted-other": Bilingual("記録された条件とは違う文字列", "by a text that no recorded condition has"),
        "commission": Bilingual("{form}", "{form}"),
        "contacts": Bilingual("アプリの選択に {status}", "selecting the application: {status}"),
        "key-identifier": Bilingual(
            "主体者鍵識別子は{length}バイト(うち充塡以外{core})",
            "key identifier of {length} bytes, {core} without fill",
        ),
        "reserved-filled": Bilingual("{file}: {count}項目、値あり", "{file}: {count} objects, with values"),
        "reserved-empty": Bilingual("{file}: {count}項目、空", "{file}: {count} objects, empty"),
        "reserved-missing": Bilingual("{file}: 項目なし", "{file}: no objects"),
    }
)
"""What was seen, by the word of a `menkyo.rules.open_questions.Finding`."""
