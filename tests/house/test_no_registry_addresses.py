"""No tracked file names the address of a package registry: which one is used is the machine's business."""

import re

import pytest

from tests.house.tree import ROOT, tracked

# In pieces, because this file is searched as well.
NAMES = (
    "py pi.org", "python hosted.org", "registry.npm js", "registry.yarn pkg", "npm mirror.com", "crates .io",
    "ruby gems.org", "proxy.go lang", "conda.ana conda", "deb.deb ian.org", "archive.ubu ntu.com",
)  # fmt: skip
REGISTRIES = tuple(name.replace(" ", "") for name in NAMES)
REGISTRY = re.compile("|".join(re.escape(host) for host in REGISTRIES), re.IGNORECASE)
PLACES = re.compile(
    r"^\s*(?:-i|-f|--index-url|--extra-index-url|--find-links|--trusted-host)\b|://|\s@\s", re.MULTILINE
)


def addresses(path: str, text: str) -> list[str]:
    """Registries named in any file, and in requirements any place to fetch from."""
    found = [f"{path} names {match.group()}" for match in REGISTRY.finditer(text)]
    if path.rsplit("/", 1)[-1].startswith("requirements"):
        found += [f"{path} says where from: {match.group().strip()}" for match in PLACES.finditer(text)]
    return found


def test_no_tracked_file_names_a_registry() -> None:
    """Requirements are pinned by hash and carry no address, nor does anything else."""
    found = [
        fault for path in tracked() for fault in addresses(path, (ROOT / path).read_text("utf-8", errors="ignore"))
    ]
    assert [] == found


def test_every_requirement_is_pinned_by_hash() -> None:
    """Each line of requirements*.txt names one version, and is followed by its hashes."""
    for path in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / path).read_text()
        pinned = re.findall(r"^([\w.-]+)==\S+ \\\n    --hash=sha256:[0-9a-f]{64}", text, re.MULTILINE)
        lines = re.findall(r"^[\w.-]+.*$", text, re.MULTILINE)
        assert len(lines) == len(pinned) > 20, path


@pytest.mark.parametrize("host", REGISTRIES)
def test_the_lint_finds_a_registry(host: str) -> None:
    """A lock file that resolved to a registry is found."""
    assert 1 == len(addresses("package-lock.json", f'"resolved": "https://{host}/x/-/x.tgz"'))


@pytest.mark.parametrize("line", ["--index-url something", "-f wheels", "x @ git", "x\n# https://somewhere/simple"])
def test_the_lint_finds_a_place_in_requirements(line: str) -> None:
    """Requirements that say where to fetch from are found."""
    assert [] != addresses("requirements.txt", line)
