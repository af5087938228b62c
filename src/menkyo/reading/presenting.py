"""One PIN presented on its own, between commands that a person sends: by the rules of a reading."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apdu.applications import IC_LICENSE_DF1, LICENSE_AP
from apdu.applications.ic_license import IC_PIN_SETTING
from apdu.applications.license_ap import PIN, WEF01
from menkyo.reading.pins import read_setting, require_tries
from menkyo.record import PinSetting, decode_ic_pin_setting, decode_pin_setting

if TYPE_CHECKING:
    from collections.abc import Callable

    from apdu import CardSession
    from apdu.applications import KeyReference

__all__ = ["present_pin"]


def present_pin(
    session: CardSession, key: KeyReference, ask_pin: Callable[[int], bytes], *, use_last_try: bool = False
) -> bool:
    """Select where a key lives and present its PIN once; returns whether the card has such an application.

    ``ask_pin`` gets the tries left, and is called only when a PIN is set and may be tried. The key is that of the
    license or one of the IC license's two: a number on the command line might be a key of another application, whose
    tries would be spent. Raises `PinSettingError` and the errors of `apdu.errors`.
    """
    if key is PIN:
        if not session.select(LICENSE_AP):
            return False
        setting_file, decode = WEF01, decode_pin_setting
    else:
        # On a My Number card, SELECT of the MF leaves the application that was current, with keys of its own.
        if not session.select(IC_LICENSE_DF1):
            return False
        session.select_master_file()
        setting_file, decode = IC_PIN_SETTING, decode_ic_pin_setting
    setting = read_setting(session, setting_file, decode)
    tries = session.tries_left(key)
    require_tries(key, tries, use_last_try=use_last_try)
    if tries.is_verified or not tries.count:
        return True
    if decode(setting) is PinSetting.SET:
        session.verify(key, ask_pin(tries.count), use_last_try=use_last_try)
    else:
        session.verify_default(key, setting[: setting_file.max_size], use_last_try=use_last_try)
    return True
