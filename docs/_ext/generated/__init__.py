"""Pages and parts of pages that are made from the program, as MyST Markdown; nothing in them can drift from it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from generated.cards import (
    applications,
    layout_ic_license,
    layout_license,
    layout_pin_setting,
    layout_signature,
    status_words,
)
from generated.commands import commands_en, commands_ja, exit_codes
from generated.errors import error_trees
from generated.facade import facade, facade_functions
from generated.images import images, switches
from generated.layers import layers_picture, layers_rules, layers_table
from generated.panel import panel
from generated.rules import rules, rules_japanese
from generated.schemas import schemas

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

__all__ = ["GENERATORS"]

GENERATORS: Final[Mapping[str, Callable[[], str]]] = {
    "applications": applications,
    "commands": commands_en,
    "commands-ja": commands_ja,
    "errors": error_trees,
    "exit-codes": exit_codes,
    "facade": facade,
    "facade-functions": facade_functions,
    "images": images,
    "layers-picture": layers_picture,
    "layers-rules": layers_rules,
    "layers-table": layers_table,
    "layout-ic-license": layout_ic_license,
    "layout-license": layout_license,
    "layout-pin-setting": layout_pin_setting,
    "layout-signature": layout_signature,
    "panel": panel,
    "rules": rules,
    "rules-ja": rules_japanese,
    "schemas": schemas,
    "status-words": status_words,
    "switches": switches,
}
