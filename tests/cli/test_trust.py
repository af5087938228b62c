"""`menkyo trust`: what is added, listed and removed, and what is refused."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from unittest import mock

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from jsonschema import Draft202012Validator, validate

from menkyo.output import schema
from menkyo.virtual import specimen_issuer_key

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Outcome

LANGUAGES = ["ja", "en"]


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """A folder for keys, which is not there yet."""
    return tmp_path / "store"


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    """A file with a key that can be trusted."""
    path = tmp_path / "issuer.pem"
    path.write_bytes(specimen_issuer_key())
    return path


@pytest.mark.parametrize("lang", LANGUAGES)
def test_add_list_remove(menkyo_run: Callable[..., Outcome], store: Path, key_file: Path, lang: str) -> None:
    """What is added is shown with its fingerprint, as `list` shows it, and is gone when it is removed."""
    options = ("--trust", str(store), "--lang", lang)
    added = menkyo_run("trust", "add", str(key_file), *options)
    again = menkyo_run("trust", "add", str(key_file), *options)
    listed = menkyo_run("trust", "list", *options)
    assert (added.code, again.code, listed.code, listed.errors) == (0, 0, 0, "")
    assert added.output == again.output == listed.output
    assert re.search(r"SHA-256.*: [0-9a-f]{64}$", listed.text, re.MULTILINE)
    assert ("誰でも署名できる" if lang == "ja" else "anybody can sign") in listed.text
    removed = menkyo_run("trust", "remove", "issuer.pem", *options)
    assert (removed.code, removed.output) == (0, b"")
    empty = menkyo_run("trust", "list", *options)
    assert (empty.code, empty.output) == (0, b"")
    assert str(store) in empty.errors


def test_the_store_as_json(menkyo_run: Callable[..., Outcome], store: Path, key_file: Path) -> None:
    """The list as JSON fits its schema, also with garbage in the store and with nothing in it."""
    validator = schema("menkyo.trust/1")
    empty = menkyo_run("trust", "list", "--format", "json")
    assert (empty.code, empty.errors, empty.document["keys"]) == (0, "", [])
    validate(empty.document, validator, cls=Draft202012Validator)
    menkyo_run("trust", "add", str(key_file), "--trust", str(store))
    (store / "garb\x1bage.pem").write_bytes(b"garbage")
    outcome = menkyo_run("trust", "list", "--trust", str(store), "--format", "json", "--lang", "en")
    validate(outcome.document, validator, cls=Draft202012Validator)
    assert outcome.document["folder"] == str(store)
    assert outcome.document["unusable"] == [
        {"name": "garbage.pem", "reason": "The file holds neither a certificate nor a public key."}
    ]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_garbage_is_listed_and_removed(menkyo_run: Callable[..., Outcome], store: Path, lang: str) -> None:
    """A file of no use is in the list with the reason, and can be removed like any other."""
    store.mkdir()
    (store / "garbage.pem").write_bytes(b"garbage")
    options = ("--trust", str(store), "--lang", lang)
    outcome = menkyo_run("trust", "list", *options)
    assert outcome.code == 0
    assert "garbage.pem" in outcome.text
    assert menkyo_run("trust", "remove", "garbage.pem", *options).code == 0
    assert list(store.iterdir()) == []


def _public(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey, encoding: Encoding) -> bytes:
    return key.public_key().public_bytes(encoding, PublicFormat.SubjectPublicKeyInfo)


def _refused(kind: str) -> bytes:
    """The bytes of a file that is of no use."""
    match kind:
        case "private":
            key = rsa.generate_private_key(65537, 2048)
            return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        case "wrong size":
            return _public(rsa.generate_private_key(65537, 3072), Encoding.DER)
        case "no RSA":
            return _public(ec.generate_private_key(ec.SECP256R1()), Encoding.PEM)
        case _:
            return kind.encode()


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("kind", ["garbage", "", "private", "wrong size", "no RSA"])
def test_what_is_no_key_is_refused(
    menkyo_run: Callable[..., Outcome], store: Path, key_file: Path, kind: str, lang: str
) -> None:
    """A file that is of no use ends in 2 and one sentence, and is not in the store."""
    key_file.write_bytes(_refused(kind))
    outcome = menkyo_run("trust", "add", str(key_file), "--trust", str(store), "--lang", lang)
    assert outcome.code == 2
    outcome.assert_one_sentence(lang)
    assert not store.exists()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_another_file_of_the_same_name_is_refused(
    menkyo_run: Callable[..., Outcome], store: Path, key_file: Path, lang: str
) -> None:
    """A trusted key is never replaced by another under its name."""
    store.mkdir()
    (store / "issuer.pem").write_bytes(b"another")
    outcome = menkyo_run("trust", "add", str(key_file), "--trust", str(store), "--lang", lang)
    assert outcome.code == 2
    outcome.assert_one_sentence(lang)
    assert (store / "issuer.pem").read_bytes() == b"another"


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", ["nothing.pem", "../issuer.pem", "\x1b[2J"])
def test_an_unknown_name_is_refused(
    menkyo_run: Callable[..., Outcome], store: Path, key_file: Path, name: str, lang: str
) -> None:
    """Only what is in the store can be removed from it."""
    store.mkdir()
    outcome = menkyo_run("trust", "remove", name, "--trust", str(store), "--lang", lang)
    assert outcome.code == 2
    outcome.assert_one_sentence(lang)
    assert "\x1b" not in outcome.errors
    assert key_file.exists()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_without_a_home_there_is_a_sentence(menkyo_run: Callable[..., Outcome], key_file: Path, lang: str) -> None:
    """Where no folder for settings can be found, --trust is the way, and looking finds nothing."""
    environment = {"XDG_CONFIG_HOME": ""}
    with mock.patch("os.path.expanduser", return_value="~"):
        for arguments in (("add", str(key_file)), ("remove", "issuer.pem")):
            outcome = menkyo_run("trust", *arguments, "--lang", lang, environment=environment)
            assert outcome.code == 2
            outcome.assert_one_sentence(lang)
            assert "--trust" in outcome.errors
        assert menkyo_run("trust", "list", environment=environment).code == 0
        assert menkyo_run("read", "--demo", environment=environment).code == 0


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_store_that_cannot_be_written_is_a_sentence(
    menkyo_run: Callable[..., Outcome], tmp_path: Path, key_file: Path, lang: str
) -> None:
    """A folder below a file cannot be made: one sentence says so."""
    outcome = menkyo_run(
        "trust", "add", str(key_file), "--trust", str(tmp_path / "issuer.pem" / "store"), "--lang", lang
    )
    assert outcome.code == 2
    outcome.assert_one_sentence(lang)


def test_names_are_completed(menkyo_run: Callable[..., Outcome], tmp_path: Path, key_file: Path) -> None:
    """A shell completes the names in the store."""
    environment = {"XDG_CONFIG_HOME": str(tmp_path)}
    menkyo_run("trust", "add", str(key_file), environment=environment)
    completing = {"_MENKYO_COMPLETE": "bash_complete", "COMP_WORDS": "menkyo trust remove is", "COMP_CWORD": "3"}
    assert "issuer.pem" in menkyo_run(environment=environment | completing).text
