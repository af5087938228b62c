"""The words for what a plan is made of, in both languages: one row for each value."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from menkyo.output.language import Bilingual
from menkyo.rules.carry_over import Answer, Evidence
from menkyo.rules.fees import FeeReason
from menkyo.rules.holding import HoldingState, Service
from menkyo.rules.lapse import Waiver
from menkyo.rules.on_card import Look
from menkyo.rules.plan import BirthdaySource, Order, StepKind
from menkyo.rules.renewal import BirthDateReason
from menkyo.rules.terms import RenewalClass

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "ANSWERS",
    "BIRTHDAY_SOURCES",
    "CLASSES",
    "EVIDENCE",
    "HOLDING",
    "ITEMS",
    "LOOKS",
    "MEETINGS",
    "MISSING_BIRTHDAY",
    "NO_FEE",
    "ORDERS",
    "SERVICES",
    "STEPS",
    "WAIVERS",
    "WHY",
]

ORDERS: Final[Mapping[Order, Bilingual]] = MappingProxyType(
    {
        Order.CARD_FIRST: Bilingual(
            "先にマイナンバーカード、次に新しいカードで免許",
            "first the My Number card, then the license with the new card",
        ),
        Order.LICENSE_FIRST: Bilingual(
            "先に免許、次にマイナンバーカード", "first the license, then the My Number card"
        ),
        Order.APART: Bilingual("別々の年なので、それぞれの期間に更新", "in different years: each in its own time"),
        Order.INDEPENDENT: Bilingual(
            "カードに免許がないため、互いに関係なく更新", "independent: there is no license on the card"
        ),
        Order.CARD_ENDED: Bilingual(
            "カードの期限切れ: 免許の更新を忘れずに、新しいカードには記録し直す",
            "the card has ended: mind the license's own renewal, and have it recorded anew on a new card",
        ),
        Order.LICENSE_ENDED: Bilingual(
            "免許の期限切れ: 更新ではなく取得し直し", "the license has lapsed: it is obtained anew, not renewed"
        ),
        Order.UNKNOWN: Bilingual(
            "不明 (免許とカードの両方の更新期間が要ります)", "unknown: it takes both renewal windows"
        ),
    }
)

WHY: Final[Mapping[Order, Bilingual]] = MappingProxyType(
    {
        Order.CARD_FIRST: Bilingual(
            "2つの更新が同じ年に重なります。免許を先に更新すると、新しいカードに更新前の記録が入ることがあります。",
            "Both renewals fall into one year; a license renewed in between may arrive as it was before.",
        ),
        Order.LICENSE_FIRST: Bilingual(
            "カードを更新できるようになる前に、免許の期限が来ます。",
            "The license ends before the card can be renewed.",
        ),
        Order.APART: Bilingual(
            "カードと免許の期限は別々で、それぞれ更新が要ります。",
            "Card and license expire independently, and each needs its own renewal.",
        ),
        Order.INDEPENDENT: Bilingual(
            "カードと免許の期限は別々で、それぞれ更新が要ります。",
            "Card and license expire independently, and each needs its own renewal.",
        ),
        Order.CARD_ENDED: Bilingual(
            "記録された免許は期限まで運転に使えますが、期限の切れたカードでは免許の手続きができず、"
            "新しいカードへの継続利用もありません。",
            "The recorded license still allows driving until it expires, but nothing can be done for it on an expired "
            "card, and it does not move to a new one.",
        ),
        Order.LICENSE_ENDED: Bilingual(
            "期限を過ぎた運転は無免許運転です。失効した免許は新しいカードに引き継がれません。",
            "Driving now is driving without a license; a lapsed one does not move to a new card.",
        ),
    }
)

STEPS: Final[Mapping[StepKind, Bilingual]] = MappingProxyType(
    {
        StepKind.SUBMIT_CERTIFICATE: Bilingual(
            "カードの申請前に署名用電子証明書を警察へ提出 (提出済みなら不要)",
            "before applying for the card, submit the signature certificate to the police (once is enough)",
        ),
        StepKind.APPLY_FOR_CARD: Bilingual(
            "個人番号カードオンライン申請サイトでカードを申請し、継続利用を希望",
            "apply for the card at the online site (個人番号カードオンライン申請サイト), asking for carry-over",
        ),
        StepKind.CHECK_CARD: Bilingual(
            "新しいカードを受け取り、交付通知書を持ち帰って記録を1項目ずつ確認 (menkyo check-new-card)",
            "collect the new card, take the notice home, and check every item of the record (menkyo check-new-card)",
        ),
        StepKind.RENEW_LICENSE: Bilingual("免許を更新", "renew the license"),
        StepKind.RENEW_LICENSE_WITH_NEW_CARD: Bilingual(
            "新しいカードで免許を更新 (2枚持ちは両方を持参)",
            "renew the license with the new card (bring both cards if two are held)",
        ),
        StepKind.RENEW_CARD: Bilingual("マイナンバーカードを新しくする", "get a new My Number card"),
        StepKind.RECORD_ANEW: Bilingual(
            "新しいカードに免許を記録 (記録されるまで、そのカードだけで運転しない)",
            "have the license recorded on the new card (until then, do not drive with that card alone)",
        ),
        StepKind.OBTAIN_LICENSE_ANEW: Bilingual(
            "免許を取得し直す",
            "obtain the license anew",
        ),
    }
)

ANSWERS: Final[Mapping[Answer, Bilingual]] = MappingProxyType(
    {
        Answer.YES: Bilingual("[✓] はい", "[✓] yes"),
        Answer.NO: Bilingual("[✗] いいえ", "[✗] no"),
        Answer.ASK: Bilingual("[?] 確認", "[?] to check"),
    }
)

ITEMS: Final[Mapping[str, Bilingual]] = MappingProxyType(
    {
        "C1": Bilingual(
            "継続利用は始まっている (2025年9月1日以降の申請)",
            "carry-over has begun (applications since 1 September 2025)",
        ),
        "C2": Bilingual(
            "今のカードに免許(または運転経歴)が記録されている",
            "the license (or a driving history) is recorded on the present card",
        ),
        "C3": Bilingual(
            "カードの期限まで3か月未満、または追記欄がいっぱい",
            "under three months remain until the card ends, or its note field is full",
        ),
        "C4": Bilingual(
            "署名用電子証明書を警察に提出済み (C5: 最新の4情報の提供への事前同意)",
            "the signature certificate was submitted to the police (C5: consent to passing on the latest basic items)",
        ),
        "C6": Bilingual(
            "申請フォームで継続利用と新しい署名用電子証明書を希望し、免許情報記録番号(免許証番号ではない)を入力",
            "on the form: carry-over and a new signature certificate are asked for, and the license record number "
            "(免許情報記録番号, not the number of a plastic license) is entered",
        ),
        "C7": Bilingual(
            "窓口、郵送、証明写真機、特急発行での申請ではない",
            "the application is not made at a counter, by post, at a photo booth or by rush issue",
        ),
        "C8": Bilingual(
            "紛失・損傷による再交付でなく、カードの期限後の申請でもない",
            "it is no reissue for loss or damage, and no application after the card's end",
        ),
        "C9": Bilingual("免許は停止・取消・失効していない", "the license is not suspended, revoked or lapsed"),
        "C10": Bilingual(
            "氏名・住所に、代わりの文字が決まっていない外字がない",
            "name and address have no image characters (外字) without a substitute",
        ),
        "C11": Bilingual("番号を含め、申請に誤りがない", "the application has no errors, the number included"),
        "C12": Bilingual(
            "カードの申請から受け取りまでの間に免許を更新しない",
            "the license is not renewed between card application and pick-up",
        ),
    }
)

EVIDENCE: Final[Mapping[Evidence, Bilingual]] = MappingProxyType(
    {
        Evidence.IN_FORCE: Bilingual("", ""),
        Evidence.NOT_IN_FORCE: Bilingual("この日にはまだありません", "not yet on this day"),
        Evidence.RECORDED: Bilingual("", ""),
        Evidence.NOT_RECORDED: Bilingual("カードに免許がありません", "there is no license on the card"),
        Evidence.CARD_WINDOW: Bilingual("3か月未満です", "they do"),
        Evidence.CARD_TOO_EARLY: Bilingual(
            "{opens_on}から。追記欄は見て確認", "from {opens_on}; look at the note field"
        ),
        Evidence.CARD_ENDED: Bilingual("カードの期限が切れています", "the card has ended"),
        Evidence.CARD_NOT_ENDED: Bilingual("カードは期限内です", "the card has not ended"),
        Evidence.CERTIFICATE_PRESENT: Bilingual(
            "署名用電子証明書はカードにあります", "the card has a signature certificate"
        ),
        Evidence.CERTIFICATE_ABSENT: Bilingual(
            "署名用電子証明書がカードになく、今は提出できません",
            "the card has no signature certificate to submit now",
        ),
        Evidence.CERTIFICATE_ENDED: Bilingual(
            "電子証明書の期限が切れており、今は提出できません",
            "the certificates have ended, and cannot be submitted now",
        ),
        Evidence.PASSWORD_BLOCKED: Bilingual(
            "署名用パスワードがロックされており、今は提出できません (免許の窓口では解除できません)",
            "the signature password is blocked, and it cannot be submitted now (license counters cannot unblock it)",
        ),
        Evidence.LICENSE_ENDED: Bilingual("免許の期限が切れています", "the license has lapsed"),
        Evidence.SAME_YEAR: Bilingual(
            "同じ年に重なります。カードを受け取ってから免許を更新",
            "both fall into one year: renew the license once the new card is there",
        ),
        Evidence.MAY_BE_SAME_YEAR: Bilingual(
            "次の次の更新が同じ年に重なることがあります",
            "the renewal after the next one may fall into the year of the card's",
        ),
        Evidence.OTHER_YEARS: Bilingual("更新の年が違います", "the renewals fall into different years"),
    }
)

LOOKS: Final[Mapping[Look, Bilingual]] = MappingProxyType(
    {
        Look.CARD: Bilingual("カードの期限が切れていない", "the card has not ended"),
        Look.CERTIFICATE: Bilingual("署名用電子証明書がある", "there is a signature certificate"),
        Look.CERTIFICATES_END: Bilingual(
            "電子証明書の期限が切れていない (利用者証明用の期限による)",
            "the certificates have not ended (by the one for user authentication)",
        ),
        Look.SIGNATURE_PASSWORD: Bilingual(
            "署名用パスワードがロックされていない", "the signature password is not blocked"
        ),
        Look.USER_AUTHENTICATION_PIN: Bilingual(
            "利用者証明用の暗証番号がロックされていない", "the user-authentication PIN is not blocked"
        ),
        Look.LICENSE_PIN: Bilingual("免許の暗証番号がロックされていない", "the license PIN is not blocked"),
    }
)

BIRTHDAY_SOURCES: Final[Mapping[BirthdaySource, Bilingual]] = MappingProxyType(
    {
        BirthdaySource.LICENSE: Bilingual("免許の末日から", "by the license's last day"),
        BirthdaySource.BIRTH_DATE: Bilingual("生年月日から", "by the birth date"),
        BirthdaySource.CARD: Bilingual("カードの期限から", "by the day on which the card ends"),
    }
)

MISSING_BIRTHDAY: Final[Mapping[BirthDateReason, Bilingual]] = MappingProxyType(
    {
        BirthDateReason.SEVERAL: Bilingual(
            "末日が月末で誕生日が決まらないため、更新期間の初日は不明です。生年月日を入力すると分かります。",
            "The recorded day is the end of a month and hides the birthday: the window's first day takes a birth date.",
        ),
        BirthDateReason.NONE: Bilingual(
            "どの誕生日からもこの末日にはならないため、更新期間の初日は不明です。末日を確かめてください。",
            "No birthday leads to this last day, so that the window's first day is open: check the last day.",
        ),
        BirthDateReason.DISAGREES: Bilingual(
            "生年月日と免許の末日が合わないため、更新期間の初日は不明です。どちらかが違います。",
            "Birth date and last day do not fit together: one of the two is wrong, and the window's first day open.",
        ),
        BirthDateReason.NOT_BORN: Bilingual(
            "生年月日が免許の末日の後か直前のため、更新期間の初日は不明です。",
            "The birth date lies after the last day or just before it, so that the window's first day cannot be told.",
        ),
    }
)

HOLDING: Final[Mapping[HoldingState, Bilingual]] = MappingProxyType(
    {
        HoldingState.PLASTIC_ONLY: Bilingual("運転免許証のみ", "plastic license only"),
        HoldingState.MY_NUMBER_ONLY: Bilingual("マイナ免許証のみ", "My Number card only"),
        HoldingState.BOTH: Bilingual("2枚持ち", "both cards"),
    }
)

SERVICES: Final[Mapping[Service, Bilingual]] = MappingProxyType(
    {
        Service.ONLINE_LECTURE: Bilingual("オンライン講習(優良・一般)", "online lecture (excellent and general)"),
        Service.MYNAPORTAL: Bilingual("マイナポータル連携", "link to Mynaportal"),
        Service.ADDRESS_ONE_STOP: Bilingual("住所変更ワンストップ", "one-stop change of address"),
        Service.DOMICILE_ONE_STOP: Bilingual("本籍変更ワンストップ", "one-stop change of domicile"),
    }
)

CLASSES: Final[Mapping[RenewalClass, Bilingual]] = MappingProxyType(
    {
        RenewalClass.EXCELLENT: Bilingual("優良", "excellent (優良)"),
        RenewalClass.GENERAL: Bilingual("一般", "general (一般)"),
        RenewalClass.VIOLATION: Bilingual("違反", "violation (違反)"),
        RenewalClass.FIRST_TIME: Bilingual("初回", "first-time (初回)"),
    }
)

WAIVERS: Final[Mapping[Waiver, Bilingual]] = MappingProxyType(
    {
        Waiver.NOT_LAPSED: Bilingual("まだ期限内です", "not lapsed yet"),
        Waiver.TESTS: Bilingual(
            "技能・学科試験は免除、適性試験と講習が要ります",
            "tests of skill and theory are waived; an aptitude test and a lecture remain",
        ),
        Waiver.PROVISIONAL_PERMIT: Bilingual(
            "大型・中型・準中型・普通は仮免許から",
            "large, medium, semi-medium and ordinary begin with a provisional permit",
        ),
        Waiver.NOTHING: Bilingual(
            "やむを得ない理由がなければ、免除はありません", "nothing is waived without an unavoidable reason"
        ),
    }
)

NO_FEE: Final[Mapping[FeeReason, Bilingual]] = MappingProxyType(
    {
        FeeReason.NOT_ONLINE: Bilingual("オンライン講習なし", "no online lecture"),
        FeeReason.SENIOR: Bilingual(
            "高齢者講習の手数料は不明", "the fee of the lecture for older drivers is not known"
        ),
    }
)

MEETINGS: Final[Mapping[Order, Bilingual]] = MappingProxyType(
    {
        Order.CARD_FIRST: Bilingual(
            "カードの更新と同じ年(先にカード)", "in the year of the card's renewal (the card first)"
        ),
        Order.LICENSE_FIRST: Bilingual(
            "カードの更新と同じ年(先に免許)", "in the year of the card's renewal (the license first)"
        ),
        Order.APART: Bilingual("カードの更新とは別の年", "in another year than the card's renewal"),
    }
)
"""How a period to come stands to the renewal of the card that is there."""
