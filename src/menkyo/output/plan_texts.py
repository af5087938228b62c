"""The sentences and titles around a plan, in both languages."""

from __future__ import annotations

from typing import Final

from menkyo.output.days import MONTHS
from menkyo.output.language import Bilingual, Language

# The timeline; entries of the legend have spaces at which no line ends.
LANE_LICENSE: Final = Bilingual("免許", "license")
LANE_LICENSE_YEARS: Final = Bilingual("免許({years}年)", "license ({years}y)")
LANE_CARD: Final = Bilingual("カード", "card")
LANE_CERTIFICATES: Final = Bilingual("証明書", "certificates")
LANE_AS_OF: Final = Bilingual("基準日", "as of")
LEGEND: Final = Bilingual(
    "█\u00a0更新できる期間  ▒\u00a0次の期間(変わらなければ)  ┃\u00a0末日  ▲\u00a0基準日",
    "█\u00a0can\u00a0be\u00a0renewed  "
    "▒\u00a0the\u00a0period after, if nothing changes  ┃\u00a0last\u00a0day  ▲\u00a0as\u00a0of",
)
NO_YEARS: Final = Bilingual("{years}年はなし", "{years}: nothing")
_NAMED: Final = 4
"""Columns that the name of a month takes with the space after it."""


def month_name(month: int, language: Language, columns: int) -> str:
    """The name of a month for so many columns: its number where the name does not fit."""
    if columns < _NAMED:
        return str(month)
    if language is Language.EN:
        return MONTHS[month - 1]
    name = f"{month}月"
    return name if len(name) + 1 < columns or month < 10 else str(month)  # noqa: PLR2004 - two digits begin there


# Titles and labels
TITLE: Final = Bilingual("更新の計画", "Renewal plan")
FIRST: Final = Bilingual("順番", "Order")
LICENSE: Final = Bilingual("免許", "License")
CARD: Final = Bilingual("カード", "Card")
CERTIFICATES: Final = Bilingual("電子証明書", "Certificates")
PROCEDURE: Final = Bilingual("手順", "Steps")
AFTER: Final = Bilingual("次の期間", "Period after")
CHECKLIST: Final = Bilingual("継続利用", "Carry-over")
ON_CARD: Final = Bilingual("カードの状態", "On the card")
LAPSED: Final = Bilingual("失効後", "After the lapse")
COSTS: Final = Bilingual("費用", "Costs")
LECTURE: Final = Bilingual("講習", "Lecture")
SERVICES: Final = Bilingual("サービス", "Services")
NOTICE: Final = Bilingual("注意", "Note")

