"""Everything that takes bytes from a card or a file ends in a result or in an error of its own, whatever the bytes."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from targets import Target

KEPT = Path(__file__).parents[2] / "fixtures" / "fuzz"
NAMES = (
    *(
        "license-tlv",
        "ber-tlv",
        "license-record",
        "ic-license",
        "pictures",
        "card-data",
        "commands",
        "reading",
        "status",
    ),
    *(
        "transcript",
        "capture",
        "encrypted-capture",
        "card-image",
        "old-record",
        "trusted-keys",
        "number",
        "virtual-card",
        "dump",
        "conversation",
        "guard",
        "lines",
    ),
)
LONGEST_DRAWN = 300


def test_every_target_is_run_here(targets: Mapping[str, Target]) -> None:
    """No target is left out, and each has inputs that are kept."""
    assert tuple(targets) == NAMES
    assert {path.stem for path in KEPT.glob("*.txt")} == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_kept_inputs(targets: Mapping[str, Target], kept_inputs: Callable[[str], list[bytes]], name: str) -> None:
    """What the fuzzer found worth keeping does no harm; each input is small, and stands there once."""
    inputs = kept_inputs(name)
    assert inputs
    assert len(set(inputs)) == len(inputs) <= 120
    for data in inputs:
        assert len(data) <= 512
        targets[name].run(data)


@pytest.mark.parametrize("name", NAMES)
def test_seeds(targets: Mapping[str, Target], seeds_of: Callable[[str], list[bytes]], name: str) -> None:
    """What is as it should be is taken."""
    seeds = seeds_of(name)
    assert seeds
    for data in seeds:
        targets[name].run(data)


@st.composite
def changed(draw: st.DrawFn, seeds: list[bytes]) -> bytes:
    """A seed with bytes changed, left out, put in or cut off, or with the end of another one."""
    data = bytearray(draw(st.sampled_from(seeds)))
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(data)))
        data[at : at + draw(st.integers(0, 4))] = draw(st.binary(max_size=4))
    if draw(st.booleans()):
        other = draw(st.sampled_from(seeds))
        data = data[: draw(st.integers(0, len(data)))] + other[draw(st.integers(0, len(other))) :]
    return bytes(data)


@pytest.mark.parametrize("name", NAMES)
# Seeds are made of whole cards and shrink slowly; what is drawn here is never the same as what is kept.
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(draw=st.data())
def test_any_bytes(
    targets: Mapping[str, Target], seeds_of: Callable[[str], list[bytes]], name: str, draw: st.DataObject
) -> None:
    """Bytes of any kind, and good inputs that were changed, end in nothing but the errors that are documented."""
    seeds = _seeds(seeds_of, name)
    targets[name].run(draw.draw(st.binary(max_size=LONGEST_DRAWN) | changed(seeds)))


_MADE: dict[str, list[bytes]] = {}


def _seeds(seeds_of: Callable[[str], list[bytes]], name: str) -> list[bytes]:
    """The seeds of a target, made once."""
    if name not in _MADE:
        _MADE[name] = seeds_of(name)
    return _MADE[name]
