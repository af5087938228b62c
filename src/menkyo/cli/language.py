"""Which language a person gets: Japanese, unless they or their system say otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from menkyo.output.language import Bilingual, Language

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["Bilingual", "Language", "choose_language"]

_VARIABLES: Final = ("LC_ALL", "LC_MESSAGES", "LANG")
_NO_LANGUAGE: Final = frozenset({"", "C", "POSIX"})


def choose_language(arguments: Sequence[str], environment: Mapping[str, str]) -> Language:
    """The language of ``--lang`` on the command line, else of the locale, else Japanese.

    It is needed before the command line is parsed, because help and usage errors are in it too.
    """
    for position, argument in enumerate(arguments):
        name, equals, value = argument.partition("=")
        if name == "--lang":
            wanted = value if equals else (*arguments[position + 1 : position + 2], "")[0]
            if wanted in {language.value for language in Language}:
                return Language(wanted)
    locale = next((environment[name] for name in _VARIABLES if environment.get(name)), "")
    code = locale.partition(".")[0].partition("_")[0]
    return Language.JA if code in _NO_LANGUAGE or code == "ja" else Language.EN
