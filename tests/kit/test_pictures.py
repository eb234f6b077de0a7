"""Pictures of people: nothing but what is seen is kept, and nothing that is sent breaks it."""

from __future__ import annotations

import random
import struct
import zlib

import pytest
from PIL import Image, ImageCms, PngImagePlugin

from coachtrack.kit import pictures
from coachtrack.kit.pictures import BadPicture, Objection, painted_anew
from tests.pictures import CORNERS, PLAIN, corners, jpeg, notes, seen, segments, written

SIZE = (64, 48)
XMP = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>21.0285 in Hanoi</x:xmpmeta>"


def objection(content: bytes) -> Objection:
    with pytest.raises(BadPicture) as bad:
        painted_anew(content)
    return bad.value.objection


def size_of(content: bytes) -> tuple[int, int]:
    return Image.open(pictures.io.BytesIO(content)).size


def texts() -> PngImagePlugin.PngInfo:
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", "In Hanoi")
    info.add_itxt("XML:com.adobe.xmp", XMP.decode())
    return info


def two_pictures() -> bytes:
    """As some phones keep a photo with a smaller one behind it."""
    more = [Image.new("RGB", (8, 8), "red")]
    return written(corners(SIZE), "MPO", save_all=True, append_images=more)


@pytest.mark.parametrize(
    "content",
    [
        jpeg(SIZE, exif=notes(), comment="In Hanoi", xmp=XMP),
        jpeg(SIZE) + b"PK\x03\x04 and a whole archive: In Hanoi",
        jpeg(SIZE, icc_profile=ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()),
        jpeg(SIZE, progressive=True),
        two_pictures(),
        written(corners(SIZE), "PNG", pnginfo=texts(), exif=notes()),
        written(corners(SIZE), "WEBP", lossless=True, exif=notes(), xmp=XMP),
        written(corners(SIZE), "WEBP", quality=90),
    ],
    ids=["notes", "archive", "profile", "progressive", "two", "png", "webp lossless", "webp"],
)
def test_nothing_but_what_is_seen_is_kept(content):
    made = painted_anew(content)
    assert segments(made) == PLAIN
    assert b"Hanoi" not in made
    assert seen(made) == [*CORNERS]


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_stands_upright(orientation):
    lying = corners(SIZE)
    if orientation in pictures.UPRIGHT:
        # The way back: two of the eight turn the other way round.
        back = {6: 8, 8: 6}.get(orientation, orientation)
        lying = lying.transpose(pictures.UPRIGHT[back])
    made = painted_anew(written(lying, "JPEG", quality=95, exif=notes(orientation)))
    assert (size_of(made), seen(made)) == (SIZE, [*CORNERS])


def test_colours_are_right_whatever_the_file_holds():
    palette = corners(SIZE).convert("P", palette=Image.Palette.ADAPTIVE)
    for content in (
        written(corners(SIZE, "CMYK"), "JPEG", quality=95),
        written(palette, "PNG"),
        written(corners(SIZE, "RGBA"), "PNG"),
    ):
        assert seen(painted_anew(content)) == [*CORNERS]


def test_what_can_be_seen_through_lies_on_white():
    for mode in ("RGBA", "LA"):
        clear = Image.new(mode, SIZE, 0)
        assert seen(painted_anew(written(clear, "PNG"))) == ["white"] * 4
    palette = Image.new("P", SIZE, 0)
    palette.putpalette([0, 0, 0, 255, 0, 0])
    assert seen(painted_anew(written(palette, "PNG", transparency=0))) == ["white"] * 4


@pytest.mark.parametrize(("level", "grey"), [(0x8000, 128), (0xFFFF, 255), (0x00FF, 0)])
def test_sixteen_bits_of_grey_become_eight(level, grey):
    content = written(Image.new("I;16", SIZE, level), "PNG")
    made = Image.open(pictures.io.BytesIO(painted_anew(content)))
    assert abs(made.convert("L").getpixel((5, 5)) - grey) <= 1


def test_colours_of_another_profile_are_brought_to_those_of_screens():
    plain = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    # A camera that means red where it says blue.
    odd = plain.replace(b"rXYZ", b"?XYZ").replace(b"bXYZ", b"rXYZ").replace(b"?XYZ", b"bXYZ")
    made = painted_anew(jpeg(SIZE, icc_profile=odd, subsampling=0))
    red, _, blue, _ = (each != name for each, name in zip(seen(made), CORNERS, strict=True))
    assert (red, blue) == (True, True)
    assert seen(painted_anew(jpeg(SIZE, icc_profile=b"no profile at all"))) == [*CORNERS]


