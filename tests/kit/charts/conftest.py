"""Charts are drawn for a page; its language is English unless a test says otherwise."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.pages import english_page


@pytest.fixture(autouse=True)
def _page() -> Iterator[None]:
    with english_page():
        yield
