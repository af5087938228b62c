"""`scripts/system-packages` on machines that lack something, with stand-ins for the machine's own programs."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[2]
BUILD = [
    *["ca-certificates", "gcc", "libc6-dev", "libpcsclite-dev", "pkg-config"],
    *["python3", "python3-dev", "python3-venv", "swig"],
]
TEST = [*BUILD, "iproute2", "opensc", "pcsc-tools", "pcscd", "procps", "vsmartcard-vpcd"]
TOOLS = ["bash", "cat", "dirname", "env", "grep", "mkdir", "tail"]


class Machine:
    """A folder of programs that the script finds instead of the machine's."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.programs = home / "bin"
        self.programs.mkdir()
        for tool in TOOLS:
            self.programs.joinpath(tool).symlink_to(shutil.which(tool) or tool)
        self.program("id", "echo 0")
        self.program("uname", "echo Linux")
        scripts = home / "scripts"
        scripts.mkdir()
        for name in ["lib.sh", "system-packages"]:
            shutil.copy(CHECKOUT / "scripts" / name, scripts)

    def program(self, name: str, body: str) -> None:
        """Add a program, or replace it."""
        path = self.programs / name
        path.write_text(f"#!{shutil.which('bash')}\n{body}\n", encoding="utf-8")
        path.chmod(0o755)

    def debian(self, installed: list[str]) -> None:
        """Make the machine a Debian with these packages; one removed but not purged is among them."""
        lines = [f"{package} installed" for package in installed] + ["swig config-files"]
        self.program("dpkg-query", "cat <<'END'\n" + "\n".join(lines) + "\nEND\nexit 1")
        self.program("apt-get", f'echo "$*" >>{self.home}/asked')

    @property
    def asked(self) -> list[str]:
        """What apt-get was asked."""
        path = self.home / "asked"
        return path.read_text(encoding="utf-8").splitlines() if path.exists() else []

    def run(self, group: str) -> subprocess.CompletedProcess[str]:
        """Run the script."""
        return subprocess.run(
            [self.home / "scripts" / "system-packages", group],
            env={**os.environ, "PATH": str(self.programs)},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """Make a machine with the few programs that every system has."""
    return Machine(tmp_path)


@pytest.mark.parametrize(("group", "packages"), [("build", BUILD), ("test", TEST)])
def test_nothing_missing_asks_nothing(machine: Machine, group: str, packages: list[str]) -> None:
    """When every package is there, apt is not called and nothing is said."""
    machine.debian(packages)
    done = machine.run(group)
    assert (done.returncode, done.stdout, done.stderr, machine.asked) == (0, "", "", [])


def test_only_the_missing_packages_are_installed(machine: Machine) -> None:
    """The lists are fetched first, and only what is missing is asked for, without what is merely recommended."""
    machine.debian([package for package in TEST if package not in {"swig", "pcscd"}])
    done = machine.run("test")
    update, install = machine.asked
    assert done.returncode == 0
    assert update.endswith(" update")
    assert install.endswith(" install -y --no-install-recommends swig pcscd")
    assert done.stderr == "menkyo: installing Debian packages: swig pcscd\n"


def test_sudo_is_used_when_not_root(machine: Machine) -> None:
    """Without root's rights apt runs under sudo, and the reader is told that a password may be asked."""
    machine.debian(BUILD[:-1])
    machine.program("id", "echo 1000")
    machine.program("sudo", f'[ "$1" = true ] || {{ echo "sudo" >>{machine.home}/asked; exec "$@"; }}')
    done = machine.run("build")
    assert done.returncode == 0
    assert [line for line in machine.asked if line == "sudo"] == ["sudo", "sudo"]
    assert "sudo may ask for your password" in done.stderr


@pytest.mark.parametrize("sudo", [None, "exit 1"])
def test_without_rights_the_command_is_told(machine: Machine, sudo: str | None) -> None:
    """Where sudo is missing or refuses, the script ends with the command that an administrator can run."""
    machine.debian(BUILD[:-1])
    machine.program("id", "echo 1000")
    if sudo is not None:
        machine.program("sudo", sudo)
    done = machine.run("build")
    assert done.returncode == 1
    assert machine.asked == []
    assert done.stderr.endswith("As root: apt-get install swig\n")


def test_without_network_the_reason_and_a_hint_are_shown(machine: Machine) -> None:
    """When apt fails, the end of its log is shown, then one sentence and a hint."""
    machine.debian(BUILD[:-1])
    machine.program("apt-get", "echo 'Temporary failure resolving'; exit 100")
    done = machine.run("build")
    assert done.returncode == 1
    assert "Temporary failure resolving" in done.stderr
    assert "Is there a network connection?" in done.stderr.splitlines()[-1]


def test_elsewhere_the_absent_programs_are_named(machine: Machine) -> None:
    """On a system without dpkg the script names what it does not find, and lets the set-up go on."""
    for program in ["python3", "cc", "pkg-config"]:
        machine.program(program, "")
    done = machine.run("build")
    assert done.returncode == 0
    assert "Not found: swig\n" in done.stderr
    machine.program("swig", "")
    assert machine.run("build").stderr == ""


def test_a_wrong_group_is_refused(machine: Machine) -> None:
    """A group of packages that does not exist is a wrong usage, not an empty list."""
    assert machine.run("everything").returncode == 1