def test_a_large_photo_is_made_no_finer_than_needed(monkeypatch):
    monkeypatch.setattr(pictures, "LONGEST_SIDE", 100)
    for content in (jpeg((640, 480)), written(corners((640, 480)), "PNG")):
        made = painted_anew(content)
        assert (size_of(made), seen(made)) == ((100, 75), [*CORNERS])


def png_of(width: int, height: int) -> bytes:
    """A few bytes that say they are this large."""
    head = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunk = struct.pack(">I", 13) + head + struct.pack(">I", zlib.crc32(head))
    return b"\x89PNG\r\n\x1a\n" + chunk


@pytest.mark.parametrize(
    "content",
    [
        png_of(13_000, 13_000) + b"\0\0\0\0IDAT",
        png_of(64_001, 1000) + b"\0\0\0\0IDAT",
        b"\xff\xd8\xff\xc0\0\x11\x08"
        + struct.pack(">HH", 9000, 9000)
        + b"\3\1\x22\0\2\x11\1\3\x11\1"
        b"\xff\xda\0\x0c\3\1\0\2\x11\3\x11\0\x3f\0",
        b"RIFF\x1e\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0" + b"\xff\x2e\0" * 2 + bytes(8),
        b"RIFF\x1e\0\0\0WEBPVP8L\x0a\0\0\0\x2f\xff\xff\xff\x0f" + bytes(8),
        b"RIFF\x1e\0\0\0WEBPVP8 \x0a\0\0\0\0\0\0\x9d\x01\x2a\xff\x3f\xff\x3f" + bytes(8),
    ],
    ids=["png", "wide", "jpeg", "webp", "webp lossless", "webp plain"],
)
def test_what_is_too_large_is_refused_before_it_is_decoded(content, monkeypatch):
    monkeypatch.setattr(Image.Image, "load", None)
    assert objection(content) == Objection.LARGE


def test_a_photo_of_a_large_phone_is_not(monkeypatch):
    monkeypatch.setattr(pictures, "LONGEST_SIDE", 1000)
    content = written(Image.new("L", (8064, 6048)), "JPEG")
    assert size_of(painted_anew(content)) == (1000, 750)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", Objection.FOREIGN),
        (b"GIF89a" + bytes(20), Objection.FOREIGN),
        (b"RIFF\0\0\0\0WAVEfmt ", Objection.FOREIGN),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", Objection.FOREIGN),
        (b"\0\0\0\x18ftypheic" + bytes(20), Objection.HEIC),
        (b"\0\0\0\x18ftypmif1" + bytes(20), Objection.HEIC),
        (b"\0\0\0\x18ftypmp42" + bytes(20), Objection.FOREIGN),
        (b"\xff\xd8\xff", Objection.BROKEN),
        (b"\x89PNG\r\n\x1a\n", Objection.BROKEN),
        (b"RIFF\0\0\0\0WEBP", Objection.BROKEN),
        (jpeg(SIZE)[:-300], Objection.BROKEN),
        (written(corners(SIZE), "PNG")[:-60], Objection.BROKEN),
        (png_of(10, 10).replace(b"IHDR", b"IDAT"), Objection.BROKEN),
    ],
)
def test_what_is_no_picture_is_told_by_its_kind(content, expected):
    assert objection(content) == expected


def test_what_would_be_painted_over_for_ever_is_refused(monkeypatch):
    monkeypatch.setattr(pictures, "MOST_PASSES", 3)
    assert objection(jpeg(SIZE, progressive=True)) == Objection.BROKEN


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_whatever_is_broken_in_it_it_is_a_picture_or_refused(kind):
    """Bytes exchanged, cut and doubled: what comes out is plain, or a reason."""
    drawn = random.Random(7)
    whole = written(corners(SIZE), kind, exif=notes(6))
    for _ in range(100):
        content = bytearray(whole)
        for _ in range(drawn.randint(1, 6)):
            content[drawn.randrange(len(content))] = drawn.randrange(256)
        if drawn.random() < 0.3:
            del content[drawn.randrange(len(content)) :]
        try:
            made = painted_anew(bytes(content))
        except BadPicture:
            continue
        assert segments(made) == PLAIN
