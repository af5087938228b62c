# What the scripts beside this file share. Sourced, not run; works with bash 3.2 and newer.
# shellcheck shell=bash
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
cd "$root"

logs="$root/build/log"
mkdir -p "$logs"

# An activated environment or a search path of the caller's must not leak into ours.
unset VIRTUAL_ENV CONDA_PREFIX PYTHONPATH PYTHONHOME
export UV_PYTHON_DOWNLOADS=never # the Python of this system, never one downloaded for us
export UV_SYSTEM_CERTS=1         # trust what this system trusts, such as a company's proxy
export UV_NO_PROGRESS=1
export PIP_DISABLE_PIP_VERSION_CHECK=1
export PYRIGHT_PYTHON_IGNORE_WARNINGS=1 # the pinned pyright is the wanted one; no question to the network whether it is the newest

# The uv that is fetched when the machine has none. Any uv that pyproject.toml accepts (required-version) will do.
uv_pin=0.13.8

say() {
  printf 'menkyo: %s\n' "$*" >&2
}

# die SENTENCE [HINT]
die() {
  say "$1"
  if [ $# -gt 1 ]; then printf '        %s\n' "$2" >&2; fi
  exit 1
}

# Shows the end of a log; the reader is told where the rest is.
show_log() {
  printf -- '--- the end of %s ---\n' "${1#"$root"/}" >&2
  tail -n 40 "$1" >&2
  printf -- '---\n' >&2
}

# logged NAME COMMAND...: the command's output goes to build/log/NAME.log, and to the screen only if it fails.
logged() {
  local log="$logs/$1.log"
  shift
  if "$@" >"$log" 2>&1 </dev/null; then return 0; fi
  show_log "$log"
  return 1
}

uv_minimum() {
  sed -n 's/^required-version = ">=\([0-9.]*\)".*/\1/p' pyproject.toml
}

# is_new_enough PROGRAM: whether that uv runs and has at least the version that pyproject.toml wants.
is_new_enough() {
  local version
  version=$("$1" --version 2>/dev/null | awk '{print $2}') || return 1
  [ -n "$version" ] && [ "$(printf '%s\n' "$(uv_minimum)" "$version" | sort -V | head -n 1)" = "$(uv_minimum)" ]
}

# Sets `uv` to the program to use: the one on PATH, else our own in build/tools, fetched the first time.
find_uv() {
  if [ -n "${uv:-}" ]; then return 0; fi
  uv=$(command -v uv || true)
  if [ -n "$uv" ] && is_new_enough "$uv"; then return 0; fi
  uv="$root/build/tools/bin/uv"
  if is_new_enough "$uv"; then return 0; fi
  say "getting uv $uv_pin into build/tools"
  logged tools python3 -m venv --clear build/tools ||
    die "Python cannot make a virtual environment here." "Install python3 with its venv module, or uv itself, and try again."
  logged tools build/tools/bin/pip install "uv==$uv_pin" ||
    die "uv could not be fetched." "Is there a network connection? A uv on PATH ($(uv_minimum) or newer) is used as it is."
}

# Turns a failed installation into a sentence and a hint. explain LOG
explain() {
  if grep -qi 'invalid peer certificate' "$1"; then
    die "The package server's certificate is not trusted here." "Behind a proxy, add its certificate to the system's, or set SSL_CERT_FILE."
  elif grep -qiE 'dns error|error sending request|failed to fetch|connection (refused|reset)|timed out|network is unreachable' "$1"; then
    die "Packages could not be fetched." "Is there a network connection? Only the first run needs one."
  elif grep -qi 'no interpreter found' "$1"; then
    die "There is no Python 3.11 or newer on this machine." "Install one (Debian 12 and newer have it as python3), and try again."
  elif grep -qi 'lockfile.*needs to be updated' "$1"; then
    die "uv.lock does not fit pyproject.toml." "Run: scripts/uv lock"
  elif grep -qiE 'winscard.h|swig|Python.h|cc.*(not found|failed)' "$1"; then
    die "pyscard could not be built." "It needs a C compiler, swig, and the headers of Python and of PC/SC (libpcsclite)."
  fi
  die "The Python environment could not be prepared." "The whole log is ${1#"$root"/}."
}

# What an environment depends on, in one word. A checkout that has moved needs new environments too.
fingerprint() {
  { printf '%s\n' "$root" "$@" && cat pyproject.toml uv.lock src/menkyo/__init__.py; } | cksum | tr ' ' '-'
}

# environment NAME: makes the environment ready if it is not, and sets `venv` to its folder.
#   dev    .venv            editable install with everything a developer needs
#   demo   build/demo-venv  editable install, nothing but what the program needs
#   bench  build/bench-venv the same, and the programs that we compare with
#   fuzz   build/fuzz-venv  the same, and atheris
#   test   build/test-venv  the tests' dependencies; the wheel is laid on top (see install_wheel)
#   clean  build/clean-venv the program's dependencies; the wheel is laid on top
#   mutation  build/mutation-venv  the tests' dependencies, and what makes mutants of the code; neither wheel nor checkout
environment() {
  local name=$1 log="$logs/environment-$1.log"
  shift
  local options=("$@")
  venv="$root/build/$name-venv"
  case $name in
    dev) venv="$root/.venv" ;;
    demo) options+=(--no-dev) ;;
    bench) options+=(--no-dev --group bench) ;;
    fuzz) options+=(--no-dev --group fuzz) ;;
    test | test-*) options+=(--no-default-groups --group test --no-install-project) ;;
    clean) options+=(--no-dev --no-install-project) ;;
    mutation) options+=(--no-default-groups --group test --group mutation --no-install-project) ;;
    *) die "There is no environment called $name." ;;
  esac
  local stamp="$venv/.menkyo-fingerprint" wanted
  wanted=$(fingerprint "$name" ${options[@]+"${options[@]}"})
  if [ -x "$venv/bin/python" ] && [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ]; then return 0; fi
  scripts/system-packages build || exit 1
  find_uv
  say "preparing the Python environment ${venv#"$root"/}"
  rm -f "$stamp"
  # A folder without a working Python, from an upgraded system or a moved checkout, is no use to uv either.
  if [ -e "$venv" ] && ! "$venv/bin/python" -c '' 2>/dev/null; then rm -rf "$venv"; fi
  UV_PROJECT_ENVIRONMENT="$venv" logged "environment-$name" "$uv" sync --locked ${options[@]+"${options[@]}"} || explain "$log"
  printf '%s\n' "$wanted" >"$stamp"
}

# Builds the wheel and sets `wheel` to its file.
build_wheel() {
  find_uv
  rm -rf build/wheel
  logged wheel "$uv" build --wheel --out-dir build/wheel || die "The wheel could not be built."
  wheel=$(echo build/wheel/menkyo-*.whl)
}

# Lays the built wheel into the current environment, without asking anybody for anything else.
install_wheel() {
  logged install-wheel "$uv" pip install --python "$venv/bin/python" --offline --no-deps --reinstall "$wheel" ||
    die "The wheel could not be installed."
}
