"""What is installed, and by which commands."""

from __future__ import annotations

import re
import subprocess
from configparser import ConfigParser

import pytest

from coachtrack.settings import CHECKOUT

LOCKS = ["requirements.lock", "requirements-test.lock"]


def locked(name: str) -> dict[str, int]:
    """The packages of a lock, in its spelling, with the number of digests of each."""
    packages = re.split(r"^(?=\S)", (CHECKOUT / name).read_text(), flags=re.MULTILINE)
    return {
        package.partition("==")[0]: package.count("--hash=sha256:")
        for package in packages
        if package.strip()
    }


@pytest.mark.parametrize("lock", LOCKS)
def test_each_package_is_locked_to_a_version_with_digests(lock):
    assert all(re.fullmatch(r"[a-z0-9-]+", name) and n for name, n in locked(lock).items())


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_place_to_fetch_from(lock):
    text = (CHECKOUT / lock).read_text()
    assert "://" not in text
    assert "--index" not in text


def test_what_the_package_needs_is_locked():
    config = ConfigParser()
    config.read(CHECKOUT / "setup.cfg")
    needed = re.findall(r"^([A-Za-z0-9-]+)", config["options"]["install_requires"], re.MULTILINE)
    assert {name.lower() for name in needed} <= set(locked("requirements.lock"))


def test_the_tests_run_with_the_packages_that_the_site_runs_with():
    pins = [set(re.findall(r"^\S+==\S+", (CHECKOUT / lock).read_text(), re.M)) for lock in LOCKS]
    assert pins[0] <= pins[1]


@pytest.mark.parametrize("command", ["demo", "test", "check", "bench"])
def test_make_alone_lists_the_commands(command):
    listed = subprocess.run(["make"], cwd=CHECKOUT, capture_output=True, text=True, check=True)
    assert re.search(rf"^make {command} +\S", listed.stdout, re.MULTILINE)
