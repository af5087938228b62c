"""What `make mutants` found, and the list of reasons that it is compared with."""

from __future__ import annotations

import importlib.util
import json
import sys
import tomllib
from collections import Counter
from importlib import import_module
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from types import ModuleType

CHECKOUT = Path(__file__).parents[2]
LIST = CHECKOUT / "fixtures" / "mutants" / "survivors.toml"
RUN: dict[str, Any] = tomllib.loads((CHECKOUT / "fixtures" / "mutants" / "run.toml").read_text(encoding="utf-8"))
REASONS: dict[str, Any] = tomllib.loads(LIST.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def report() -> ModuleType:
    """The program that tells what a run found."""
    spec = importlib.util.spec_from_file_location("mutant_report", CHECKOUT / "scripts" / "mutant_report.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["mutant_report"] = module
    spec.loader.exec_module(module)
    return module


def test_the_recorded_run_reaches_what_is_wanted(report: ModuleType) -> None:
    """At least 85 % of the mutants died, and the numbers of the modules are those of the whole."""
    assert report.WANTED == 0.85
    assert RUN["died"] >= report.WANTED * RUN["mutants"]
    assert sum(row["mutants"] for row in RUN["modules"].values()) == RUN["mutants"]
    assert sum(row["died"] for row in RUN["modules"].values()) == RUN["died"]
    assert sum(RUN["survivors"].values()) == RUN["mutants"] - RUN["died"]


def test_every_survivor_has_a_reason(report: ModuleType) -> None:
    """The list has as many reasons for a function as mutants of it survived, each of a kind that is explained."""
    assert report.read_reasons(LIST) == Counter(RUN["survivors"])
    assert {row["kind"] for row in REASONS["survivors"]} == set(REASONS["kinds"])
    assert all(row["why"].endswith(".") for row in REASONS["survivors"])


@pytest.mark.parametrize("function", sorted({row["function"] for row in REASONS["survivors"]}))
def test_a_listed_function_exists(function: str) -> None:
    """A reason for a function that is gone is a reason for nothing."""
    module = max((name for name in RUN["modules"] if function.startswith(f"{name}.")), key=len)
    assert callable(attrgetter(function.removeprefix(f"{module}."))(import_module(module)))


@pytest.mark.parametrize(
    ("name", "function"),
    [
        ("apdu.tlv.x_parse_ber__mutmut_3", "apdu.tlv.parse_ber"),
        ("apdu.tlv.x__ber_tag__mutmut_12", "apdu.tlv._ber_tag"),
        ("apdu.session.xǁCardSessionǁ_verify__mutmut_1", "apdu.session.CardSession._verify"),
        ("menkyo.record.x___getattr____mutmut_1", "menkyo.record.__getattr__"),
    ],
)
def test_a_function_is_named_as_people_write_it(report: ModuleType, name: str, function: str) -> None:
    """The signs that the tool puts into names are taken out again."""
    assert report.Mutant(name, 1).function == function


@pytest.mark.parametrize(
    ("codes", "listed", "said"),
    [
        ([1] * 85 + [0] * 15, 15, []),
        ([1] * 80 + [-24] * 5 + [0] * 15, 15, []),
        ([1] * 84 + [0] * 16, 16, ["84 of 100 mutants died, less than 85%"]),
        (
            [1] * 98 + [0] * 2,
            1,
            ["2 survived in a.f, and the list has reasons for 1: a.x_f__mutmut_98 a.x_f__mutmut_99"],
        ),
        ([1] * 99 + [33], 0, ["1 survived in a.f, and the list has reasons for 0: a.x_f__mutmut_99"]),
        ([None] * 99 + [1], 0, []),
        ([None] * 99 + [0], 0, ["1 survived in a.f, and the list has reasons for 0: a.x_f__mutmut_99"]),
        ([None] * 100, 0, ["no mutant was run"]),
    ],
)
def test_too_few_deaths_and_unlisted_survivors_are_wrong(
    report: ModuleType, codes: list[int | None], listed: int, said: list[str]
) -> None:
    """Failed tests and tests that never end are deaths; what has no test survives; the share is that of whole runs."""
    mutants = [report.Mutant(f"a.x_f__mutmut_{number}", code) for number, code in enumerate(codes)]
    assert report.complaints(mutants, Counter({"a.f": listed})) == said


def test_a_reason_too_many_is_told(report: ModuleType) -> None:
    """A mutant that died since leaves its reason behind, which only a whole run can tell."""
    mutants = [report.Mutant("a.x_f__mutmut_1", 0), report.Mutant("a.x_f__mutmut_2", 1)]
    listed = Counter({"a.f": 2})
    assert report.remarks(mutants, listed) == ["1 survived in a.f, and the list has reasons for 2"]
    assert report.remarks([*mutants, report.Mutant("a.x_g__mutmut_1", None)], listed) == []


def test_a_run_is_read_and_written_down(report: ModuleType, tmp_path: Path) -> None:
    """What the tool left in its folder becomes the numbers that the documentation shows."""
    codes = {"a.b.x_f__mutmut_1": 1, "a.b.x_f__mutmut_2": 0, "a.c.x_g__mutmut_1": -24}
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "b.py.meta").write_text(json.dumps({"exit_code_by_key": codes}), encoding="utf-8")
    written = tomllib.loads(report.as_toml(report.read_mutants(tmp_path), "mutmut 0", "2026-01-02"))
    assert written == {
        "tool": "mutmut 0",
        "date": "2026-01-02",
        "mutants": 3,
        "died": 2,
        "timed_out": 1,
        "modules": {"a.b": {"mutants": 2, "died": 1}, "a.c": {"mutants": 1, "died": 1}},
        "survivors": {"a.b.f": 1},
    }
