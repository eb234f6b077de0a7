"""What plotly is in the browser: unchanged, and the one that the Python package writes for."""

from __future__ import annotations

import hashlib
import re

import pytest
from plotly import offline

from coachtrack.kit.assets import STATIC

VENDORED = STATIC / "vendor" / "plotly"
NOTED = re.findall(r"`([\w.-]+)` \| `([0-9a-f]{64})`", (VENDORED / "README.md").read_text())


@pytest.mark.parametrize(("name", "digest"), NOTED)
def test_files_are_as_published(name, digest):
    assert hashlib.sha256((VENDORED / name).read_bytes()).hexdigest() == digest


def test_every_file_is_noted():
    assert {name for name, _digest in NOTED} == {
        file.name for file in VENDORED.iterdir() if file.suffix in (".js", ".css")
    }


def test_both_sides_are_of_one_version():
    with (VENDORED / "plotly-basic.min.js").open() as script:
        assert f"v{offline.get_plotlyjs_version()}" in script.read(200)
