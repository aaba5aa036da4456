"""What Coffee First is built on: pinned by hash, with a reason, under a licence that allows it."""

import re
import subprocess
import sys
import tomllib
from importlib.metadata import Distribution, distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name as named

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
DECLARED = [Requirement(line) for line in PROJECT["dependencies"]]
FOR_TESTS = [Requirement(line) for line in PROJECT["optional-dependencies"]["dev"]]
LOCKED = {
    named(name): (version, re.findall(r"--hash=(\S+)", rest))
    for name, version, rest in re.findall(
        r"^([\w.-]+)==(\S+)((?: \\\n    --hash=\S+)*)",
        (ROOT / "requirements.lock").read_text(),
        re.M,
    )
}

#: What an MIT-licensed program may be given away with; of the GPLs none.
#: The MPL is for its own files alone (MPL 2.0, 3.3).
ALLOWED = re.compile(
    r"\b(MIT|BSD|ISC|0BSD|Apache|PSF|Python Software Foundation|MPL)\b", re.IGNORECASE
)
FORBIDDEN = re.compile(r"GPL|General Public|SSPL|Commons Clause|proprietary", re.IGNORECASE)


def needed(requirements):
    """The distributions that these need, and what those need in turn."""
    found, left = {}, [r.name for r in requirements]
    while left:
        name = named(left.pop())
        if name in found:
            continue
        found[name] = distribution(name)
        wanted = [Requirement(line) for line in found[name].requires or ()]
        left += [r.name for r in wanted if r.marker is None or r.marker.evaluate({"extra": ""})]
    return found


RUN_TIME = needed(DECLARED)


def licence(of: Distribution) -> str:
    """What it says of its licence: in a word where it has one, else the beginning of the text."""
    told = of.metadata
    kinds = [line for line in told.get_all("Classifier") or [] if line.startswith("License ::")]
    words = [told.get("License-Expression"), *kinds, (told.get("License") or "").splitlines()[:1]]
    if found := " ".join(str(word) for word in words if word):
        return found
    files = [path for path in of.files or () if re.search("licen[cs]e|copying", path.name.lower())]
    text = files[0].locate().read_text(errors="replace") if files else ""
    return "BSD" if "Redistribution and use in source and binary forms" in text else text[:200]


# -- the lock --


@pytest.mark.parametrize("wanted", [*DECLARED, *FOR_TESTS], ids=str)
def test_the_lock_has_what_the_project_declares(wanted):
    version, _ = LOCKED[named(wanted.name)]
    assert wanted.specifier.contains(version)


@pytest.mark.parametrize("name", sorted(RUN_TIME))
def test_what_runs_is_pinned_and_is_the_version_that_was_tested(name):
    version, hashes = LOCKED[name]
    assert RUN_TIME[name].version == version
    assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", one) for one in hashes)


def test_every_line_of_the_lock_has_its_hashes():
    assert len(LOCKED) > 40
    lines = re.findall(r"^[\w.-]+==.*", (ROOT / "requirements.lock").read_text(), re.M)
    assert len(lines) == len(LOCKED)
    assert [name for name, (_, hashes) in LOCKED.items() if not hashes] == []


def test_what_is_compiled_is_locked_for_every_platform():
    """With the hashes of this machine's files alone nobody else could install."""
    compiled = [name for name, of in RUN_TIME.items() if "-none-any" not in of.read_text("WHEEL")]
    assert {"pydantic-core", "selectolax"} <= set(compiled)
    assert {name: n for name in compiled if (n := len(LOCKED[name][1])) < 20} == {}


def test_what_is_installed_fits_together():
    done = subprocess.run(
        [sys.executable, "-m", "pip", "check"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


# -- each of them --


@pytest.mark.parametrize("wanted", DECLARED, ids=lambda wanted: wanted.name)
def test_the_readme_says_why_it_is_there(wanted):
    rows = re.findall(r"^\| ([^|]+) \| ([^|]+) \| `", (ROOT / "README.md").read_text(), re.M)
    reasons = {named(name): why for names, why in rows for name in names.split(", ")}
    assert len(reasons[named(wanted.name)].split()) >= 3


@pytest.mark.parametrize("wanted", DECLARED, ids=lambda wanted: wanted.name)
def test_the_oldest_version_that_will_do_is_named(wanted):
    assert {spec.operator for spec in wanted.specifier} & {">=", "~=", "=="}


@pytest.mark.parametrize("name", sorted(RUN_TIME))
def test_its_licence_lets_it_be_given_away_with_ours(name):
    told = licence(RUN_TIME[name])
    assert ALLOWED.search(told), told
    assert not FORBIDDEN.search(told)
