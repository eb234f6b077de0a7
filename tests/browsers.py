"""The browser of the tests: one that is there, else one that is fetched.

`python -m tests.browsers` makes sure that there is one, or says in a sentence what to install.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
MACOS = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
#: No sandbox, because root may not have one; nothing in the background; no host but this one.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]
NONE_TO_BE_HAD = (
    "The tests need a browser, and none could be fetched. Install Chromium or Google Chrome"
    " (on Debian: apt-get install chromium), then run this again."
)


def find() -> str | None:
    """The path of a browser: the system's, else the one that Playwright keeps; or None."""
    for name in NAMES:
        if path := shutil.which(name):
            return path
    if MACOS.exists():
        return str(MACOS)
    with sync_playwright() as playwright:
        kept = playwright.chromium.executable_path
    return kept if Path(kept).exists() else None


def fetch() -> None:
    """Try to get one: from Debian's packages as root, else Playwright's own."""
    if shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        without_questions = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for step in (["update"], ["install", "--yes", "--no-install-recommends", "chromium"]):
            command = ["apt-get", "--quiet", *step]
            subprocess.run(command, env=without_questions, stdin=subprocess.DEVNULL, check=False)
    if find() is None:
        install = [sys.executable, "-m", "playwright", "install", "chromium"]
        subprocess.run(install, stdin=subprocess.DEVNULL, check=False)


if __name__ == "__main__":
    if find() is None:
        print("Fetching a browser for the tests.", flush=True)
        fetch()
    if find() is None:
        sys.exit(NONE_TO_BE_HAD)
