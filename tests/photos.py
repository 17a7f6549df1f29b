"""Photos as a telephone makes them: taken at somebody's home, its position written beside the picture."""

import io

from PIL import Image, PngImagePlugin  # noqa: TID253 -- tests draw pictures

MAKER = "Dupont Phone 12"
XMP = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'><gps>48.7352 7.0518</gps></x:xmpmeta>"
SIDEWAYS = 6
"""EXIF orientation of a telephone held upright: the picture lies on its left side."""


def picture(size=(96, 64)):
    """Red in its top left corner, blue everywhere else."""
    image = Image.new("RGB", size, "blue")
    image.paste("red", (0, 0, size[0] // 2, size[1] // 2))
    return image


def exif(orientation=1):
    tags = Image.Exif()
    tags[0x0112], tags[0x010F] = orientation, MAKER
    tags.get_ifd(0x8825).update({1: "N", 2: (48.0, 44.0, 6.7), 3: "E", 4: (7.0, 3.0, 6.5)})
    return tags.tobytes()


def photo(kind, *, orientation=1, image=None):
    """The bytes of a photo of this kind (JPEG, PNG, WEBP, HEIC), with position, maker, XMP and comment."""
    out, image = io.BytesIO(), image or picture()
    more = {"exif": exif(orientation), "xmp": XMP}
    if kind == "HEIC":
        import pillow_heif

        pillow_heif.from_pillow(image).save(out, quality=95, **more)
        return out.getvalue()
    if kind == "PNG":
        words = PngImagePlugin.PngInfo()
        words.add_text("Location", "48.7352 7.0518")
        words.add_itxt("XML:com.adobe.xmp", XMP.decode())
        more = {"exif": exif(orientation), "pnginfo": words}
    if kind == "JPEG":
        more |= {"comment": b"48.7352 7.0518", "quality": 92, "subsampling": 0}
    image.save(out, kind, **more)
    return out.getvalue()


def opened(content):
    image = Image.open(io.BytesIO(content))
    image.load()
    return image


def tells(content):
    """What of the maker, the position or the words is still in these bytes."""
    marks = (MAKER.encode(), b"Exif", b"eXIf", b"EXIF", b"xmpmeta", b"48.7352", b"GPS", b"XMP")
    return [mark for mark in marks if mark in content]
