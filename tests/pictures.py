"""Pictures as phones and scanners make them, and what stands in a file besides."""

from __future__ import annotations

import io
from typing import Any

from PIL import Image

#: What a JPEG needs to be seen: no notes, comments or profiles.
PLAIN = ["APP0", "DQT", "SOF0", "DHT", "SOS", "EOI"]
NAMES = {0xC0: "SOF0", 0xC2: "SOF2", 0xC4: "DHT", 0xDA: "SOS", 0xDB: "DQT", 0xFE: "COM"}
GPS, DESCRIPTION, ORIENTATION = 0x8825, 0x010E, 0x0112
#: What each corner of `corners` is painted in, from the upper left in the way of reading.
CORNERS = ("red", "green", "blue", "white")


def notes(orientation: int = 1) -> Image.Exif:
    """What a phone writes into a photo: what it is of, where, and how it was held."""
    exif = Image.Exif()
    exif[DESCRIPTION] = "In Hanoi, at the gate"
    exif[ORIENTATION] = orientation
    exif.get_ifd(GPS)[2] = (21.0, 1.0, 42.0)
    return exif


def written(image: Image.Image, kind: str, **options: Any) -> bytes:
    """The bytes of a file."""
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def jpeg(size: tuple[int, int], **options: Any) -> bytes:
    """A photo of four corners, each of one colour."""
    return written(corners(size), "JPEG", quality=95, **options)


def corners(size: tuple[int, int], mode: str = "RGB") -> Image.Image:
    """A picture of four corners, each of one colour."""
    image = Image.new("RGB", size)
    half = size[0] // 2, size[1] // 2
    for number, colour in enumerate(CORNERS):
        left, upper = number % 2 * half[0], number // 2 * half[1]
        image.paste(colour, (left, upper, left + half[0], upper + half[1]))
    return image.convert(mode)


def seen(content: bytes) -> list[str]:
    """The colours of the four corners, as far as they are among those; black where unclear."""
    image = Image.open(io.BytesIO(content)).convert("RGB")
    across, down = image.width // 4, image.height // 4
    places = [(x * across, y * down) for y in (1, 3) for x in (1, 3)]
    return [_named(image.getpixel(place)) for place in places]


def _named(found: Any) -> str:
    known = {"red": (255, 0, 0), "green": (0, 128, 0), "blue": (0, 0, 255), "white": (255,) * 3}
    near = (name for name, c in known.items() if max(map(abs, map(int.__sub__, found, c))) < 40)
    return next(near, str(found))


def segments(content: bytes) -> list[str]:
    """The parts of a JPEG in their order, each once; what follows its end is told as such."""
    assert content[:2] == b"\xff\xd8"
    found, at = [], 2
    while content[at + 1] != 0xDA:
        code, length = content[at + 1], int.from_bytes(content[at + 2 : at + 4], "big")
        found.append(NAMES.get(code, f"APP{code - 0xE0}" if code >= 0xE0 else hex(code)))
        at += 2 + length
    end = content.rindex(b"\xff\xd9")
    rest = ["behind its end"] if end + 2 != len(content) else []
    return [*dict.fromkeys(found), "SOS", "EOI", *rest]
