"""`menkyo verify`: every verdict with its exit code, in words that cannot be misread."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, cast
from unittest import mock

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import NameOID
from jsonschema import Draft202012Validator, validate

import menkyo.pcsc
from menkyo.output import schema
from menkyo.pcsc import Reader
from menkyo.virtual import LicenseFiles, image_names, load_image, open_virtual, specimen_issuer_key

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from pathlib import Path

    from apdu import Transport
    from menkyo.virtual import CardImage
    from tests.cli.conftest import Card, Desk, Outcome

VERIFY = schema("menkyo.verify/1")
# Words that say more than was compared, in either language.
JUDGING = re.compile(
    r"\b(valid|invalid|genuine|authentic|forged|fake|counterfeit)\b|有効|無効|真正|本物|偽|正規", re.IGNORECASE
)
IMAGES = [
    ("specimen", "verified", "objects", 0),
    ("signed-file", "verified", "file", 0),
    ("signed-values", "verified", "values", 0),
    ("signed-values-and-padding", "verified", "values-and-padding", 0),
    ("signed-nested", "verified", "objects-nested", 0),
    ("tampered", "mismatch", None, 9),
    ("no-signature", "absent", None, 10),
    ("no-signature-file", "absent", None, 10),
]


@pytest.fixture(scope="module")
def signer() -> rsa.RSAPrivateKey:
    """An issuer of these tests' own."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture(scope="module")
def signed_image(signer: rsa.RSAPrivateKey) -> CardImage:
    """The specimen with a signature by that issuer."""
    image = load_image("specimen")
    value = signer.sign(LicenseFiles(image).wef02 or b"", PKCS1v15(), hashes.SHA256())
    return replace(
        image,
        signature=replace(image.signature, signer=None, value=value, serial="1F", issuer="Issuer", subject="Signer"),
    )


def public_pem(key: rsa.RSAPrivateKey) -> bytes:
    """A public key as a file."""
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def certify(key: rsa.RSAPrivateKey, begins: datetime, ends: datetime) -> bytes:
    """A certificate for a key as a file."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Issuer")])
    builder = x509.CertificateBuilder(name, name, key.public_key(), 0x1F).not_valid_before(begins).not_valid_after(ends)
    return builder.sign(key, hashes.SHA256()).public_bytes(Encoding.PEM)


def insert(card: str | CardImage) -> AbstractContextManager[object]:
    """A real reader, for all that the program knows, with a card in it."""
    reader = Reader(0, "Reader A", card_present=True)

    def connect(_reader: Reader) -> Transport:
        return open_virtual(card)

    return mock.patch.multiple(
        menkyo.pcsc,
        list_readers=mock.Mock(return_value=(reader,)),
        wait_for_card=mock.Mock(return_value=reader),
        connect=connect,
    )


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """A folder with keys."""
    path = tmp_path / "store"
    path.mkdir()
    return path


@pytest.mark.parametrize(("image", "verdict", "coverage", "code"), IMAGES)
def test_each_verdict_has_its_exit_code(
    menkyo_run: Callable[..., Outcome], image: str, verdict: str, coverage: str | None, code: int
) -> None:
    """The card decides the verdict and the verdict the exit code, whatever lengths the link takes."""
    arguments = ["verify", "--reader", f"virtual:{image}", "--pin-file", "-", "--format", "json"]
    for options in ((), ("--short",)):
        outcome = menkyo_run(*arguments, *options, stdin=b"1234")
        assert outcome.code == code
        signature = cast("dict[str, object]", outcome.document["signature"])
        assert (signature["verdict"], signature["coverage"]) == (verdict, coverage)


@pytest.mark.parametrize("image", image_names())
def test_every_card_fits_the_schema(menkyo_run: Callable[..., Outcome], image: str) -> None:
    """Of every built-in card the document fits the schema, or one sentence says why there is none."""
    arguments = ["verify", "--reader", f"virtual:{image}", "--pin-file", "-", "--format", "json", "--use-last-try"]
    outcome = menkyo_run(*arguments, stdin=b"1234")
    assert outcome.code in {0, 5, 7, 8, 9, 10}
    if outcome.code in {5, 7, 8}:
        assert outcome.output == b""
        return
    validate(outcome.document, VERIFY, cls=Draft202012Validator)
    assert list(outcome.document) == [key for key in cast("dict[str, object]", VERIFY["properties"]) if key != "saved"]


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("image", [row[0] for row in IMAGES])
def test_the_words_cannot_be_misread(menkyo_run: Callable[..., Outcome], image: str, lang: str) -> None:
    """No verdict uses a word that says more than was compared; each has a sentence that says what it means."""
    outcome = menkyo_run("verify", "--reader", f"virtual:{image}", "--pin-file", "-", "--lang", lang, stdin=b"1234")
    assert not JUDGING.search(outcome.text + outcome.errors)
    assert ("意味: " if lang == "ja" else "Meaning: ") in outcome.text


def test_help_cannot_be_misread(menkyo_run: Callable[..., Outcome]) -> None:
    """Neither does the help."""
    for lang in ("ja", "en"):
        for path in (("verify",), ("trust",), ("trust", "add"), ("trust", "list")):
            assert not JUDGING.search(menkyo_run(*path, "--help", "--lang", lang).text)


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_demo_announces_the_test_issuer(menkyo_run: Callable[..., Outcome], lang: str) -> None:
    """`verify --demo` matches by the specimen's key, and says wherever it says so that anybody can sign with it."""
    outcome = menkyo_run("verify", "--demo", "--lang", lang)
    assert outcome.code == 0
    word = "誰でも署名できる" if lang == "ja" else "anybody can sign"
    assert word in outcome.errors
    assert word in outcome.text
    key = cast("dict[str, object]", menkyo_run("verify", "--demo", "--format", "json").document["key"])
    assert key["test_issuer"] is True


