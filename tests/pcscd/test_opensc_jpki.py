"""OpenSC's driver for the JPKI application (公的個人認証AP) at work on the virtual card.

What it sends, and what it needs: My Number card spec, sections 11.3 and 11.4.
"""

from __future__ import annotations

import re
import subprocess
from typing import TYPE_CHECKING

import pytest

from menkyo.pcsc import connect
from menkyo.reading import read_card
from menkyo.virtual import Action

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.pcscd.conftest import ServedCard

    Lay = Callable[..., ServedCard]

pytestmark = pytest.mark.pcscd

PIN, PASSWORD = "1234", "PASSWORD1"
KEYS = {"01": (PIN, "0", "0017"), "02": (PASSWORD, "1", "001A")}
"""Identifier in OpenSC: secret, slot of its PKCS#11 module, file of the key."""

NAMES = ("-nameopt", "RFC2253")
"""A form of names that no version of openssl spaces differently."""

# Everything that leads to a My Number (個人番号): two files, and two keys whose value it is.
TRAPS = (("text", "0001"), ("surface", "0005"), ("text", "0014"), ("surface", "0013"))


def run(*command: str, typed: str = "") -> str:
    """What a program prints; it fails the test when it fails or hangs."""
    done = subprocess.run(command, check=False, input=typed, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, (command, done.stdout, done.stderr)
    return done.stdout


def pkcs15(*arguments: str) -> str:
    """What pkcs15-tool prints about the card in the first slot."""
    return run("pkcs15-tool", "--reader", "0", *arguments)


def objects(kind: str, dump: str) -> list[str]:
    """The labels of one kind of objects in a dump."""
    return re.findall(rf"^{kind} \[(.*)\]$", dump, re.MULTILINE)


def tries(dump: str) -> list[str]:
    """The tries left of each PIN in a dump."""
    return re.findall(r"Tries left *: (\d+)", dump)


def test_the_dump_is_complete(lay_card: Lay) -> None:
    """Two PINs with their tries, two keys and four certificates."""
    lay_card()
    dump = pkcs15("--dump")
    assert objects("PIN", dump) == ["User Authentication PIN", "Digital Signature PIN"]
    assert tries(dump) == ["3", "5"]
    assert len(objects("Private RSA Key", dump)) == 2
    assert objects(r"X\.509 Certificate", dump) == [
        "User Authentication Certificate",
        "Digital Signature Certificate",
        "User Authentication Certificate CA",
        "Digital Signature Certificate CA",
    ]


@pytest.mark.parametrize(("identifier", "subject"), [("01", "CN="), ("03", "O=MENKYO-"), ("04", "O=MENKYO-")])
def test_free_certificates_are_read(lay_card: Lay, identifier: str, subject: str) -> None:
    """Three certificates come without a PIN, and openssl understands them."""
    lay_card()
    certificate = pkcs15("--read-certificate", identifier)
    printed = run("openssl", "x509", "-noout", *NAMES, "-subject", "-dates", typed=certificate)
    assert subject in printed
    assert re.search(r"notAfter=.* 14:59:59 ", printed)


def test_the_signature_certificate_wants_its_password(lay_card: Lay) -> None:
    """The 署名用 certificate cannot be read without its password, can with it, and is of the authority on the card."""
    lay_card()
    refused = subprocess.run(
        ["pkcs15-tool", "--reader", "0", "--read-certificate", "02"], check=False, capture_output=True, timeout=60
    )
    assert refused.returncode != 0
    certificate = pkcs15("--verify-pin", "--auth-id", "02", "--pin", PASSWORD, "--read-certificate", "02")
    printed = run("openssl", "x509", "-noout", *NAMES, "-issuer", "-ext", "subjectAltName", typed=certificate)
    assert "O=MENKYO-VIRTUAL-CARD" in printed
    assert "1.2.392.200149.8.5.5.1" in printed


@pytest.mark.parametrize("identifier", KEYS)
def test_a_signature_verifies(lay_card: Lay, identifier: str, tmp_path: Path) -> None:
    """What the card signs for another program, openssl verifies with the certificate from the card."""
    secret, slot, file = KEYS[identifier]
    served = lay_card()
    message, signature, public = (tmp_path / name for name in ("message", "signature", "public"))
    message.write_text("Something to sign", encoding="utf-8")
    sign = ("--sign", "--id", identifier, "--mechanism", "SHA256-RSA-PKCS")
    files = ("--input-file", str(message), "--output-file", str(signature))
    run("pkcs11-tool", "--slot", slot, "--login", "--pin", secret, *sign, *files)
    login = () if identifier == "01" else ("--verify-pin", "--auth-id", identifier, "--pin", secret)
    certificate = pkcs15(*login, "--read-certificate", identifier).partition("-----BEGIN")
    public.write_text(run("openssl", "x509", "-noout", "-pubkey", typed="".join(certificate[1:])), encoding="utf-8")
    checked = run("openssl", "dgst", "-sha256", "-verify", str(public), "-signature", str(signature), str(message))
    assert checked.strip() == "Verified OK"
    assert served.card.log.count("jpki", file, Action.SIGN) == 1


def test_the_pins_are_listed(lay_card: Lay) -> None:
    """Both PINs alone, with the lengths and tries of each."""
    lay_card()
    listed = pkcs15("--list-pins")
    assert objects("PIN", listed) == ["User Authentication PIN", "Digital Signature PIN"]
    assert re.findall(r"min_len:(\d+), max_len:(\d+)", listed) == [("4", "4"), ("6", "16")]
    assert tries(listed) == ["3", "5"]


def test_the_module_has_a_slot_for_each_pin(lay_card: Lay) -> None:
    """The PKCS#11 module shows the card as two tokens, one for each PIN, and the objects of the free one."""
    lay_card()
    slots = run("pkcs11-tool", "--list-slots")
    assert re.findall(r"token label *: (.*)", slots) == [
        "JPKI (User Authentication PIN)",
        "JPKI (Digital Signature PIN)",
    ]
    listed = run("pkcs11-tool", "--list-objects")
    assert re.findall(r"Certificate Object.*\n  label: *(.*)", listed) == [
        "User Authentication Certificate",
        "User Authentication Certificate CA",
        "Digital Signature Certificate CA",
    ]


def test_a_signature_below_pkcs11_verifies(lay_card: Lay, tmp_path: Path) -> None:
    """`pkcs15-crypt`, which signs a hash without the PKCS#11 module, gets a signature that openssl verifies."""
    lay_card()
    message, digest, signature, public = (tmp_path / name for name in ("message", "digest", "signature", "public"))
    message.write_text("Something to sign", encoding="utf-8")
    run("openssl", "dgst", "-sha256", "-binary", "-out", str(digest), str(message))
    sign = ("--sign", "--key", "01", "--sha-256", "--pkcs1", "--pin", PIN, "--raw")
    run("pkcs15-crypt", "--reader", "0", *sign, "--input", str(digest), "--output", str(signature))
    certificate = pkcs15("--read-certificate", "01")
    public.write_text(run("openssl", "x509", "-noout", "-pubkey", typed=certificate), encoding="utf-8")
    checked = run("openssl", "dgst", "-sha256", "-verify", str(public), "-signature", str(signature), str(message))
    assert checked.strip() == "Verified OK"


def test_a_wrong_pin_costs_one_try(lay_card: Lay) -> None:
    """A wrong PIN is refused, and the dump then tells one try less for that PIN only."""
    lay_card()
    command = ["pkcs11-tool", "--slot", "0", "--login", "--pin", "9999", "--list-objects"]
    assert subprocess.run(command, check=False, capture_output=True, timeout=60).returncode != 0
    assert tries(pkcs15("--dump")) == ["2", "5"]


@pytest.mark.parametrize(
    ("image", "expected"),
    [
        ("blocked-keys", ["0", "0"]),
        ("no-signature-certificate", ["3", "5"]),
        ("signature-certificate-6982", ["3", "5"]),
        ("signature-certificate-empty", ["3", "5"]),
        ("no-certificates", ["3", "5"]),
    ],
)
def test_cards_that_lack_something(lay_card: Lay, image: str, expected: list[str]) -> None:
    """Blocked PINs and missing certificates do not keep OpenSC from the card; it lists the places of all four."""
    lay_card(image)
    dump = pkcs15("--dump")
    assert tries(dump) == expected
    assert len(objects(r"X\.509 Certificate", dump)) == 4


def test_a_card_without_jpki_is_not_taken_for_one(lay_card: Lay) -> None:
    """Without the application the driver does not claim the card."""
    lay_card("no-jpki")
    done = subprocess.run(["opensc-tool", "-n"], check=False, capture_output=True, text=True, timeout=60)
    assert done.stdout.strip() != "jpki"


def test_nobody_touches_the_my_number(lay_card: Lay) -> None:
    """Neither OpenSC nor our own reader, on the same card, asks for a file or a key that leads to a My Number."""
    served = lay_card()
    pkcs15("--dump")
    with connect(served.reader) as transport:
        capture = read_card(transport, lambda _tries_left: PIN.encode("ascii"))
    assert capture.data("WEF02")
    log = served.card.log
    assert log.count("jpki") > 10
    assert log.count("license", action=Action.READ) > 2
    assert [trap for trap in TRAPS if log.count(*trap)] == []
