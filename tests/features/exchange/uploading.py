"""Uploading a workbook as a browser does, and waiting until its page has something to say."""

from __future__ import annotations

import time
from io import BytesIO
from pathlib import Path

from werkzeug.test import TestResponse

from tests.checking import CheckingClient
from tests.editing import standing
from tests.reading import Page, read
from tests.sending import ENGLISH, token

PATIENCE = 60.0


def upload(
    client: CheckingClient,
    path: Path | bytes,
    name: str = "",
    *,
    address: str = "/import/",
    page: str = "/import/",
) -> TestResponse:
    """Send a file through the form of the page."""
    content = path if isinstance(path, bytes) else path.read_bytes()
    told = name or (path.name if isinstance(path, Path) else "workbook.xlsx")
    fields = {"csrf_token": token(client, page), "workbook": (BytesIO(content), told)}
    return client.post(address, data=fields, headers=ENGLISH)


def settled(client: CheckingClient, address: str, headers: dict[str, str] = ENGLISH) -> Page:
    """The page of an upload once the work on it has ended."""
    until = time.monotonic() + PATIENCE
    while client.get(f"{address}/state.json").json["busy"]:
        assert time.monotonic() < until, "the work does not end"
        time.sleep(0.02)
    return read(client, address, headers)


def uploaded(client: CheckingClient, path: Path | bytes, name: str = "") -> tuple[str, Page]:
    """The address of an upload that was taken, and its page."""
    answer = upload(client, path, name)
    assert answer.status_code == 303, answer.text
    return answer.location, settled(client, answer.location)


def press(client: CheckingClient, address: str, action: str, html: str = "") -> TestResponse:
    """Send one of the forms of an upload's page: save, discard, or none to check it again."""
    page = html or client.get(address, headers=ENGLISH).text
    fields = {"csrf_token": token(client, "/import/")}
    if action == "save":
        fields = standing(page, "confirm")
    return client.post(f"{address}/{action}".rstrip("/"), data=fields, headers=ENGLISH)