def test_the_demo_of_read_trusts_nobody(menkyo_run: Callable[..., Outcome], store: Path) -> None:
    """`read` uses the specimen's key only where the person put it into the store, and says whose it is."""
    read = ("read", "--demo", "--lang", "en", "--format", "plain")
    assert "unconfirmed" in menkyo_run(*read).text
    (store / "specimen.pem").write_bytes(specimen_issuer_key())
    outcome = menkyo_run(*read, "--trust", str(store))
    assert "Signature: matches the data, by the specimen's test key, with which anybody can sign" in outcome.text
    document = menkyo_run("read", "--demo", "--format", "json", "--trust", str(store)).document
    signature = cast("dict[str, object]", document["signature"])
    assert (signature["verdict"], signature["coverage"]) == ("verified", "objects")


def test_the_panel_shows_the_verdict(menkyo_run: Callable[..., Outcome], store: Path) -> None:
    """The panel has the same words."""
    (store / "specimen.pem").write_bytes(specimen_issuer_key())
    read = ("read", "--reader", "virtual:tampered", "--pin-file", "-", "--lang", "en", "--trust", str(store))
    assert "DOES NOT MATCH the data" in menkyo_run(*read, stdin=b"1234").text


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_specimens_key_speaks_for_no_real_card(menkyo_run: Callable[..., Outcome], store: Path, lang: str) -> None:
    """In a real reader a card signed with the published key stays undecided, though the key is in the store."""
    (store / "specimen.pem").write_bytes(specimen_issuer_key())
    options = ("--pin-file", "-", "--trust", str(store), "--lang", lang)
    with insert("specimen"):
        outcome = menkyo_run("verify", *options, stdin=b"1234")
        read = menkyo_run("read", *options, "--format", "json", stdin=b"1234")
    assert outcome.code == 10
    assert ("見本" if lang == "ja" else "specimen") in outcome.errors
    assert cast("dict[str, object]", read.document["signature"])["verdict"] == "unknown-signer"


def test_an_empty_store_is_undecided(menkyo_run: Callable[..., Outcome]) -> None:
    """Without a key nothing is decided, and it is said that none ships and how to add one."""
    with insert("tampered"):
        outcome = menkyo_run("verify", "--pin-file", "-", "--lang", "en", stdin=b"1234")
    assert outcome.code == 10
    assert "says nothing for or against the record" in outcome.text
    assert "ships with no key" in outcome.text
    assert "menkyo trust add" in outcome.text


