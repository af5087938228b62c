"""What is installed: the built wheel under `make test` (MENKYO_TEST_WHEEL=1), the editable checkout otherwise."""

import os
import re
import subprocess
import sys
import sysconfig
from importlib import import_module, metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

CHECKOUT = Path(__file__).parents[2]
FROM_WHEEL = os.environ.get("MENKYO_TEST_WHEEL") == "1"
HOMES = {
    "apdu": Path(sysconfig.get_path("purelib")) if FROM_WHEEL else CHECKOUT,
    "menkyo": Path(sysconfig.get_path("purelib")) if FROM_WHEEL else CHECKOUT / "src",
}

# Runs `menkyo --help` in a Python that cannot find the packages named as arguments.
HELP_WITHOUT = """
import sys
class Hidden:
    names = frozenset(sys.argv[1:])
    @classmethod
    def find_spec(cls, name, path=None, target=None):
        if name.partition(".")[0] in cls.names:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        return None
sys.meta_path.insert(0, Hidden)
sys.argv = ["menkyo", "--help"]
from menkyo.cli.main import main
sys.exit(main())
"""


@pytest.mark.parametrize("package", ["apdu", "menkyo"])
def test_package_comes_from_where_this_run_says(package: str) -> None:
    """Under `make test` both packages are those of the wheel, never those of the checkout."""
    assert Path(import_module(package).__file__ or "").parent == HOMES[package] / package


@pytest.mark.parametrize("package", ["apdu", "menkyo"])
def test_package_is_typed(package: str) -> None:
    """Both packages tell type checkers that they carry types."""
    assert (HOMES[package] / package / "py.typed").is_file()


def test_nothing_but_the_two_packages_is_installed() -> None:
    """No test, fixture or document gets into a user's site-packages, and only the program gets outside of it."""
    installed = {file.parts[0] for file in metadata.files("menkyo") or ()}
    own = {"apdu", "menkyo"} if FROM_WHEEL else {"_editable_impl_menkyo.pth"}
    dist_info = {name for name in installed if re.fullmatch(r"menkyo-[^/]+\.dist-info", name)}
    assert installed - dist_info - {".."} == own
    assert [file.name for file in metadata.files("menkyo") or () if file.parts[0] == ".."] == ["menkyo"]


def test_versions_agree() -> None:
    """The package tells the version that its metadata tells."""
    assert metadata.version("menkyo") == import_module("menkyo").__version__


def test_python_versions_agree() -> None:
    """The classifiers start at the lowest Python allowed, leave none out, and are those that test-pythons runs."""
    about = metadata.metadata("menkyo")
    classified = [
        name.removeprefix("Programming Language :: Python :: 3.")
        for name in about.get_all("Classifier") or ()
        if name.startswith("Programming Language :: Python :: 3.")
    ]
    allowed = SpecifierSet(about["Requires-Python"])
    minors = [minor for minor in range(8, 8 + 20) if f"3.{minor}" in allowed]
    assert [int(minor) for minor in classified] == minors[: len(classified)]
    runner = (CHECKOUT / "scripts" / "test-pythons").read_text(encoding="utf-8")
    assert f"for version in {' '.join('3.' + minor for minor in classified)}; do" in runner


def test_license_is_stated_once() -> None:
    """The license is an SPDX expression with its file, and no classifier says it in other words."""
    about = metadata.metadata("menkyo")
    assert about["License-Expression"] == "MIT"
    assert about.get_all("License-File") == ["LICENSE"]
    assert not [name for name in about.get_all("Classifier") or () if name.startswith("License ::")]


def test_help_needs_no_development_package() -> None:
    """`menkyo --help` starts where nothing but the declared dependencies is installed."""
    needed = {"menkyo"}
    todo = ["menkyo"]
    while todo:
        for line in metadata.requires(todo.pop()) or ():
            requirement = Requirement(line)
            name = canonicalize_name(requirement.name)
            if name not in needed and (requirement.marker is None or requirement.marker.evaluate({"extra": ""})):
                needed.add(name)
                todo.append(name)
    hidden = [
        module
        for module, distributions in metadata.packages_distributions().items()
        if not {canonicalize_name(name) for name in distributions} & needed
    ]
    assert "pytest" in hidden

    done = subprocess.run(
        [sys.executable, "-I", "-c", HELP_WITHOUT, *hidden], capture_output=True, encoding="utf-8", check=False
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert "read" in done.stdout