# Sentences
EXCEPTION: Final = Bilingual(
    "例外: 免許の期限が迫っているときは免許を先に更新し、新しいカードの記録を確かめます"
    "(法律上の末日まで{days}。「迫っている」が何日かは決まっていません)。",
    "Exception: when the license is about to end, renew it first, and check the record on the new card "
    "({days} left to its lawful last day; no source says how many days that is).",
)
EXCEPTION_LATER: Final = Bilingual(
    "例外: 免許の期限が迫っているときは免許を先に更新し、新しいカードの記録を確かめます。",
    "Exception: when the license is about to end, renew it first, and check the record on the new card.",
)
LEAP_DAY: Final = Bilingual(
    "誕生日が2月28日か29日かで変わる期間は示していません(生年月日で分かります)。",
    "What differs between birthdays on 28 and 29 February is left out (the birth date tells it).",
)
WINDOW: Final = Bilingual("更新期間は{opens_on}から{closes_on}まで", "to renew from {opens_on} to {closes_on}")
WINDOW_NOT_YET: Final = Bilingual("(あと{days}で開始)", "(opens in {days})")
WINDOW_OPEN: Final = Bilingual("(期間中、残り{days})", "(open; {days} left)")
WINDOW_OVER: Final = Bilingual("(終了)", "(over)")
RECORDED_UNTIL: Final = Bilingual("記録の末日{day}", "recorded until {day}")
LAWFUL_UNTIL: Final = Bilingual("法律上の末日{day}", "lawful until {day}")
ENDS: Final = Bilingual("{day}まで", "until {day}")
NOT_KNOWN: Final = Bilingual("不明", "not known")
HISTORY_ONLY: Final = Bilingual(
    "記録されているのは運転経歴で、更新する免許はありません [C15]",
    "a driving history is recorded, and no license that could be renewed [C15]",
)
FROM_TO: Final = Bilingual("{first}から{last}まで", "{first} to {last}")
UNTIL: Final = Bilingual("{last}まで", "until {last}")
PAST: Final = Bilingual("(過ぎました)", "(past)")
NEXT_CARD: Final = Bilingual(
    "新しいカードの期限は発行日で決まるため、計画に入れていません。",
    "When a new card ends depends on its day of issue; it is not in the plan.",
)
BIRTHDAYS_DIFFER: Final = Bilingual(
    "免許とカードの日付が別々の誕生日を示しています。打ち間違いか、誕生日に切れないカードです。",
    "License and card point to different birthdays: a date is mistyped, or the card does not end on a birthday.",
)
RECORDS_DIFFER: Final = Bilingual(
    "免許の末日とカードの期限が別々の誕生日を示しています。どちらかは誕生日から決まった日ではありません。",
    "License and card point to different birthdays: one of the two days does not go by a birthday.",
)
BY_LAST_DAY: Final = Bilingual(
    "末日だけから数えると、誕生日は{birthdays}、更新期間は{opens_on}から。",
    "By the last day alone, the birthday is {birthdays}, and the window opens on {opens_on}.",
)
BY_LAST_DAY_AT_LATEST: Final = Bilingual(
    "末日だけから数えると、誕生日は{birthdays}、更新期間は遅くとも{opens_on}から。",
    "By the last day alone, the birthday is {birthdays}, and the window opens on {opens_on} at the latest.",
)
OR: Final = Bilingual("か", " or ")
TESTS_UNTIL: Final = Bilingual(
    "{day}まで: 適性試験と講習。技能・学科試験は理由を問わず免除",
    "until {day}: aptitude test and lecture; tests of skill and theory are waived, whatever the reason",
)
PROVISIONAL_UNTIL: Final = Bilingual(
    "{day}まで: 大型・中型・準中型・普通は仮免許から",
    "until {day}: large, medium, semi-medium and ordinary go on from a provisional permit",
)
WITH_REASON_UNTIL: Final = Bilingual(
    "{day}まで: やむを得ない理由(病気、海外渡航など)があり、その理由が終わって1か月以内なら、技能・学科試験は免除",
    "until {day}: with an unavoidable reason (illness, travel abroad), tests of skill and theory are waived within a "
    "month after it ends",
)
FROM_LAWFUL: Final = Bilingual(
    "期間は法律上の末日から数えています(推定)。",
    "Counted from the lawful last day, which is an inference.",
)
NO_CERTIFICATES: Final = Bilingual(
    "電子証明書の期限は分かっていません(カードと別に切れます。--certificates-end で指定)。",
    "When the certificates end is not known (they expire apart from the card; --certificates-end gives it).",
)
ASK_POLICE: Final = Bilingual(
    "受付の場所・予約は都道府県で違います。住所地の警察に確認してください。",
    "Counters and booking differ between prefectures: ask the police of yours.",
)
BIRTHDAY: Final = Bilingual("誕生日{day} ({told_by})", "birthday {day} ({told_by})")
DAYS: Final = Bilingual("{count}日", "{count} days")
ONE_DAY: Final = Bilingual("1日", "1 day")
FOR_YEARS: Final = Bilingual("{years}年 ({classes})", "{years} years ({classes})")
WINDOW_FROM: Final = Bilingual("更新は{first}から", "to renew from {first}")
IF_NOTHING_CHANGES_AT_THIS_AGE: Final = Bilingual(
    "次の区分は記録から分かりません。どれも、何も変わらない場合です。",
    "The next class cannot be seen in a record: each of them is what follows if nothing changes.",
)
IF_NOTHING_CHANGES: Final = Bilingual(
    "次の区分は記録から分かりません。どれも、70歳以下で何も変わらない場合です"
    "(生年月日が分かれば年齢も考えます: --birth-date-file)。",
    "The next class cannot be seen in a record: each of them is what follows if nothing changes, "
    "for holders up to 70 unless the birth date is given (--birth-date-file).",
)
SLASH: Final = "・"
STATED: Final = Bilingual("(指定)", "(as stated)")
YEN: Final = Bilingual("{class_name} {yen}円", "{class_name} {yen} yen")
ONLINE: Final = Bilingual("(オンライン講習 {yen}円)", "(online lecture: {yen} yen)")
MINUTES: Final = Bilingual("{class_name} {minutes}分", "{class_name} {minutes} minutes")
UNDER_70: Final = Bilingual("70歳未満の場合", "for holders under 70")
SENIOR: Final = Bilingual(
    "70歳からは高齢者講習(時間の定めは資料にありません)",
    "from 70 the lecture for older drivers, whose length no source tells",
)
COGNITIVE: Final = Bilingual("75歳からは認知機能検査", "from 75 a cognitive test")
DRIVING_TEST: Final = Bilingual("一定の違反があれば運転技能検査", "with certain violations a driving test")
CHECKED: Final = Bilingual(
    "更新手数料と講習手数料の合計(全国標準額、{day}に確認)。",
    "Handling and lecture together: national standard amounts, checked on {day}.",
)
STALE: Final = Bilingual(
    "金額は{day}に確認したもので、変わっている可能性があります。",
    "These amounts were last checked on {day}, and may have changed since.",
)

UNTIL_BOTH: Final = Bilingual("{day}まで (記録の末日、法律上の末日とも)", "until {day}, by the record and by law")
CERTIFICATES_FIRST: Final = Bilingual(
    "電子証明書がカードより先に切れます。切れた署名用電子証明書は提出できません。",
    "The certificates end before the card does; a signature certificate that has ended cannot be submitted.",
)

# The calendar
LICENSE_WINDOW: Final = Bilingual("運転免許の更新期間", "Driver's license: renewal window")
LICENSE_LAST_DAY: Final = Bilingual("運転免許の法律上の末日", "Driver's license: lawful last day")
RELICENSING_LAST_DAY: Final = Bilingual(
    "失効した運転免許: 免除の末日", "Lapsed driver's license: last day of what is waived"
)
CARD_WINDOW: Final = Bilingual("マイナンバーカードの更新期間", "My Number card: renewal window")
CARD_LAST_DAY: Final = Bilingual("マイナンバーカードの期限", "My Number card: last day")
CERTIFICATES_LAST_DAY: Final = Bilingual("電子証明書の期限", "Electronic certificates: last day")
BEFORE_CARD: Final = Bilingual(
    "申請の前に、署名用電子証明書を警察へ提出しておきます(W6)。申請はオンラインで行います(W7)。",
    "Before applying, submit the signature certificate to the police (W6); apply online (W7).",
)
AS_OF: Final = Bilingual("基準日 {day}。", "As of {day}.")
