"""The answer of ``menkyo verify``, and what a trust store holds: text, and JSON of the schemas below.

The objects `menkyo.verify/1` and `menkyo.trust/1` keep to the rules of `menkyo.output.document`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from menkyo.output.document import dump, iso_moment, saved_mark, signature_document
from menkyo.output.facts import origin_rows, read_row
from menkyo.output.labels import COVERAGES, FOUND_BY, MEANINGS, Language
from menkyo.output.printable import printable
from menkyo.output.rows import Row
from menkyo.output.signature import key_rows, named_rows, verdict_row
from menkyo.output.texts import Phrase

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

    from menkyo.output.view import ReadResult
    from menkyo.trust import TrustedKey, TrustStore

__all__ = [
    "TRUST_SCHEMA",
    "VERIFY_SCHEMA",
    "render_keys",
    "render_trust_json",
    "render_verification",
    "render_verification_json",
]

VERIFY_SCHEMA: Final = "menkyo.verify/1"
TRUST_SCHEMA: Final = "menkyo.trust/1"


def render_verification(result: ReadResult, trusted_keys: int, *, language: Language) -> str:
    """The answer of ``menkyo verify`` as lines "label: value", without a line feed at the end."""
    return "\n".join(f"{row.label}: {row.text}" for row in _verification_rows(result, trusted_keys, language))


def _verification_rows(result: ReadResult, trusted_keys: int, language: Language) -> Iterator[Row]:
    notice = Phrase.NOTICE.text(language)
    yield from origin_rows(result, language)
    yield verdict_row(result, language)
    if result.signature_verdict in MEANINGS:
        yield Row(Phrase.MEANING.text(language), MEANINGS[result.signature_verdict].text(language))
    yield from named_rows(result, language)
    verification = result.verification
    if verification is not None and verification.coverage is not None:
        yield Row(Phrase.COVERED.text(language), _coverage(verification.coverage, language))
    if verification is not None and verification.key is not None:
        yield from key_rows(verification.key, result.validity.as_of, language)
        if verification.found_by is not None:
            yield Row(Phrase.FOUND_BY.text(language), FOUND_BY[verification.found_by].text(language))
    yield from _recorded(result, language)
    keys = Phrase.KEYS if trusted_keys else Phrase.NO_KEYS
    yield Row(Phrase.TRUSTED_KEYS.text(language), keys.text(language, count=trusted_keys))
    yield read_row(result, language)
    if result.signature_verdict == "verified":
        yield Row(notice, Phrase.COPIES.text(language))
    yield Row(notice, Phrase.CANNOT_TELL.text(language))


def _recorded(result: ReadResult, language: Language) -> Iterator[Row]:
    """What the signature record says of its signer, which is a claim."""
    signature = result.signature
    if signature is None:
        return
    label = Phrase.IN_RECORD.text(language)
    if signature.issuer:
        yield Row(label, Phrase.SIGNER.text(language, issuer=printable(signature.issuer)))
    if signature.serial:
        yield Row(label, Phrase.SERIAL.text(language, serial=printable(signature.serial)))
    if signature.key_identifier:
        yield Row(label, Phrase.KEY_ID.text(language, key_id=signature.key_identifier.hex()))


def _coverage(name: str, language: Language) -> str:
    """The bytes that matched, in words where there are some, and by the stable name."""
    # The longest name that fits: one begins with another.
    base = max((each for each in COVERAGES if name.startswith(each)), key=len, default=None)
    return name if base is None else f"{COVERAGES[base].text(language)} ({name})"


def render_keys(keys: Sequence[TrustedKey], as_of: date, language: Language) -> str:
    """The keys of a store, an indented block of lines under each file's name."""
    lines: list[str] = []
    for key in keys:
        name, *rows = key_rows(key, as_of, language)
        lines.append(name.text)
        if key.is_test_issuer:
            lines.append(f"  {Phrase.TEST_KEY.text(language)}")
        lines += (f"  {row.label}: {row.text}" for row in rows)
    return "\n".join(lines)


def render_verification_json(result: ReadResult, trusted_keys: int) -> str:
    """The answer of ``menkyo verify`` as the object `menkyo.verify/1`, without a line feed at the end."""
    verification = result.verification
    key = None if verification is None else verification.key
    found_by = None if verification is None else verification.found_by
    named = None if verification is None else verification.named
    as_of = result.validity.as_of
    return dump(
        {
            "schema": VERIFY_SCHEMA,
            "read_at": iso_moment(result.read_at),
            "reader": result.reader,
            **saved_mark(result),
            "card": {"kind": result.kind, "atr": result.atr.hex().upper(), "applications": result.applications},
            "as_of": as_of.isoformat(),
            "signature": signature_document(result),
            "key": None if key is None else _key_document(key, as_of),
            "found_by": None if found_by is None else found_by.value,
            "named_key": None if named is None else named.name,
            "trusted_keys": trusted_keys,
        }
    )


def render_trust_json(store: TrustStore, reasons: Mapping[str, str], as_of: date) -> str:
    """A trust store as the object `menkyo.trust/1`; ``reasons`` tell by file name what is of no use there."""
    return dump(
        {
            "schema": TRUST_SCHEMA,
            "folder": None if store.folder is None else str(store.folder),
            "as_of": as_of.isoformat(),
            "keys": [_key_document(key, as_of) for key in store.keys],
            "unusable": [{"name": name, "reason": reason} for name, reason in reasons.items()],
        }
    )


def _key_document(key: TrustedKey, as_of: date) -> Mapping[str, object]:
    certificate = key.certificate
    return {
        "name": key.name,
        "fingerprint": key.fingerprint,
        "test_issuer": key.is_test_issuer,
        "certificate": None
        if certificate is None
        else {
            "serial": certificate.serial,
            "issuer": certificate.issuer,
            "subject": certificate.subject,
            "not_before": certificate.not_before.isoformat(timespec="seconds"),
            "not_after": certificate.not_after.isoformat(timespec="seconds"),
            "period": certificate.period(as_of).value,
        },
    }
