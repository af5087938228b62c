"""What one recorded conversation answers of the specification's open questions (license card spec, section 12).

A finding tells about the card's form, never about its holder: values of flags and codes, lengths, codings and status
words. Pure.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from apdu.applications import IC_LICENSE_DF1, LICENSE_AP
from apdu.command import CommandAPDU, Instruction
from apdu.conversation import Act
from apdu.errors import EncodingError
from apdu.tlv import NUMBERED, is_fill, parse_license
from menkyo.record.bitmap import decode_bitmap
from menkyo.record.changes import CHANGE_TAGS, ChangeKind
from menkyo.record.dates import decode_era_date
from menkyo.record.ic_layout import IC_LAYOUTS
from menkyo.record.invention import COMMISSION_WORDS
from menkyo.record.layout import LICENSE_LAYOUT, SIGNATURE_LAYOUT, Coding
from menkyo.record.photo import decode_photo

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from apdu.conversation import FileRead, Step
    from apdu.tlv import TlvObject

__all__ = ["QUESTIONS", "Answer", "Evidence", "Finding", "answer_questions"]

QUESTIONS: Final = tuple(f"Q{number}" for number in range(1, 21))

_LAYOUTS: Final = {"WEF02": LICENSE_LAYOUT, "WEF03": SIGNATURE_LAYOUT, **IC_LAYOUTS}
_PADDED: Final = ("WEF02", "WEF03", "DF1/EF01", "DF1/EF07")
_FLAGS: Final = range(0xEC, 0xFB)
_DAY_SIZE: Final = 7
_CHANGE_FLAGS: Final = {0x50: "DF1/EF04", 0xA0: "DF1/EF05", 0xAA: "DF1/EF06"}
_HISTORY_CLASS: Final = 0xC3
_PHOTO: Final = 0x107
_PRE_ISSUE: Final = 0x46
_CHARACTER_SET: Final = 0x11
_COMMISSION_SIZE: Final = 10
_CHANGE_DATE_END: Final = 15
_SHORTEST_CHANGE: Final = 25
_KEY_IDENTIFIERS: Final = (0x10D, 0xB6)
_RESERVED_FILES: Final = ("WEF02", "DF1/EF01")
_BLOCKED: Final = frozenset({0x63C0, 0x6983, 0x6984})
_SUCCESS: Final = 0x9000
_END_REACHED: Final = frozenset({0x6282, 0x6B00})
_MOST_SHORT: Final = 256
_LICENSES: Final = frozenset({LICENSE_AP.name, "ic-license-mf", "ic-license", "ic-license-df2", "ic-license-df3"})
_CONTACTLESS: Final = b"\x80\x01"
_VENDOR_FORM: Final = b"\x3b\xf5\x91"
# What is longer is no flag, code or mark.
_MOST_BYTES: Final = 4
_HIDDEN: Final = "○"


class Finding(NamedTuple):
    """One thing that was seen: a word for it, and its values as text; nothing of it is personal."""

    word: str
    values: Mapping[str, str]


class Answer(NamedTuple):
    """What a conversation says to a question: findings, or none when it was not seen."""

    question: str
    findings: tuple[Finding, ...]

    @property
    def is_answered(self) -> bool:
        """Whether anything was seen."""
        return bool(self.findings)


class Evidence(NamedTuple):
    """What answers come from.

    ``files`` are empty for a conversation without its data; ``coverage`` is what the signature covers, by
    `menkyo.trust`, where a trusted key told.
    """

    atr: bytes
    steps: Sequence[Step]
    files: Sequence[FileRead]
    coverage: str | None = None


def answer_questions(evidence: Evidence) -> tuple[Answer, ...]:
    """The answers to all questions, in their order."""
    objects = [
        (file, item) for file in evidence.files if file.name in _LAYOUTS for item in parse_license(file.data).objects
    ]
    seen = _Seen(evidence, tuple(objects))
    return tuple(Answer(question, _distinct(_FINDERS[question](seen))) for question in QUESTIONS)


class _Seen(NamedTuple):
    evidence: Evidence
    objects: tuple[tuple[FileRead, TlvObject], ...]

    def values(self, *tags: int) -> Iterator[bytes]:
        """The values of the objects with these tags."""
        return (item.value for _, item in self.objects if item.tag in tags)

    def of_coding(self, *codings: Coding) -> Iterator[tuple[FileRead, TlvObject]]:
        """The objects of known tags whose values are coded so."""
        for file, item in self.objects:
            if any(row.tag == item.tag and row.coding in codings for row in _LAYOUTS[file.name]):
                yield file, item


def _distinct(findings: Iterator[Finding]) -> tuple[Finding, ...]:
    kept: list[Finding] = []
    for finding in findings:
        if finding not in kept:
            kept.append(finding)
    return tuple(kept)


def _found(word: str, **values: object) -> Finding:
    return Finding(word, {key: str(value) for key, value in values.items()})


def _hex(raw: bytes) -> str:
    return raw[:_MOST_BYTES].hex(" ").upper()


def _tag_form(seen: _Seen) -> Iterator[Finding]:
    for file, item in seen.objects:
        if NUMBERED <= item.tag < 2 * NUMBERED:
            yield _found("tag", prefix=_hex(file.data[item.offset : item.offset + 1]))


def _padding(seen: _Seen) -> Iterator[Finding]:
    for file in seen.evidence.files:
        if file.name not in _PADDED:
            continue
        rest = parse_license(file.data).rest
        if rest and is_fill(rest):
            yield _found("fill", file=file.name, byte=_hex(rest[:1]))
        elif _is_ended(seen.evidence.steps, file):
            yield _found("rest" if rest else "no-fill", file=file.name)


def _is_whole(steps: Sequence[Step], file: FileRead) -> bool:
    """Whether all objects of the file were read: fill follows them, or its end, or the last was the photo."""
    parsed = parse_license(file.data)
    if parsed.rest:
        return is_fill(parsed.rest)
    return any(item.tag == _PHOTO for item in parsed.objects[-1:]) or _is_ended(steps, file)


def _is_ended(steps: Sequence[Step], file: FileRead) -> bool:
    """Whether the card showed where the file ends: by its status word, or by less than was asked for."""
    for step in steps:
        # A link may cut every answer; what counts is the one behind which nothing was read.
        if step.place != file.place or step.status is None or step.offset + len(step.data) < len(file.data):
            continue
        command = _command(step)
        wanted = 0 if command is None else command.le or 0
        if step.status.value in _END_REACHED or (step.status.is_success and len(step.data) < wanted):
            return True
    return False


def _coverage(seen: _Seen) -> Iterator[Finding]:
    if seen.evidence.coverage is not None:
        yield _found("coverage", name=seen.evidence.coverage)


def _flags(seen: _Seen) -> Iterator[Finding]:
    values = sorted({value for file, item in seen.objects for value in [item.value] if _is_flag(file, item)})
    if values:
        yield _found("values", values=", ".join(_hex(value) or "-" for value in values))


def _is_flag(file: FileRead, item: TlvObject) -> bool:
    return file.name == "WEF02" and item.tag in _FLAGS


def _absent_days(seen: _Seen) -> Iterator[Finding]:
    for file, item in seen.of_coding(Coding.LATIN):
        row = next(row for row in _LAYOUTS[file.name] if row.tag == item.tag)
        if row.size != _DAY_SIZE:
            continue
        try:
            is_absent = decode_era_date(item.value) is None
        except ValueError:
            continue
        if is_absent:
            zeros = bytes(item.value).strip(b"0")
            form = "empty" if not item.value else "zeros" if not zeros else "era-and-zeros"
            yield _found("absent-day", form=form)


def _glyphs(seen: _Seen) -> Iterator[Finding]:
    for file, item in seen.objects:
        row = next((row for row in _LAYOUTS[file.name] if row.tag == item.tag), None)
        if row is None or not row.field.endswith("glyphs") or row.coding is Coding.CODE or not item.value:
            continue
        bitmap = decode_bitmap(item.value)
        if bitmap is None:
            yield _found("glyph-unknown", length=len(item.value), first=_hex(item.value[:1]))
        else:
            yield _found("glyph", size=bitmap.size, coding=bitmap.coding.value)


def _history_class(seen: _Seen) -> Iterator[Finding]:
    for file, item in seen.objects:
        if file.name == "WEF02" and item.tag == _HISTORY_CLASS and item.value:
            yield _found("class-code", code=_hex(item.value))


def _photo(seen: _Seen) -> Iterator[Finding]:
    for _, item in seen.of_coding(Coding.PHOTO):
        if not item.value:
            continue
        photo = decode_photo(item.value)
        if photo.format is None or photo.width is None:
            yield _found("photo-unknown", length=len(item.value), first=_hex(item.value))
        else:
            yield _found(
                "photo",
                format=photo.format.value,
                width=photo.width,
                height=photo.height,
                components=photo.components,
                length=len(item.value),
            )


def _change_flag(seen: _Seen) -> Iterator[Finding]:
    for file, item in seen.objects:
        if item.tag in _CHANGE_FLAGS and _CHANGE_FLAGS[item.tag] == file.name:
            others = any(other.value for where, other in seen.objects if where is file and other.tag != item.tag)
            if others or _is_whole(seen.evidence.steps, file):
                yield _found("flag-with" if others else "flag-without", tag=f"{item.tag:02X}", value=_hex(item.value))


def _pre_issue(seen: _Seen) -> Iterator[Finding]:
    for file, item in seen.objects:
        if file.name == "MF/EF01" and item.tag == _PRE_ISSUE:
            yield _found("values", values=_hex(item.value))


def _edition(seen: _Seen) -> Iterator[Finding]:
    for file, item in seen.objects:
        if file.name == "DF1/EF01" and item.tag == _CHARACTER_SET:
            yield _found("values", values=_hex(item.value))
    for _, item in seen.of_coding(Coding.CHANGE):
        if item.value:
            yield _found("values", values=_hex(item.value[:1]))


def _long_answers(seen: _Seen) -> Iterator[Finding]:
    for step in seen.evidence.steps:
        command = _command(step)
        name = "" if step.application is None else step.application.name
        if command is None or command.ins != Instruction.READ_BINARY or name not in _LICENSES or command.le is None:
            continue
        count = len(step.data) + step.exchange.hidden
        status = "-" if step.status is None else f"{step.status.value:04X}"
        if command.extended:
            yield _found("extended", status=status, more="yes" if count > _MOST_SHORT else "no")
        elif command.le == _MOST_SHORT:
            yield _found("le-00", status=status)


def _after_verify(seen: _Seen) -> Iterator[Finding]:
    verified: str | None = None
    left = False
    for step in seen.evidence.steps:
        if step.status is None:
            continue
        if step.act is Act.VERIFY and step.status.is_success and step.key is not None:
            verified, left = step.key.name, False
        elif verified is None:
            continue
        elif step.act is Act.SELECT_APPLICATION:
            left = True
        elif step.act is Act.ASK_TRIES and step.key is not None and step.key.name == verified:
            word = "asked-after-selecting" if left else "asked-after-verifying"
            yield _found(word, status=f"{step.status.value:04X}")
        elif left and step.act is Act.READ and step.status.is_success and step.data:
            yield _found("read-after-selecting")


def _refusals(seen: _Seen) -> Iterator[Finding]:
    for step in seen.evidence.steps:
        if step.status is None:
            continue
        status = f"{step.status.value:04X}"
        if step.act is Act.VERIFY and not step.status.is_success:
            yield _found("wrong-pin", status=status)
        elif step.act is Act.ASK_TRIES and step.status.value in _BLOCKED:
            yield _found("blocked", status=status)


def _nothing(_seen: _Seen) -> Iterator[Finding]:
    """What needs two cards."""
    return iter(())


def _lifted(seen: _Seen) -> Iterator[Finding]:
    recorded: set[bytes] = set(seen.values(*range(0x1C, 0x20)))
    changes = [(CHANGE_TAGS[item.tag], item.value) for _, item in seen.of_coding(Coding.CHANGE) if item.value]
    recorded |= {_change_text(value) for kind, value in changes if kind is ChangeKind.CONDITION}
    for kind, value in changes:
        if kind is ChangeKind.CONDITION_LIFTED:
            yield _found("lifted-same" if _change_text(value) in recorded else "lifted-other")


def _change_text(value: bytes) -> bytes:
    return value[_CHANGE_DATE_END:-_COMMISSION_SIZE]


def _commissions(seen: _Seen) -> Iterator[Finding]:
    for _, item in seen.of_coding(Coding.CHANGE):
        if len(item.value) >= _SHORTEST_CHANGE:
            name = item.value[-_COMMISSION_SIZE:]
            pairs = [name[at : at + 2] for at in range(0, len(name), 2)]
            yield _found("commission", form="".join(_word(pair) for pair in pairs))


def _word(pair: bytes) -> str:
    """A character that every commission's name has, or a circle."""
    return bytes(byte | 0x80 for byte in pair).decode("euc_jp") if pair in COMMISSION_WORDS else _HIDDEN


