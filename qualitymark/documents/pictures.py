"""Small pictures in documents: the mark, and the code that leads to a certificate's check address."""

import io
from functools import cache

import segno
from django.conf import settings


@cache
def mark() -> str:
    return (settings.BASE_DIR / "static" / "img" / "mark.svg").read_text(encoding="utf-8")


def check_code(address: str) -> str:
    """A QR code of an address as SVG. Level M: it is read from a framed certificate behind glass."""
    drawn = io.BytesIO()
    segno.make(address, error="m", micro=False).save(drawn, kind="svg", border=0, xmldecl=False, svgns=True, dark="#421c50")
    return drawn.getvalue().decode()
