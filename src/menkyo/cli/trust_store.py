"""A trust store as the command line takes it: its keys, and a sentence for each file that is of no use in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from menkyo.cli.language import Bilingual
from menkyo.cli.streams import write_line
from menkyo.trust import load_trust_store

if TYPE_CHECKING:
    from pathlib import Path

    from menkyo.cli.language import Language
    from menkyo.trust import TrustStore

__all__ = ["UNUSABLE", "load_store", "reasons_by_name"]

UNUSABLE: Final = Bilingual(
    "信頼リストの {name} は使えません: {reason}", "{name} in the trust store is of no use. {reason}"
)


def load_store(folder: Path | None, language: Language) -> TrustStore:
    """The trust store of a folder, or the person's own; what is of no use in it is said on standard error."""
    store = load_trust_store(folder)
    for name, reason in reasons_by_name(store, language).items():
        write_line(UNUSABLE.text(language).format(name=name, reason=reason), err=True)
    return store


def reasons_by_name(store: TrustStore, language: Language) -> dict[str, str]:
    """Why files of a store are of no use, by name."""
    if not store.unusable:
        return {}
    from menkyo.cli.explain_trust import unusable_reason  # noqa: PLC0415 - only for what is of no use
    from menkyo.output.printable import printable  # noqa: PLC0415

    return {printable(file.name): unusable_reason(file.reason, language) for file in store.unusable}