def _contacts(seen: _Seen) -> Iterator[Finding]:
    atr = seen.evidence.atr
    if not atr or atr[2:4] == _CONTACTLESS or atr.startswith(_VENDOR_FORM):
        return
    for step in seen.evidence.steps:
        is_license = step.application in {LICENSE_AP, IC_LICENSE_DF1}
        if step.act is Act.SELECT_APPLICATION and is_license and step.status is not None:
            yield _found("contacts", status=f"{step.status.value:04X}")


def _signer(seen: _Seen) -> Iterator[Finding]:
    for value in seen.values(*_KEY_IDENTIFIERS):
        if value:
            core = len(value.strip(b"\0\xff\x20"))
            yield _found("key-identifier", length=len(value), core=core)


def _reserved(seen: _Seen) -> Iterator[Finding]:
    for name in _RESERVED_FILES:
        files = [file for file in seen.evidence.files if file.name == name]
        if not files:
            continue
        found = [item.value for file, item in seen.of_coding(Coding.RESERVED) if file.name == name]
        if found:
            word = "reserved-filled" if any(found) else "reserved-empty"
            yield _found(word, file=name, count=len(found))
        elif any(_is_whole(seen.evidence.steps, file) for file in files):
            yield _found("reserved-missing", file=name)


def _command(step: Step) -> CommandAPDU | None:
    try:
        return CommandAPDU.parse(bytes.fromhex(step.exchange.command.replace("*", "0")))
    except EncodingError:
        return None


_FINDERS: Final[Mapping[str, Callable[[_Seen], Iterator[Finding]]]] = {
    "Q1": _tag_form,
    "Q2": _padding,
    "Q3": _coverage,
    "Q4": _flags,
    "Q5": _absent_days,
    "Q6": _glyphs,
    "Q7": _history_class,
    "Q8": _photo,
    "Q9": _change_flag,
    "Q10": _pre_issue,
    "Q11": _edition,
    "Q12": _long_answers,
    "Q13": _after_verify,
    "Q14": _refusals,
    "Q15": _nothing,
    "Q16": _lifted,
    "Q17": _commissions,
    "Q18": _contacts,
    "Q19": _signer,
    "Q20": _reserved,
}
