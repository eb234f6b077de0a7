"""Pictures of addresses for the camera of a phone."""

from __future__ import annotations

import io

import segno
from markupsafe import Markup


def qr(address: str) -> Markup:
    """A QR code as a part of the page, black on white whatever the colours of the page are."""
    drawn = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        drawn, kind="svg", xmldecl=False, svgns=False, light="#fff", border=4, omitsize=True
    )
    return Markup(drawn.getvalue().decode().strip())  # noqa: S704
