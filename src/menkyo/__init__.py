"""menkyo: read a Japanese driver's license, on a My Number card (マイナ免許証) or on an IC license (運転免許証).

::

    import menkyo

    with menkyo.open_reader("virtual") as reader:
        capture = menkyo.read_card(reader, lambda tries_left: b"1234")
    result = menkyo.decode(capture)
    print(result.record.expires_on.date, result.problems)
"""

from __future__ import annotations

# What the module typing says, too, and it takes longer to import than Python takes to start.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from menkyo.api import (
        BehindPin2,
        Capture,
        CardStatus,
        HolderKeys,
        IcLicensePins,
        LicenseRecord,
        ReadResult,
        TrustedKey,
        TrustStore,
        compare,
        decode,
        load_capture,
        load_trust_store,
        open_reader,
        read_card,
        read_status,
        save_capture,
        status_of_capture,
    )

__version__ = "0.1.0"

__all__ = [
    "BehindPin2",
    "Capture",
    "CardStatus",
    "HolderKeys",
    "IcLicensePins",
    "LicenseRecord",
    "ReadResult",
    "TrustStore",
    "TrustedKey",
    "__version__",
    "compare",
    "decode",
    "load_capture",
    "load_trust_store",
    "open_reader",
    "read_card",
    "read_status",
    "save_capture",
    "status_of_capture",
]


def __getattr__(name: str) -> object:
    """Import the API when one of its names is first used: ``menkyo --version`` needs none of it."""
    if name in __all__:
        from menkyo import api  # noqa: PLC0415 - see above

        return getattr(api, name)
    raise AttributeError(f"module 'menkyo' has no attribute {name!r}")
