"""Pictures that people send, painted anew: what is kept holds nothing but what is seen.

No place, time, device, comment, small picture or text behind the end of the file remains. What
would take much memory is refused by what its first bytes say, before it is decoded. Only this
module knows Pillow.
"""

from __future__ import annotations

import io
import threading
from enum import StrEnum

from PIL import Image, ImageCms
from PIL.Image import Transpose

#: Of a decoded picture; the largest of today's phones have 48 million.
MOST_PIXELS = 64_000_000
#: A WebP picture is decoded while it is opened, and takes three times as much memory.
MOST_PIXELS_OF_WEBP = 16_000_000
#: Pixels of what is kept: 340 to an inch of a paper of size A4.
LONGEST_SIDE = 4000
#: A progressive JPEG is painted over as often as it says; cameras do it ten times at most.
MOST_PASSES = 100
#: Of a JPEG, so that a stamp stays sharp; colours are kept as finely as brightness.
QUALITY, FULL_COLOURS = 90, 0
MEDIA_TYPE = "image/jpeg"
KINDS = {b"\xff\xd8\xff": "JPEG", b"\x89PNG\r\n\x1a\n": "PNG", b"RIFF": "WEBP"}
#: How iPhones name their own kind of picture, behind the length of the first box.
HEIC = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
#: What a camera says of how it was held.
ORIENTATION = 0x0112
UPRIGHT = {
    2: Transpose.FLIP_LEFT_RIGHT,
    3: Transpose.ROTATE_180,
    4: Transpose.FLIP_TOP_BOTTOM,
    5: Transpose.TRANSPOSE,
    6: Transpose.ROTATE_270,
    7: Transpose.TRANSVERSE,
    8: Transpose.ROTATE_90,
}
#: One takes up to half a gigabyte for a moment.
_painting = threading.BoundedSemaphore(1)
# Its own limit is higher than the one here, and only warns.
Image.MAX_IMAGE_PIXELS = None


class Objection(StrEnum):
    """Why a picture will not do."""

    FOREIGN = "foreign"
    HEIC = "heic"
    LARGE = "large"
    BROKEN = "broken"


class BadPicture(Exception):
    """The picture will not do; `objection` says why."""

    def __init__(self, objection: Objection) -> None:
        super().__init__(objection.value)
        self.objection = objection


def painted_anew(content: bytes) -> bytes:
    """The same picture as a JPEG, upright, on white and of modest size. Raises BadPicture."""
    kind = next((kind for begins, kind in KINDS.items() if content.startswith(begins)), "")
    if kind == "WEBP" and content[8:12] != b"WEBP":
        kind = ""
    if not kind:
        heic = content[4:8] == b"ftyp" and content[8:12] in HEIC
        raise BadPicture(Objection.HEIC if heic else Objection.FOREIGN)
    if kind == "WEBP" and _pixels_of_webp(content) > MOST_PIXELS_OF_WEBP:
        raise BadPicture(Objection.LARGE)
    if kind == "JPEG" and content.count(b"\xff\xda") > MOST_PASSES:
        raise BadPicture(Objection.BROKEN)
    with _painting:
        try:
            return _painted(content, kind)
        except BadPicture:
            raise
        # A broken file makes Pillow raise anything from SyntaxError to MemoryError.
        except Exception as error:
            raise BadPicture(Objection.BROKEN) from error


def _painted(content: bytes, kind: str) -> bytes:
    with Image.open(io.BytesIO(content), formats=[kind]) as image:
        if image.width * image.height > MOST_PIXELS:
            raise BadPicture(Objection.LARGE)
        size = _size_kept(image)
        # A large JPEG is decoded at half or a quarter of its size at once.
        image.draft(None, size)
        image.load()
        turned, profile = _orientation(image), image.info.get("icc_profile")
        seen = _flat(image)
        seen = seen.resize(size, Image.Resampling.BICUBIC, reducing_gap=1.0)
    seen = _true_colours(seen, profile)
    if turned in UPRIGHT:
        seen = seen.transpose(UPRIGHT[turned])
    # What else was read of the file would be written into the new one.
    seen.info.clear()
    file = io.BytesIO()
    seen.save(file, "JPEG", quality=QUALITY, subsampling=FULL_COLOURS)
    return file.getvalue()


def _pixels_of_webp(content: bytes) -> int:
    """As its first chunk says; 0 where that says nothing."""
    chunk = content[12:16]
    if chunk == b"VP8X":
        width = int.from_bytes(content[24:27], "little") + 1
        height = int.from_bytes(content[27:30], "little") + 1
    elif chunk == b"VP8L":
        bits = int.from_bytes(content[21:25], "little")
        width, height = (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    elif chunk == b"VP8 ":
        width = int.from_bytes(content[26:28], "little") & 0x3FFF
        height = int.from_bytes(content[28:30], "little") & 0x3FFF
    else:
        return 0
    return width * height


def _size_kept(image: Image.Image) -> tuple[int, int]:
    """No finer than needed."""
    factor = min(1, LONGEST_SIDE / max(image.size))
    width, height = (max(1, round(side * factor)) for side in image.size)
    return width, height


def _orientation(image: Image.Image) -> int:
    try:
        turned = image.getexif().get(ORIENTATION)
    # A picture whose notes are broken is a picture all the same.
    except Exception:
        return 1
    return turned if isinstance(turned, int) else 1


def _flat(image: Image.Image) -> Image.Image:
    """In grey, in colours or in inks, without anything that could be seen through."""
    if image.mode.startswith("I;16"):
        return image.convert("I").point(lambda value: value / 256).convert("L")
    if image.has_transparency_data:
        seen = image if image.mode == "RGBA" else image.convert("RGBA")
        white = Image.new("RGB", seen.size, "white")
        white.paste(seen, mask=seen)
        # Both at once would be too much of a large one.
        image.close()
        return white
    if image.mode in {"RGB", "CMYK", "L"}:
        return image
    return image.convert("L" if image.mode in {"1", "I", "F"} else "RGB")


def _true_colours(image: Image.Image, profile: bytes | None) -> Image.Image:
    """In the colours that every screen shows, whatever colours the camera knows."""
    plain = "L" if image.mode == "L" else "RGB"
    if not profile:
        return image.convert(plain)
    try:
        told = ImageCms.getOpenProfile(io.BytesIO(profile))
        usual = ImageCms.createProfile("sRGB")
        changed = ImageCms.profileToProfile(image, told, usual, outputMode="RGB")
    except (ImageCms.PyCMSError, OSError):
        return image.convert(plain)
    return changed or image.convert(plain)
