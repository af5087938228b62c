"""``menkyo verify``: compare the signature on a card with the keys that a person trusts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

from menkyo.cli.command import make_command
from menkyo.cli.exit_codes import DONE, MISMATCH, UNDECIDED
from menkyo.cli.language import Bilingual
from menkyo.cli.pin import PinFromPrompt
from menkyo.cli.read_options import BEHIND_PIN2, OptionKind, ReadOption
from menkyo.cli.read_parameters import FORMAT, card_parameters, request_of_values
from menkyo.cli.streams import write_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from menkyo.api import TrustedKey
    from menkyo.cli.language import Language
    from menkyo.cli.read_request import ReadRequest

__all__ = ["command"]

_EXIT_CODES: Final = {"verified": DONE, "mismatch": MISMATCH}

_HELP: Final = Bilingual(
    "カードの電子署名を、信頼リストの発行者の鍵で照合します。\n\n"
    "分かるのは、読み取ったデータにその鍵の持ち主が署名したかどうかだけです。"
    "鍵がなければ判定できず、それは記録が正しいとも正しくないとも意味しません。\n\n"
    "\b\n終了コード:\n"
    "  0   一致\n"
    "  9   不一致\n"
    "  10  判定できない\n\n"
    "\b\n例:\n"
    "  menkyo verify --demo                    見本を試験用の鍵で照合\n"
    "  menkyo trust add issuer.pem             発行者の鍵を信頼リストに追加\n"
    "  menkyo verify                           カードを読み取って照合",
    "Compare the signature on the card with the issuers' keys in the trust store.\n\n"
    "It tells whether a key's holder signed the data that were read, and no more. "
    "Without the key nothing can be decided, which says nothing for or against the record.\n\n"
    "\b\nExit codes:\n"
    "  0   the signature matches the data\n"
    "  9   it does not match\n"
    "  10  cannot be decided\n\n"
    "\b\nExamples:\n"
    "  menkyo verify --demo                    the specimen, by its test key\n"
    "  menkyo trust add issuer.pem             trust the key of an issuer\n"
    "  menkyo verify                           read the card and compare",
)
_DEMO: Final = ReadOption(
    "demo",
    OptionKind.FLAG,
    Bilingual(
        "見本カードを照合します(カードもリーダーも不要)。", "Compare the specimen card: no card, no reader needed."
    ),
    default=False,
)
# What writes files, what shows a record or its holder, and what chooses among the files that are signed together.
_NOT_HERE: Final = frozenset({"with_", "photo", "no_photo", "holder", "holder_photo", "save", "trace"})
_TEST_ISSUER: Final = Bilingual(
    "見本の試験用の鍵で照合します。誰でも署名できる鍵で、発行者の鍵ではありません。",
    "Compared with the specimen's test key, with which anybody can sign; it is no issuer's.",
)
_NOT_FOR_CARDS: Final = Bilingual(
    "信頼リストにある見本の試験用の鍵は、このカードには使いません(誰でも署名できる鍵です)。",
    "The specimen's test key in the trust store is not used for this card: anybody can sign with it.",
)


def command(language: Language) -> click.Command:
    """Make the command in one language."""

    def verify(**values: object) -> None:
        request = request_of_values(values, language)
        if isinstance(request.pin, PinFromPrompt):
            # The signature of an IC license covers what PIN2 opens.
            request = request._replace(behind_pin2=frozenset(BEHIND_PIN2))
        click.get_current_context().exit(_run(request))

    return make_command("verify", language, _HELP, verify, card_parameters(language, _DEMO, FORMAT, without=_NOT_HERE))


def _run(request: ReadRequest) -> int:
    """Read the card, show what the comparison came to, and return the exit code."""
    from menkyo.api import decode, is_saved_specimen  # noqa: PLC0415 - help needs none of it
    from menkyo.cli.reading import capture_card, trusted_keys  # noqa: PLC0415
    from menkyo.output import render_verification, render_verification_json  # noqa: PLC0415

    store = trusted_keys(request)
    capture = capture_card(request)
    is_specimen = request.is_virtual or is_saved_specimen(capture)
    keys, notice = _keys(request, store, is_specimen=is_specimen)
    result = decode(capture, as_of=request.as_of, trusted=keys, specimen=is_specimen)
    if notice is not None:
        write_line(notice.text(request.language), err=True)
    if request.output_format == "json":
        write_line(render_verification_json(result, len(keys)).encode())
    else:
        write_line(render_verification(result, len(keys), language=request.language))
    return _EXIT_CODES.get(result.signature_verdict, UNDECIDED)


def _keys(
    request: ReadRequest, store: Sequence[TrustedKey], *, is_specimen: bool
) -> tuple[list[TrustedKey], Bilingual | None]:
    """The keys to compare with, and what is to be announced: the specimen's key counts for virtual cards alone."""
    keys = list(store)
    if not is_specimen:
        real = [key for key in keys if not key.is_test_issuer]
        return real, _NOT_FOR_CARDS if len(real) < len(keys) else None
    if request.trust is None:
        from menkyo.trust import read_keys  # noqa: PLC0415 - a real card needs no virtual one
        from menkyo.virtual import specimen_issuer_key  # noqa: PLC0415

        keys += read_keys(specimen_issuer_key(), "specimen.public.pem")
    return keys, _TEST_ISSUER if any(key.is_test_issuer for key in keys) else None
