"""What there is to tell of a signature and of the keys that are trusted: rows for every form of text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from menkyo.output.days import write_day
from menkyo.output.labels import VERDICTS, Language
from menkyo.output.printable import printable
from menkyo.output.rows import Row, Tone
from menkyo.output.texts import Phrase

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from menkyo.output.view import ReadResult
    from menkyo.trust import Certificate, TrustedKey

__all__ = ["key_rows", "named_rows", "signature_rows", "verdict_row"]

_TEST_VERDICTS: Final = {"verified": Phrase.TEST_VERIFIED, "mismatch": Phrase.TEST_MISMATCH}
_PERIODS: Final = {
    "current": Phrase.PERIOD_CURRENT,
    "ended": Phrase.PERIOD_ENDED,
    "not-begun": Phrase.PERIOD_NOT_BEGUN,
}


def signature_rows(result: ReadResult, language: Language) -> Iterator[Row]:
    """The rows about the signature among those of a reading."""
    label = Phrase.SIGNATURE.text(language)
    yield verdict_row(result, language)
    key = None if result.verification is None else result.verification.key
    if key is not None:
        yield Row(label, Phrase.SIGNING_KEY.text(language, name=printable(key.name)))
        if key.certificate is not None:
            words, tone = _period(key.certificate, result.validity.as_of, language)
            yield Row(label, Phrase.CERTIFICATE_TIME.text(language, period=words), tone)
    yield from named_rows(result, language)
    signature = result.signature
    if signature is not None and signature.issuer:
        yield Row(label, Phrase.SIGNER.text(language, issuer=printable(signature.issuer)), Tone.QUIET)
    if signature is not None and signature.serial:
        yield Row(label, Phrase.SERIAL.text(language, serial=printable(signature.serial)), Tone.QUIET)


def verdict_row(result: ReadResult, language: Language) -> Row:
    """The verdict; by whose key it is where that is the specimen's, which proves nothing of a card."""
    verdict = result.signature_verdict
    verification = result.verification
    if verification is not None and verification.key is not None and verification.key.is_test_issuer:
        words = _TEST_VERDICTS[verification.verdict].text(language)
    elif verification is not None and verification.named is not None and verdict == "unknown-signer":
        # That there is no key of the issuer would not be true.
        words = Phrase.NAMED_VERDICT.text(language)
    else:
        words = VERDICTS[verdict].text(language) if verdict in VERDICTS else printable(verdict)
    return Row(Phrase.SIGNATURE.text(language), words, Tone.WARNING if verdict == "mismatch" else Tone.PLAIN)


def named_rows(result: ReadResult, language: Language) -> Iterator[Row]:
    """That the record names a trusted key which does not open its signature, if so."""
    named = None if result.verification is None else result.verification.named
    if named is not None:
        words = Phrase.NAMED_KEY.text(language, name=printable(named.name))
        yield Row(Phrase.SIGNATURE.text(language), words, Tone.WARNING)


def _period(certificate: Certificate, as_of: date, language: Language) -> tuple[str, Tone]:
    """A certificate's first and last day, and how the day of the reading lies to them."""
    period = certificate.period(as_of)
    words = _PERIODS[period].text(
        language,
        first=write_day(certificate.first_day, language),
        last=write_day(certificate.last_day, language),
        day=write_day(as_of, language),
    )
    return words, Tone.PLAIN if period.value == "current" else Tone.WARNING


def key_rows(key: TrustedKey, as_of: date, language: Language) -> Iterator[Row]:
    """A trusted key: its file, what two people compare, and what its certificate says."""
    yield Row(Phrase.KEY.text(language), printable(key.name))
    yield Row(Phrase.FINGERPRINT.text(language), key.fingerprint)
    certificate = key.certificate
    label = Phrase.CERTIFICATE.text(language)
    if certificate is None:
        yield Row(label, Phrase.NO_CERTIFICATE.text(language))
        return
    yield Row(label, Phrase.SUBJECT.text(language, subject=printable(certificate.subject)))
    yield Row(label, Phrase.ISSUED_BY.text(language, issuer=printable(certificate.issuer), serial=certificate.serial))
    words, tone = _period(certificate, as_of, language)
    yield Row(Phrase.PERIOD.text(language), words, tone)
