"""Whether two inline figures show the same picture."""

from __future__ import annotations

import base64
import hashlib
import io

from PIL import Image, ImageChops


def figure_digest(encoded: str) -> str:
    """Return a short text that is equal for figures with equal pixels.

    Compressors differ between platforms, so the bytes of two equal pictures may too.

    Parameters
    ----------
    encoded : str
        A PNG in base64, as a notebook stores it.
    """
    picture = _decoded(encoded)
    digest = hashlib.sha256(picture.tobytes()).hexdigest()[:16]
    return f"figure of {picture.width} x {picture.height} pixels, {digest}"


def is_same_figure(one: str, other: str) -> bool:
    """Tell whether two base64 PNGs have the same pixels."""
    return one.strip() == other.strip() or figure_digest(one) == figure_digest(other)


def differing_share(stored: str, now: str) -> str:
    """Say how far a figure differs from the stored one: its size or a share of pixels."""
    before, after = _decoded(stored), _decoded(now)
    if before.size != after.size:
        return "{} x {} pixels, stored as {} x {}".format(*after.size, *before.size)
    difference = ImageChops.difference(before, after)
    bands = difference.split()
    worst = bands[0]
    for band in bands[1:]:
        worst = ImageChops.lighter(worst, band)
    unchanged = worst.histogram()[0]
    share = 1 - unchanged / (worst.width * worst.height)
    return f"{share:.2%} of its pixels differ"


def _decoded(encoded: str) -> Image.Image:
    return Image.open(io.BytesIO(base64.b64decode(encoded))).convert("RGBA")
