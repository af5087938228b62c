"""Pages hang together: links lead somewhere, generated parts are made, and tables are whole."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING

import click
import pytest

from menkyo.cli.language import Language
from menkyo.virtual import FAULTS, ImageError, image_names, load_image

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

LINK = re.compile(r"(?<!!)\[[^\]\n]*\]\(([^)\s]+)\)")
MARK = re.compile(r"^<!-- generated: ([a-z-]+) -->$", re.MULTILINE)
# What would promise more than a reading can know. "Validity" is the name of a period, and says no such thing.
PROMISES = re.compile(r"\b(valid|invalid|genuine|authentic|forged|counterfeit)\b", re.IGNORECASE)
GENERATED_NAMES = (
    "applications",
    "commands",
    "commands-ja",
    "errors",
    "exit-codes",
    "facade",
    "facade-functions",
    "images",
    "layers-picture",
    "layers-rules",
    "layers-table",
    "layout-ic-license",
    "layout-license",
    "layout-pin-setting",
    "layout-signature",
    "mutants-modules",
    "mutants-survivors",
    "panel",
    "rules",
    "rules-ja",
    "schemas",
    "status-words",
    "switches",
)


def _anchors(page: str) -> set[str]:
    """The names that headings can be linked by."""
    headings = re.findall(r"^#+ (.+)$", re.sub(r"^```.*?^```$", "", page, flags=re.MULTILINE | re.DOTALL), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-") for heading in headings}


def test_links_lead_somewhere(
    checkout: Path, pages: Mapping[str, str], generators: Mapping[str, Callable[[], str]]
) -> None:
    """Each link from a page to a file of the project leads to one, and to a heading in it where it names one."""
    for name, page in pages.items():
        for target in LINK.findall(page):
            if "://" in target:
                continue
            path, _, anchor = target.partition("#")
            file = (checkout / name).parent / path if path else checkout / name
            assert file.is_file(), f"{name}: {target}"
            if anchor:
                text = MARK.sub(lambda mark: generators[mark[1]](), file.read_text(encoding="utf-8"))
                assert anchor in _anchors(text), f"{name}: {target}"


def test_every_page_is_in_the_table_of_contents(pages: Mapping[str, str]) -> None:
    """No page is out of sight."""
    contents = "\n".join(re.findall(r"```\{toctree\}\n(.*?)```", pages["docs/index.md"], flags=re.DOTALL)).splitlines()
    for name in pages:
        if name.startswith("docs/") and name != "docs/index.md":
            page = name.removeprefix("docs/").removesuffix(".md")
            assert page in contents or f"{page.partition('/')[0]}/*" in contents, name


def test_generated_parts_are_asked_for(pages: Mapping[str, str], generators: Mapping[str, Callable[[], str]]) -> None:
    """What is made from the program stands on a page, and a page asks for nothing else."""
    asked = [name for page in pages.values() for name in MARK.findall(page)]
    assert sorted(asked) == sorted(generators) == sorted(GENERATED_NAMES)


@pytest.mark.parametrize("name", GENERATED_NAMES)
def test_generated_parts_are_made(name: str, generators: Mapping[str, Callable[[], str]]) -> None:
    """Each generated part has text, ends its last line, and leaves no empty code or link behind."""
    text = generators[name]()
    assert text.strip()
    assert text.endswith("\n")
    assert "``" not in text.replace("```", "")
    assert not re.search(r"(: |\| )None\.?( \||$)", text, re.MULTILINE)


@pytest.mark.parametrize(("name", "language"), [("commands", Language.EN), ("commands-ja", Language.JA)])
def test_reference_has_every_option(
    name: str,
    language: Language,
    generators: Mapping[str, Callable[[], str]],
    commands: Callable[[Language], Mapping[str, click.Command]],
) -> None:
    """The page of commands has each command with each of its options."""
    sections = re.split(r"^## ", generators[name](), flags=re.MULTILINE)
    by_path = {section.partition("\n")[0]: section for section in sections[1:]}
    known = commands(language)
    assert list(by_path) == list(known)
    for path, command in known.items():
        for parameter in command.get_params(click.Context(command, **command.context_settings)):
            if isinstance(parameter, click.Option) and not parameter.hidden:
                assert all(option in by_path[path] for option in parameter.opts), f"{path} {parameter.opts}"


def test_faults_are_all_there(pages: Mapping[str, str]) -> None:
    """The page of faults has the list's rows in its order, with the words of both languages and the usual values."""
    rows = re.findall(
        r"^\| `([^`]+)` \| (.+?) \| (.+?) \| [0-9, ]+ \|$", pages["docs/reference/faults.md"], re.MULTILINE
    )
    assert rows == [
        (f"{kind.name}={kind.value}" if kind.value else kind.name, kind.meaning.en, kind.meaning.ja)
        for kind in FAULTS.values()
    ]


