"""The words for what the final check of a renewed card came to, in both languages: one row for each value."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final, NamedTuple

from menkyo.output.language import Bilingual
from menkyo.rules.final_check_values import Notice, Outcome, Reason, Result, Step

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "NOTICES",
    "NO_NOTICE_GIVEN",
    "NO_RENEWAL_GIVEN",
    "OUTCOMES",
    "REASONS",
    "RESULTS",
    "STEPS",
    "UNLESS_RENEWED",
    "Advice",
]

STEPS: Final[Mapping[Step, Bilingual]] = MappingProxyType(
    {
        Step.APPLICATION: Bilingual("免許AP", "License application"),
        Step.RECORD: Bilingual("免許情報", "License record"),
        Step.PIN: Bilingual("暗証番号", "PIN"),
        Step.NUMBER: Bilingual("番号", "Number"),
        Step.EXPIRES_ON: Bilingual("期限", "Expires"),
        Step.RENEWAL: Bilingual("免許の更新", "License renewal"),
        Step.COLOR: Bilingual("色区分", "Color"),
        Step.CATEGORIES: Bilingual("種類", "Categories"),
        Step.CONDITIONS: Bilingual("条件", "Conditions"),
        Step.SIGNATURE: Bilingual("署名", "Signature"),
        Step.NOTICE: Bilingual("交付通知書", "Pick-up notice"),
    }
)
"""What is checked."""

RESULTS: Final[Mapping[Result, Bilingual]] = MappingProxyType(
    {
        Result.PASSED: Bilingual("よし", "ok"),
        Result.FAILED: Bilingual("問題あり", "FAILED"),
        Result.CANNOT_TELL: Bilingual("不明", "cannot tell"),
    }
)
"""What a step came to; the sentence behind it says it in words."""

REASONS: Final[Mapping[Reason, Bilingual]] = MappingProxyType(
    {
        Reason.NO_APPLICATION: Bilingual(
            "新しいカードに免許情報のアプリがありません", "the new card has no license application"
        ),
        Reason.EMPTY: Bilingual(
            "アプリはありますが、免許情報が記録されていません", "the application is there, and its record is empty"
        ),
        Reason.HISTORY_ONLY: Bilingual(
            "運転経歴だけが記録され、免許の記録がありません", "only a driving history is recorded, and no license"
        ),
        Reason.NO_PIN_SET: Bilingual("設定されていません", "none is set"),
        Reason.NOT_GIVEN: Bilingual("比べるものがありません", "there is nothing to compare with"),
        Reason.NOT_RECORDED: Bilingual("新しいカードから読み取れません", "cannot be read from the new card"),
        Reason.LAST_DIGIT: Bilingual(
            "末尾の1桁だけが違いますが、同じ免許の番号です", "only the last digit differs, as it may for one license"
        ),
        Reason.OLDER: Bilingual("新しいカードの記録のほうが古いものです", "what is on the new card is older"),
        Reason.NEWER: Bilingual(
            "前の記録より後の期限です。免許を更新していたら --renewed-on を付けてください",
            "later than the old record; if the license was renewed, add --renewed-on",
        ),
        Reason.PAST: Bilingual("法律上の末日を過ぎています", "past its lawful last day"),
        Reason.RENEWED: Bilingual("更新によって延びた期限です", "later, as the renewal makes it"),
        Reason.MAY_CHANGE: Bilingual(
            "前の記録は更新より前のものです。更新のときに渡された書面と比べてください",
            "the old record is from before the renewal: compare with the print-out that you got then",
        ),
        Reason.UNDECIDED: Bilingual("署名は確かめられません", "the signature decides nothing"),
        Reason.RECORDED_SINCE: Bilingual(
            "通知書の後に記録されたようです", "it seems to have been recorded after the notice"
        ),
        Reason.CONTRADICTED: Bilingual(
            "「記録：有」なのに記録がありません", "it says 記録：有, and nothing is recorded"
        ),
    }
)
"""Reason a step came to its result."""

NO_RENEWAL_GIVEN: Final = Bilingual(
    "カードの申請の後に免許を更新していたら、--renewed-on 更新日 を付けてください",
    "if the license was renewed after the card was applied for, add --renewed-on DATE",
)
NO_NOTICE_GIVEN: Final = Bilingual(
    "表の「記録：有」「記録：無」を --notice で指定できます",
    "what its front says can be told with --notice",
)


UNLESS_RENEWED: Final = Bilingual(
    "カードの申請の後に免許を更新していなければ、することはありません。更新していたら --renewed-on 更新日 を付けて"
    "もう一度確かめてください。カードと免許の期限は別々なので、それぞれ更新してください。",
    "Unless the license was renewed after the card was applied for, nothing is to be done; if it was, check again with "
    "--renewed-on DATE. Card and license end on days of their own; renew each.",
)
"""What to do next where no renewal was told, and all else is well."""


class Advice(NamedTuple):
    """An outcome in a sentence, and what to do next."""

    sentence: Bilingual
    next_step: Bilingual


_BRING_NOTICE: Final = Bilingual(
    "交付通知書と新しいカードを持って、運転免許センターで記録を受けてください。通知書は捨てないでください。",
    "Take the notice and the new card to a driver's license center to have the license recorded; keep the notice.",
)
_ASK: Final = Bilingual(
    "新しいカード、交付通知書、前の記録の書面を持って、運転免許センターか警察署で確かめてください。",
    "Take the new card, the notice and the old print-out to a driver's license center or police station and ask.",
)
OUTCOMES: Final[Mapping[Outcome, Advice]] = MappingProxyType(
    {
        Outcome.ALL_WELL: Advice(
            Bilingual(
                "免許情報は新しいカードに引き継がれ、前の記録と一致しています。",
                "The license was carried over to the new card, and agrees with the old record.",
            ),
            Bilingual(
                "することはありません。カードと免許の期限は別々なので、それぞれ更新してください。",
                "Nothing is to be done. Card and license end on days of their own; renew each.",
            ),
        ),
        Outcome.INCOMPLETE: Advice(
            Bilingual(
                "食い違いはありませんが、比べられなかった項目があります。",
                "Nothing differs, but not everything could be compared.",
            ),
            Bilingual(
                "「不明」の項目を、前の記録の書面と見比べるか、前の記録に加えて、もう一度確かめてください。",
                "Compare the items that say so with a print-out of the old record, or add them to it and check again.",
            ),
        ),
        Outcome.STALE: Advice(
            Bilingual(
                "引き継がれた免許情報は古いものです(カードを申請した時点のまま)。",
                "The license that was carried over is an old one, as it was when the card was applied for.",
            ),
            Bilingual(
                "新しいカードを持って、運転免許センターか警察署で記録し直してもらってください。",
                "Take the new card to a driver's license center or police station to have it recorded anew.",
            ),
        ),
        Outcome.DIFFERS: Advice(
            Bilingual(
                "新しいカードの記録は、前の記録と食い違います。",
                "The new card does not record what the old record says.",
            ),
            _ASK,
        ),
        Outcome.PAST: Advice(
            Bilingual(
                "新しいカードの記録は前の記録と同じですが、法律上の末日を過ぎています。",
                "The new card records what the old record says, and that is past its lawful last day.",
            ),
            Bilingual(
                "カードの申請の後に免許を更新していたら、更新前の記録なので、運転免許センターか警察署で記録し直してもらって"
                "ください。更新していなければ免許は失効しています。すべきことは menkyo plan で分かります。",
                "If the license was renewed after the card was applied for, this is the record from before: have it "
                "recorded anew at a driver's license center or police station. If not, it has lapsed: menkyo plan "
                "tells what to do.",
            ),
        ),
        Outcome.SIGNATURE_MISMATCH: Advice(
            Bilingual(
                "前の記録と一致していますが、署名がデータと合いません。",
                "The new card agrees with the old record, but its signature does not match the data.",
            ),
            _ASK,
        ),
        Outcome.NOT_CARRIED_OVER: Advice(
            Bilingual("免許情報は引き継がれませんでした(記録：無)。", "The license was not carried over (記録：無)."),
            _BRING_NOTICE,
        ),
        Outcome.NOT_REQUESTED: Advice(
            Bilingual(
                "免許情報は記録されていません(引き継ぎの申請がありませんでした)。",
                "No license is recorded: carrying it over was not asked for.",
            ),
            Bilingual(
                "交付通知書と新しいカードを持って、運転免許センターで新たに記録を受けてください。",
                "Take the notice and the new card to a driver's license center to have the license newly recorded.",
            ),
        ),
        Outcome.MISSING_DESPITE_NOTICE: Advice(
            Bilingual(
                "通知書には「記録：有」とありますが、免許情報が見つかりません。",
                "The notice says 記録：有, and no license is found on the card.",
            ),
            _ASK,
        ),
        Outcome.NOT_RECORDED: Advice(
            Bilingual("新しいカードに免許情報は記録されていません。", "No license is recorded on the new card."),
            _BRING_NOTICE,
        ),
    }
)
"""How the check ends, in words that claim no more than was compared."""

NOTICES: Final[Mapping[Notice, Bilingual]] = MappingProxyType(
    {
        Notice.RECORDED: Bilingual("記録：有", "記録：有 (recorded)"),
        Notice.NOT_RECORDED: Bilingual("記録：無", "記録：無 (not recorded)"),
        Notice.NONE: Bilingual("記載なし", "says nothing"),
    }
)
"""What a pick-up notice says."""
