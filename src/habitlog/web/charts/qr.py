"""QR codes, drawn by the server itself, so that no other server learns what is in them."""

from __future__ import annotations

from markupsafe import Markup


def draw_qr_code(text: str) -> Markup:
    """Return a QR code (ISO/IEC 18004) as SVG, dark on light in every colour scheme, with attributes and no style."""
    import segno  # noqa: PLC0415 - one page in a person's life draws one

    drawn = segno.make(text, error="m", micro=False)
    return Markup(drawn.svg_inline(border=4, omitsize=True, dark="#000", light="#fff", svgclass="qr", lineclass=None))  # noqa: S704 - segno writes numbers alone