def test_a_key_in_the_persons_own_store_counts(
    menkyo_run: Callable[..., Outcome],
    signed_image: CardImage,
    signer: rsa.RSAPrivateKey,
    tmp_path: Path,
) -> None:
    """What `trust add` added is what `verify` and `read` compare with, until `trust remove`."""
    environment = {"XDG_CONFIG_HOME": str(tmp_path / "config")}
    file = tmp_path / "issuer.pem"
    file.write_bytes(public_pem(signer))
    added = menkyo_run("trust", "add", str(file), "--lang", "en", environment=environment)
    assert added.code == 0
    assert re.search(r"SHA-256 of the public key: [0-9a-f]{64}", added.text)
    with insert(signed_image):
        outcome = menkyo_run("verify", "--pin-file", "-", "--lang", "en", stdin=b"1234", environment=environment)
    assert (outcome.code, outcome.errors) == (0, "")
    assert "Signature: matches the data, by a key of the trust store" in outcome.text
    assert "Key: issuer.pem" in outcome.text
    with insert(signed_image):
        read = menkyo_run("read", "--pin-file", "-", "--lang", "en", stdin=b"1234", environment=environment)
    assert "key: issuer.pem" in read.text
    assert menkyo_run("trust", "remove", "issuer.pem", environment=environment).code == 0
    with insert(signed_image):
        assert menkyo_run("verify", "--pin-file", "-", stdin=b"1234", environment=environment).code == 10


def test_a_foreign_key_decides_nothing(
    menkyo_run: Callable[..., Outcome], store: Path, signer: rsa.RSAPrivateKey
) -> None:
    """--trust counts instead of everything else, the specimen's key included."""
    (store / "foreign.pem").write_bytes(public_pem(signer))
    outcome = menkyo_run("verify", "--demo", "--trust", str(store), "--format", "json")
    assert (outcome.code, outcome.errors) == (10, "")
    assert (outcome.document["key"], outcome.document["trusted_keys"]) == (None, 1)


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize(
    ("begins", "ends", "period", "word"),
    [
        (2020, 2025, "ended", {"ja": "時点で終了", "en": "ENDED before"}),
        (2020, 2035, "current", {"ja": "期間内", "en": "lies within it"}),
        (2030, 2035, "not-begun", {"ja": "未開始", "en": "NOT BEGUN"}),
    ],
)
def test_the_certificates_time_is_a_line_of_its_own(  # noqa: PLR0913, PLR0917 - columns and fixtures
    menkyo_run: Callable[..., Outcome],
    signed_image: CardImage,
    signer: rsa.RSAPrivateKey,
    store: Path,
    begins: int,
    ends: int,
    period: str,
    word: dict[str, str],
    lang: str,
) -> None:
    """A certificate that has ended or not begun changes neither verdict nor exit code, and is told."""
    (store / "c.pem").write_bytes(certify(signer, datetime(begins, 1, 1, tzinfo=UTC), datetime(ends, 1, 1, tzinfo=UTC)))
    options = ("--pin-file", "-", "--trust", str(store), "--as-of", "2026-11-22", "--lang", lang)
    with insert(signed_image):
        outcome = menkyo_run("verify", *options, stdin=b"1234")
        document = menkyo_run("verify", *options, "--format", "json", stdin=b"1234").document
        read = menkyo_run("read", *options, "--format", "plain", stdin=b"1234")
    assert outcome.code == read.code == 0
    (line,) = [
        line for line in outcome.text.splitlines() if line.startswith(("証明書の期間: ", "Certificate's time: "))
    ]
    assert word[lang] in line
    assert word[lang] in read.text
    assert not JUDGING.search(outcome.text)
    certificate = cast("dict[str, dict[str, object]]", document["key"])["certificate"]
    assert certificate["period"] == period
    assert (document["found_by"], document["as_of"]) == ("issuer-and-serial", "2026-11-22")