def test_open_questions_are_all_there(pages: Mapping[str, str]) -> None:
    """The page has the twenty questions in order, and under each the images that play it, and no other ones."""
    page = pages["docs/explanation/open-questions.md"]
    sections = re.findall(r"^## Q(\d+)\..*?$(.*?)(?=^## |\Z)", page, flags=re.MULTILINE | re.DOTALL)
    assert [int(number) for number, _ in sections] == list(range(1, 21))
    text_of = dict(sections)
    for name in image_names():
        question = re.match(r"Q(\d+):", load_image(name).description.en)
        if question:
            assert f"`{name}`" in text_of[question[1]], name
    for line in re.findall(r"^Images?: .*$", page, flags=re.MULTILINE):
        assert set(re.findall(r"`([^`]+)`", line)) <= set(image_names()), line


def test_owners_are_told_what_each_question_gains(pages: Mapping[str, str]) -> None:
    """The page that asks for a conversation has a row for each of the twenty questions, in both languages."""
    sections = pages["docs/how-to/share-a-conversation.md"].split("\n## In English\n")
    assert len(sections) == 2
    for section in sections:
        rows = re.findall(r"^\| \[Q(\d+)\]\(\S+#q\1-\S+\).*\| .+ \| .+ \|$", section, flags=re.MULTILINE)
        assert [int(number) for number in rows] == list(range(1, 21))


def test_card_image_reference_has_every_key(pages: Mapping[str, str], tmp_path: Path) -> None:
    """The page of card images names each key that the loader knows, by table."""
    page = pages["docs/reference/card-image.md"]
    names = ["", *re.findall(r"`\[(\w+)\]`", page)]
    words = set(re.findall(r"`[^`\n]+`", page))
    switches: dict[str, set[str]] = {}
    for name, kind in itertools.product(names, ("mynumber", "ic-license")):
        probe = tmp_path / "probe.toml"
        key = f"{name}.no_such_key" if name else "no_such_key"
        probe.write_text(f'schema = "menkyo.image/1"\ncard.kind = "{kind}"\n{key} = 1\n', encoding="utf-8")
        with pytest.raises(ImageError, match="which knows") as caught:
            load_image(probe)
        keys = str(caught.value).partition("which knows ")[2].split(", ")
        if name == "switches":
            switches[kind] = set(keys)
        if name in {"keys", "switches", "reserved", "glyphs"}:
            continue  # described in words, or made from the program
        for key in keys:
            assert {f"`{key}`", f"`[{key}]`", f"`[[{key}]]`"} & words, f"[{name}] {key}"
    own = switches["ic-license"] - switches["mynumber"]
    assert own
    assert {f"`{key}`" for key in own} <= words
    assert {f"`{key}`" for key in switches["mynumber"] - switches["ic-license"]} <= words


def test_pages_promise_nothing_that_reading_cannot_know(
    pages: Mapping[str, str], generators: Mapping[str, Callable[[], str]]
) -> None:
    """No page calls what was only read by a word that means more."""
    for name, page in {**pages, **{name: make() for name, make in generators.items()}}.items():
        assert not PROMISES.search(page), f"{name}: {PROMISES.search(page)}"
