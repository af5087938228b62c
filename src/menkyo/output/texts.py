"""The labels and sentences around what a record holds, in both languages.

Not one of them calls a license or a signature valid or genuine: they say what is recorded and what was compared.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from menkyo.output.labels import Language

if TYPE_CHECKING:
    from typing import Self

__all__ = ["Phrase"]


class Phrase(Enum):
    """A label or a sentence; names in braces are filled in by `text`."""

    # Titles
    LICENSE_TITLE = "マイナ免許証の記録", "License record on a My Number card"
    HISTORY_TITLE = "マイナ経歴証明書の記録", "Driving-history record on a My Number card"
    BOTH_TITLE = "マイナ免許証・経歴証明書の記録", "License and driving-history record on a My Number card"
    IC_TITLE = "IC運転免許証の記録", "Record of an IC driver's license"
    EMPTY_TITLE = "空の記録", "Empty record"
    SPECIMEN = (
        "これは見本です。実在の人の免許ではありません。",
        "Specimen (見本): an invented record; no real person's license.",
    )
    SAVED = (
        "保存した読み取りの表示です。今ここにあるカードの読み取りではありません。",
        "A saved reading, and not one of a card that is here now.",
    )

    # Labels
    TITLE = "記録", "Record"
    NOTICE = "注意", "Note"
    COLOR = "色区分", "Color"
    EXPIRY = "期限", "Expires"
    DAYS = "日数", "Days"
    NUMBER = "番号", "Number"
    ACQUIRED = "取得日", "Acquired"
    NAME = "氏名", "Name"
    KANA = "カナ", "Katakana"
    ALIAS = "通称名", "Alias"
    BIRTH_DATE = "生年月日", "Born"
    SEX = "性別", "Sex"
    ADDRESS = "住所", "Address"
    HOLDER = "名義人", "Holder"
    DOMICILE = "本籍", "Domicile"
    ISSUED = "交付", "Issued"
    COMMISSION = "公安委員会", "Commission"
    CATEGORY_DATE = "種類別取得日", "By category"
    CHANGE = "変更", "Changes"
    GLYPH = "外字", "Character"
    CONDITIONS = "条件", "Conditions"
    REMARKS = "備考", "Remarks"
    SPARES = "予備", "Spare lines"
    HELD = "種類", "Categories"
    HISTORY = "運転経歴", "History"
    PHOTO = "写真", "Photo"
    HOLDER_PHOTO = "カードの写真", "Card's photo"
    LICENSE_PHOTO = "免許の写真", "License's photo"
    SIGNATURE = "署名", "Signature"
    CARD_EXPIRY = "カードの期限", "Card expires"
    PIN = "暗証番号", "PIN"
    READ = "読み取り", "Read"
    PROBLEMS = "問題", "Problems"
    UNKNOWN = "未知の項目", "Unknown"

    # The band
    NO_COLOR = "色の記録なし", "no color recorded"
    NOT_A_LICENSE = "運転経歴のみの記録 (免許ではありません)", "driving history only, not a license"
    DAYS_LEFT = "残り {days} 日", "{days} days left"
    DAY_LEFT = "残り {days} 日", "{days} day left"
    LAST_DAY = "今日まで", "last day today"
    DAYS_PAST = "{days} 日超過", "{days} days past"
    DAY_PAST = "{days} 日超過", "{days} day past"
    NO_EXPIRY = "期限の記録がありません", "no expiry recorded"
    RECORDED_UNTIL = "記録の末日", "Recorded until"
    LAWFUL_UNTIL = "法律上の末日", "Lawful until"
    LAWFUL_TOO = "{recorded}、法律上は{lawful}まで", "{recorded}, lawful until {lawful}"
    LAWFUL_VALUE = "{lawful} (記録の末日が休日などのため)", "{lawful} (the recorded day is a day off)"

    # What matters most today
    HEADLINE = "要点", "In short"
    SEE = "{words}。詳細は {command}", "{words}. See {command}"
    BY_OLD_RULES = "{words} (規則は{day}に確認したもの)", "{words} (by rules last checked on {day})"
    IS_EXPIRED = "期限切れ: 法律上の末日 {day} を過ぎています", "EXPIRED: past the lawful last day, {day}"
    # A panel breaks lines at blanks.
    TESTS_ARE_WAIVED = "{words}。 技能・学科試験の免除は{day}まで", "{words}. Tests are waived until {day}"
    PERMIT_IS_GIVEN = "{words}。 仮免許からの取得は{day}まで", "{words}. Provisional permit until {day}"
    IS_EXTENDED = "記録の末日は過ぎ、法律上は {day} までです", "Past the recorded day; lawful only until {day}"
    LICENSE_CAN_BE_RENEWED = "免許の更新期間中: {day} まで ({left})", "Renewal is open until {day}, {left}"
    CARD_HAS_EXPIRED = (
        "カード自体が期限切れで、免許の手続に使えません",
        "CARD EXPIRED: no license procedure can be done with it",
    )
    CARD_CAN_BE_RENEWED = "カードの更新期間中: {day} まで ({left})", "Card renewal is open until {day}, {left}"
    CARD_ENDS_FIRST = "カード自体が先に期限を迎えます: {day}", "The card expires before the license: {day}"
    PIN_IS_BLOCKED = "{pin}はロックされています", "{pin} is blocked"
    PIN_HAS_FEW_TRIES = "{pin}の入力は残り{tries}回です", "{pin}: tries left {tries}"
    PIN2 = "暗証番号2", "PIN2"

    # The status of a card
    STATUS_TITLE = "カードの状態", "Card status"
    CARD = "カード", "Card"
    APPLICATIONS = "アプリ", "Applications"
    LICENSE = "免許情報", "License"
    LICENSE_THERE = (
        "アプリあり (記録は menkyo read で読み取ります)",
        "application present (menkyo read shows its record)",
    )
    LICENSE_NOT_THERE = "アプリなし (マイナ免許証ではありません)", "no application: this card carries no license"
    TRIES_OF = "残り {tries}/{most} 回", "{tries} of {most} tries left"
    BLOCKED = "ロックされています", "BLOCKED"
    PRESENTED = "入力済み (残り回数は不明)", "presented already, tries left unknown"
    SETTING_UNKNOWN = "設定の有無は不明", "set or not: unknown"
    UNBLOCKING = "ロックの解除", "Unblocking"
    UNBLOCKED_BY = "{names}は{office}", "{names}: {office}"
    PRESENT = "あり", "present"
    PRESENCE_UNKNOWN = "有無は不明", "present or not: unknown"
    UNTIL = "{date}まで ({days})", "until {date} ({days})"
    ENDED = "{date}に終了", "ENDED on {date}"
    RECORDED_TOO = "記録の末日{recorded}、法律上は{end}", "recorded until {recorded}, by law {end}"
    END_UNKNOWN = "末日は不明", "last day unknown"
    END_CLOSED = "末日はパスワードなしでは読めません", "its last day cannot be read without its password"
    CARRY_OVER = (
        "新しいカードに免許情報を引き継ぐには、申請の前に署名用電子証明書を警察に提出します (提出済みなら不要)。",
        "A license moves to a new card if the police have the signature certificate before the card is applied for.",
    )
    NO_PIN_SENT = (
        "残り回数を照会しただけで、暗証番号は送っていません。",
        "The tries left were only asked for; no PIN was sent, and no try was used.",
    )
    SAVED_TRIES = (
        "保存した読み取りの表示です。残り回数は読み取ったときのものです。",
        "A saved reading: the tries left are those of then.",
    )
    SAVED_CERTIFICATES = (
        "証明書は読み取りのときに調べていません。",
        "Certificates are not looked at when a card is read.",
    )
    SAVED_DUMP = (
        "保存した読み取りの表示です。残り回数と証明書は読み取ったときのものです。",
        "A saved reading: the tries left and the certificates are those of then.",
    )

    # Values
    COMMA = "、", ", "
    SEMICOLON = "、", "; "
    NONE = "なし", "none"
    NOT_RECORDED = "記録なし", "not recorded"
    NUMBER_NAME = "{number} (免許情報記録番号)", "{number} (license record number)"
    IC_NUMBER_NAME = "{number} (免許証の番号)", "{number} (license number)"
    ISSUED_VALUE = "{date} (照会番号 {number})", "{date} (reference number {number})"
    NOT_GIVEN = "読み取れませんでした", "could not be read"
    NOT_READ = "読んでいません (暗証番号2が要ります: --with {word})", "not read (it needs PIN2: --with {word})"
    CHANGE_VALUE = "{date} {text} ({commission})", "{date}: {text} ({commission})"
    CHANGE_PLAIN = "{date} {text}", "{date}: {text}"
    GLYPH_VALUE = "{size}×{size} の画像", "picture of {size}×{size}"
    GLYPH_MISSING = "外字{number}があります (〓で表示)", "external character {number}, shown as 〓"
    GLYPH_UNREADABLE = "{bytes}バイト (変換せず保持)", "{bytes} bytes, kept as recorded"
    NUMBER_PARTS = (
        "公安委員会 {commission}、取得 {year}年、再交付 {reissues}回",
        "first issued by {commission} in {year}, reissues {reissues}",
    )
    UNLISTED_COMMISSION = "{code} (一覧になし)", "{code} (in no list)"
    NUMBER_MISMATCH = (
        "検査数字が合いません (誤記録とは限りません)",
        "the check digit does not fit (which can have other reasons than an error)",
    )
    MOTORCYCLE_SMALL_MOPED = "二・小・原", "2-wheel, small, moped"
    OTHER = "他", "other"
    CLASS_2 = "二種", "class 2"
    CLASS_1_LABEL = "第一種", "Class 1"
    CLASS_2_LABEL = "第二種", "Class 2"
    NOT_HELD = "記録のない種類", "Not recorded"
    HISTORY_NUMBER = "番号", "number"
    HISTORY_DATE = "記録日", "recorded on"
    HISTORY_CLASS = "区分", "class"
    CLASS_WITH_CODE = "{name} (コード {code}、意味は未確認)", "{name} (code {code}, meaning unconfirmed)"
    UNKNOWN_CLASS = "コード {code} (意味不明)", "code {code} (meaning unknown)"
    PHOTO_SIZE = "{width}×{height} {format}、{bytes}バイト", "{width}×{height} {format}, {bytes} bytes"
    PHOTO_UNREADABLE = "形式または大きさが不明、{bytes}バイト", "unknown format or size, {bytes} bytes"
    SAVE_PHOTO = "--photo FILE で保存", "--photo FILE saves it"
    HOLDER_SOURCE = (
        "マイナンバーカード自体の記録 (免許情報にはありません)",
        "as the My Number card itself tells; not in the license record",
    )
    SIGNER = "記載の発行者: {issuer}", "issuer named in it: {issuer}"
    SERIAL = "記載のシリアル番号: {serial}", "serial number named in it: {serial}"
    TEST_VERIFIED = (
        "照合一致 (見本の試験用の鍵による。誰でも署名できる鍵です)",
        "matches the data, by the specimen's test key, with which anybody can sign",
    )
    TEST_MISMATCH = (
        "不一致 (見本の試験用の鍵で開けますが、データと合いません)",
        "DOES NOT MATCH the data, by the specimen's test key",
    )
    SIGNING_KEY = "署名の鍵: {name}", "key: {name}"
    CERTIFICATE_TIME = "証明書の期間: {period}", "time of its certificate: {period}"
    NAMED_VERDICT = "未確認 (記載された鍵では開けません)", "unconfirmed (the key that it names does not open it)"
    NAMED_KEY = (
        "記載された鍵 {name} は信頼リストにありますが、この署名は開けません",
        "the key that it names, {name}, is trusted, and does not open it",
    )
    CARD_EXPIRY_VALUE = "{date} ({kind}自体)", "{date} (the {kind} itself)"
    CARD_EXPIRED = "{date} ({kind}自体) 期限切れ", "{date} (the {kind} itself) EXPIRED"
    PIN_SET = "設定あり", "set"
    PIN_NOT_SET = "設定なし", "not set"
    TRIES = "残り {tries} 回", "{tries} tries left"
    TRY = "残り {tries} 回", "{tries} try left"
    TWO_PINS = "{state}、1は{pin1}、2は{pin2}", "{state}, PIN1 {pin1}, PIN2 {pin2}"
    NO_TRIES = "残り回数は不明", "tries left unknown"
    READ_AT = "{date} {time}、{reader}", "{date} {time}, {reader}"
    READ_THEN = "{date} {time}、{reader} (保存した読み取り)", "{date} {time}, {reader} (from a capture)"
    AS_OF = "基準日 {date}", "seen as of {date}"
    GLYPHS = "欠字の画像 {count} 個 (変換せず保持)", "{count} glyph images, kept as recorded"
    RESERVED = "予約領域にデータ: {tags}", "data in reserved fields: {tags}"
    REPEATED = "{line} ×{count}", "{line} ×{count}"
    BYTES = "{count} バイト", "{count} bytes"
    MORE = "ほか {count} 件 (--format json ですべて)", "{count} more (all of them with --format json)"

    # Keys and certificates
    MEANING = "意味", "Meaning"
    COVERED = "署名の対象", "Bytes covered"
    KEY = "署名の鍵", "Key"
    FINGERPRINT = "公開鍵のSHA-256", "SHA-256 of the public key"
    FOUND_BY = "鍵の見つけ方", "Key found by"
    CERTIFICATE = "証明書", "Certificate"
    NO_CERTIFICATE = "なし (公開鍵のみ)", "none (a bare public key)"
    SUBJECT = "主体者 {subject}", "of {subject}"
    ISSUED_BY = "発行者 {issuer}、シリアル番号 {serial}", "issued by {issuer}, serial number {serial}"
    PERIOD = "証明書の期間", "Certificate's time"
    PERIOD_CURRENT = "{first}から{last}まで ({day}は期間内)", "{first} to {last}; {day} lies within it"
    PERIOD_ENDED = (
        "{first}から{last}まで ({day}の時点で終了。署名の照合とは別のことです)",
        "{first} to {last}; ENDED before {day}, which says nothing about the signature itself",
    )
    PERIOD_NOT_BEGUN = (
        "{first}から{last}まで ({day}の時点で未開始。署名の照合とは別のことです)",
        "{first} to {last}; NOT BEGUN on {day}, which says nothing about the signature itself",
    )
    IN_RECORD = "署名データ", "In the record"
    KEY_ID = "記載の鍵識別子: {key_id}", "key identifier named in it: {key_id}"
    TRUSTED_KEYS = "信頼する鍵", "Trusted keys"
    KEYS = "{count} 個", "{count}"
    NO_KEYS = (
        "なし (menkyo には発行者の鍵が含まれていません。menkyo trust add FILE で追加します)",
        "none (menkyo ships with no key of an issuer; menkyo trust add FILE adds one)",
    )
    TEST_KEY = (
        "見本の試験用の鍵です。誰でも署名できるため、仮想カードにだけ使います。",
        "The specimen's test key, with which anybody can sign: it is used for virtual cards only.",
    )
    COPIES = (
        "一致は、誰がデータに署名したかを示します。このカードに記録されたものかは分かりません(データは複製できます)。",
        "A match tells who signed the data, and not that they were written to this card: data can be copied.",
    )

    # The number explained
    NUMBER_KIND = "番号の種類", "Which number"
    CHECK_DIGIT = "検査数字", "Check digit"
    CHECK_FITS = "{digit} (合っています)", "{digit}, which fits"
    CHECK_MISMATCH = (
        "{digit} (計算では {fitting}。1966年より前の番号などでは合わないことがあり、誤りとは限りません)",
        "{digit}, where the rule gives {fitting}: no proof of an error, as numbers from before 1966 may not fit",
    )
    CHECK_TYPING = "打ち間違いがないか確かめてください", "look again at what you typed"
    FIRST_COMMISSION = "最初の公安委員会", "First issued by"
    COMMISSION_VALUE = "{name} (コード {code})", "{name} (code {code})"
    FIRST_YEAR = "最初の取得年", "First acquired"
    FIRST_YEAR_VALUE = "{year}年 (番号には下2桁の {digits} だけ)", "{year} (the number has the {digits} alone)"
    SERIAL_DIGITS = "管理番号", "Serial"
    REISSUES = "再交付", "Reissues"
    REISSUES_VALUE = (
        "{count}回 (紛失・盗難による。9の次は1に戻るとされる)",
        "{count} (after loss or theft; 9 is said to be followed by 1)",
    )
    OTHER_NUMBER = "もう一方の番号", "The other number"
    OTHER_NUMBER_VALUE = (
        "免許証番号と免許情報記録番号は、先頭の11桁 ({shared}) が同じで、最後の1桁は違うことがあります。",
        "a license and its record on a My Number card share the first eleven digits, {shared}; the last may differ",
    )
    FOR_RENEWAL = "カードの更新", "Card renewal"

    # What reading cannot tell
    CANNOT_TELL = (
        "停止・取消などの処分は、この記録からは分かりません。",
        "Suspension or revocation cannot be seen in this record.",
    )
    NO_LICENSE = "この表示は免許証ではありません。", "This display is not a license."

    ja: str
    en: str

    def __new__(cls, ja: str, en: str) -> Self:
        """Take both languages; the value numbers the phrases, as two of them may say the same."""
        member = object.__new__(cls)
        member._value_ = len(cls.__members__)
        member.ja = ja
        member.en = en
        return member

    def text(self, language: Language, **values: object) -> str:
        """The phrase in a language, with values filled in."""
        template = self.ja if language is Language.JA else self.en
        return template.format(**values) if values else template