def test_a_named_key_that_does_not_open_is_told(menkyo_run: Callable[..., Outcome], store: Path) -> None:
    """A record that names a trusted key, and is not signed by it, is not passed over in silence."""
    (store / "named.pem").write_bytes(specimen_issuer_key())
    for arguments in (("verify",), ("read", "--format", "plain")):
        image = load_image("specimen")
        value = bytes(255) + b"\x02"
        desk = open_virtual(replace(image, signature=replace(image.signature, value=value)))
        options = ("--reader", "virtual", "--pin-file", "-", "--trust", str(store), "--lang", "en")
        outcome = menkyo_run(*arguments, *options, stdin=b"1234", card=desk)
        assert "the key that it names, named.pem, is trusted, and does not open it" in outcome.text
        assert "no key of the issuer" not in outcome.text


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("command", ["verify", "read"])
def test_garbage_in_the_store_is_a_line_each(
    menkyo_run: Callable[..., Outcome], store: Path, command: str, lang: str
) -> None:
    """Files of no use are named with the reason on standard error, and the rest of the store counts."""
    (store / "garbage.pem").write_bytes(b"\xff\x00")
    (store / "large.pem").write_bytes(public_pem(rsa.generate_private_key(public_exponent=65537, key_size=3072)))
    (store / "specimen.pem").write_bytes(specimen_issuer_key())
    outcome = menkyo_run(command, "--demo", "--trust", str(store), "--format", "json", "--lang", lang)
    assert outcome.code == 0
    assert cast("dict[str, object]", outcome.document["signature"])["verdict"] == "verified"
    lines = outcome.errors.splitlines()
    assert "garbage.pem" in lines[0]
    assert "large.pem" in lines[1]
    assert "3072" in lines[1]
    assert "Traceback" not in outcome.errors


def test_a_signature_that_is_refused_is_not_checked(menkyo_run: Callable[..., Outcome], make_card: type[Card]) -> None:
    """Where the card does not give its signature, nothing is decided."""
    inner = open_virtual("specimen").transmit
    select = bytes.fromhex("00A4020C02001C")
    card = make_card(lambda command: b"\x69\x82" if command == select else inner(command))
    options = ("--reader", "virtual", "--pin-file", "-", "--format", "json")
    outcome = menkyo_run("verify", *options, stdin=b"1234", card=card)
    assert outcome.code == 10
    assert cast("dict[str, object]", outcome.document["signature"])["verdict"] == "not-checked"


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize(
    ("image", "pin", "code"),
    [
        ("no-license", b"1234", 5),
        ("empty-record", b"1234", 5),
        ("specimen", b"4321", 6),
        ("blocked", b"1234", 7),
        ("last-try", b"1234", 7),
        ("pin-flag-odd", b"1234", 8),
        ("specimen", b"12", 2),
    ],
)
def test_what_ends_a_reading_ends_a_comparison(
    menkyo_run: Callable[..., Outcome], image: str, pin: bytes, code: int, lang: str
) -> None:
    """9 and 10 are verdicts on what was read; what could not be read has the exit codes of `read`."""
    outcome = menkyo_run(
        "verify", "--reader", f"virtual:{image}", "--pin-file", "-", "--lang", lang, "--format", "json", stdin=pin
    )
    assert outcome.code == code
    assert outcome.output == b""


@pytest.mark.parametrize("lang", ["ja", "en"])
@pytest.mark.parametrize("command", ["verify", "read"])
def test_a_store_that_is_not_there_is_wrong_usage(
    menkyo_run: Callable[..., Outcome], lay: Callable[..., Desk], tmp_path: Path, command: str, lang: str
) -> None:
    """A folder that --trust names must be there; that is found out before the card is touched."""
    file = tmp_path / "file"
    file.touch()
    for path in (tmp_path / "nothing", file):
        desk = lay()
        outcome = menkyo_run(command, "--reader", "virtual", "--trust", str(path), "--lang", lang, card=desk)
        assert outcome.code == 2
        assert "--trust" in outcome.errors
        assert desk.exchanges == []
