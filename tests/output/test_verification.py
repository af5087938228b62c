"""What a signature came to, in words and as JSON, for every verdict."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any, cast

import jsonschema
import pytest

from menkyo.output import (
    TRUST_SCHEMA,
    VERIFY_SCHEMA,
    Language,
    render_keys,
    render_panel,
    render_plain,
    render_trust_json,
    render_verification,
    render_verification_json,
    schema,
)
from menkyo.trust import (
    COVERAGES,
    Certificate,
    FoundBy,
    TrustedKey,
    TrustStore,
    Verdict,
    Verification,
    read_keys,
)
from menkyo.virtual import specimen_issuer_key

if TYPE_CHECKING:
    from collections.abc import Callable

    from menkyo.output import ReadResult

JAPAN_TIME = timezone(timedelta(hours=9))
CERTIFICATE = Certificate(
    serial="1f",
    issuer="CN=\x1b[2JAuthority,C=JP",
    subject="CN=Signer,C=JP",
    not_before=datetime(2024, 4, 1, tzinfo=JAPAN_TIME),
    not_after=datetime(2034, 3, 31, 23, 59, 59, tzinfo=JAPAN_TIME),
)
KEY = TrustedKey("issuer.pem", b"a key", frozenset())
CERTIFIED = replace(KEY, certificate=CERTIFICATE)
SPECIMEN = read_keys(specimen_issuer_key(), "specimen.pem")[0]
OUTCOMES = {
    "verified": Verification(Verdict.VERIFIED, "objects", CERTIFIED, FoundBy.KEY_IDENTIFIER),
    "verified-by-the-test-key": Verification(Verdict.VERIFIED, "values-and-padding-nested", SPECIMEN, FoundBy.TRIAL),
    "mismatch": Verification(Verdict.MISMATCH, None, KEY, FoundBy.ISSUER_AND_SERIAL),
    "mismatch-by-the-test-key": Verification(Verdict.MISMATCH, None, SPECIMEN, FoundBy.KEY_IDENTIFIER),
    "unknown-signer": Verification(Verdict.UNKNOWN_SIGNER),
    "named-key": Verification(Verdict.UNKNOWN_SIGNER, named=KEY),
    "not-checked": Verification(Verdict.NOT_CHECKED),
    "absent": Verification(Verdict.ABSENT),
}


def _result(result: ReadResult, outcome: str) -> ReadResult:
    verification = OUTCOMES[outcome]
    return replace(
        result,
        signature_verdict=verification.verdict.value,
        signature_coverage=verification.coverage,
        verification=verification,
        signature=None if outcome in {"not-checked", "absent"} else result.signature,
    )


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("outcome", OUTCOMES)
def test_text(outcome: str, language: Language, result: ReadResult, check_golden: Callable[[str, str], None]) -> None:
    """The answer of `verify` for each outcome stays as it is."""
    trusted = 0 if outcome == "unknown-signer" else 2
    text = render_verification(_result(result, outcome), trusted, language=language)
    check_golden(f"../verify/{outcome}.{language}.txt", text + "\n")
    assert "\x1b" not in text


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_json(outcome: str, result: ReadResult, check_golden: Callable[[str, str], None]) -> None:
    """The document of `verify` for each outcome fits its schema and stays as it is."""
    text = render_verification_json(_result(result, outcome), 2)
    document = cast("dict[str, Any]", json.loads(text))
    jsonschema.validate(document, schema(VERIFY_SCHEMA))  # pyright: ignore[reportUnknownMemberType]
    check_golden(f"../verify/{outcome}.json", text + "\n")


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("outcome", OUTCOMES)
def test_a_reading_says_the_same(
    outcome: str, language: Language, result: ReadResult, show_panel: Callable[[ReadResult, int, Language], str]
) -> None:
    """A reading has the verdict in the words of `verify`, in plain text and in the panel."""
    judged = _result(result, outcome)
    words = render_verification(judged, 1, language=language).splitlines()[0]
    assert words in render_plain(judged, language=language).splitlines()
    assert words.partition(": ")[2] in show_panel(judged, 120, language).replace("│", " ")


def test_a_mismatch_is_a_warning_on_the_panel(result: ReadResult) -> None:
    """On a terminal with colors a signature that does not match stands out, and one that is undecided does not."""
    from io import StringIO  # noqa: PLC0415 - only here

    from rich.console import Console  # noqa: PLC0415

    for outcome, stands_out in (("mismatch", True), ("unknown-signer", False)):
        stream = StringIO()
        console = Console(file=stream, width=100, force_terminal=True, color_system="truecolor")
        render_panel(_result(result, outcome), console, language=Language.EN, picture=False)
        line = next(line for line in stream.getvalue().splitlines() if "Signature" in line)
        assert ("\x1b[1;31m" in line) is stands_out


@pytest.mark.parametrize("coverage", [*COVERAGES, "objects-photo-second", "values-and-padding-nested", "later"])
def test_a_coverage_has_its_stable_name(coverage: str, result: ReadResult) -> None:
    """Whatever the words, the name that scripts see stands beside them."""
    verification = OUTCOMES["verified"]._replace(coverage=coverage)
    text = render_verification(replace(result, verification=verification), 1, language=Language.EN)
    (line,) = [line for line in text.splitlines() if line.startswith("Bytes covered: ")]
    assert line.endswith((f" ({coverage})", f": {coverage}"))
    assert ("the fill" in line) == coverage.startswith("values-and-padding") or coverage == "file"


def test_keys_are_listed() -> None:
    """Each key stands under its file's name with its fingerprint; the specimen's is told apart."""
    text = render_keys([CERTIFIED, SPECIMEN], date(2026, 11, 22), Language.EN)
    names = [line for line in text.splitlines() if not line.startswith(" ")]
    assert names == ["issuer.pem", "specimen.pem"]
    assert text.count("SHA-256 of the public key: ") == 2
    assert text.count("with which anybody can sign") == 1
    assert "\x1b" not in text


def test_a_store_as_json() -> None:
    """A store as JSON fits its schema, with a folder and without one."""
    for store in (TrustStore(None, ()), TrustStore(None, (CERTIFIED, SPECIMEN))):
        document = json.loads(render_trust_json(store, {"garbage.pem": "It is none."}, date(2026, 11, 22)))
        jsonschema.validate(document, schema(TRUST_SCHEMA))  # pyright: ignore[reportUnknownMemberType]
        assert [key["name"] for key in document["keys"]] == [key.name for key in store.keys]
        assert document["unusable"] == [{"name": "garbage.pem", "reason": "It is none."}]
