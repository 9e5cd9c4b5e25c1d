"""A picture of a stranger as a logo: decoded under limits, and encoded anew without anything but its pixels."""

from __future__ import annotations

import io
import warnings

from exports.brand import Logo
from roi.errors import Place, RoiError

MOST_BYTES = 2_000_000
MOST_PIXELS = 16_000_000
LARGEST_SIDE = 1_200  # pixels of what is kept: sharp in print at the size a logo has
_FORMATS = ("PNG", "JPEG")
_SAVE = "Save it as PNG or JPEG."


def logo_of(content: bytes, alt: str, where: Place) -> Logo:
    """The picture of a file.

    Args:
        content: its bytes, PNG or JPEG; a picture that is larger than needed is made smaller.
        alt: what it shows, in words.
        where: of the file, for messages.

    Raises:
        RoiError: another format, a picture that is broken, or one with too many pixels.
    """
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        with warnings.catch_warnings(action="ignore"):  # of sizes and of profiles: both are dealt with below
            with Image.open(io.BytesIO(content), formats=_FORMATS) as opened:
                width, height = opened.size
                if width * height > MOST_PIXELS:
                    size = f"{width:,} × {height:,} pixels; at most {MOST_PIXELS:,} in all are read"
                    raise RoiError(f"the picture has {size}", where, "Make it smaller.")
                opened.load()
                upright = ImageOps.exif_transpose(opened)
            clear = "A" in upright.getbands() or "transparency" in upright.info
            pixels = upright.convert("RGBA" if clear else "RGB")
    except UnidentifiedImageError:
        raise RoiError("the file is no picture of a kind that is read", where, _SAVE) from None
    except (OSError, SyntaxError, ValueError, EOFError, Image.DecompressionBombError) as error:
        raise RoiError(f"the picture is broken: {error}", where, _SAVE) from None
    pixels.thumbnail((LARGEST_SIDE, LARGEST_SIDE), Image.Resampling.LANCZOS)
    bare = Image.frombytes(pixels.mode, pixels.size, pixels.tobytes())
    target = io.BytesIO()
    bare.save(target, "PNG")
    return Logo(target.getvalue(), bare.width, bare.height, alt)
