"""The demo's evidence files: invented, small, of several kinds."""

import csv
import io

from docx import Document


def paper(title: str, institution: str, paragraphs: list[str]) -> bytes:
    """A Word file."""
    document = Document()
    document.add_heading(title, level=1)
    document.add_paragraph(f"{institution} (fictitious)")
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    held = io.BytesIO()
    document.save(held)
    return held.getvalue()


def figures() -> bytes:
    """Rounded figures by stage and year; no number stands for fewer than five people."""
    held = io.StringIO()
    rows = csv.writer(held)
    rows.writerow(["Stage", "2022-23", "2023-24", "2024-25"])
    for stage, *numbers in [("Applied", 60, 75, 80), ("Offered a place", 45, 60, 65), ("Enrolled", 30, 35, 45), ("Continued", 25, 30, 40)]:
        rows.writerow([stage, *numbers])
    return held.getvalue().encode()


def minutes(institution: str) -> bytes:
    return (
        f"{institution} (fictitious)\nGoverning body, 14 November 2025, minute 7\n\n"
        "The governing body received the yearly report on care experienced and estranged students.\n"
        "It agreed to pay for a second adviser from January.\n"
    ).encode()
