"""Small real files of every kind that is taken, made in memory."""

import io
import zipfile

from django.core.files.uploadedfile import SimpleUploadedFile

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)
JPEG = bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffdb004300") + bytes([8] * 64) + bytes.fromhex("ffd9")
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)


def zipped(parts, **options):
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED, **options) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return held.getvalue()


def office(folder="word", sort="wordprocessingml.document", **more):
    types = f'<Types><Override ContentType="application/vnd.openxmlformats-officedocument.{sort}.main+xml"/></Types>'
    return zipped({"[Content_Types].xml": types, f"{folder}/document.xml": "<w/>", **more})


def open_document(sort="text", **more):
    return zipped({"mimetype": f"application/vnd.oasis.opendocument.{sort}", "content.xml": "<o/>", **more})


GOOD = {
    "agreement.pdf": PDF,
    "policy.docx": office(),
    "figures.xlsx": office("xl", "spreadsheetml.sheet"),
    "slides.pptx": office("ppt", "presentationml.presentation"),
    "minutes.odt": open_document(),
    "table.ods": open_document("spreadsheet"),
    "talk.odp": open_document("presentation"),
    "poster.png": PNG,
    "photo.jpeg": JPEG,
    "notes.txt": "Café, Llanbedr Pont Steffan ŵ ŷ\n".encode(),
    "windows.txt": "Caf\xe9 and Na\xefve words of an old editor\r\n".encode("cp1252"),
    "counts.csv": b"year,students\n2024,15\n2025,20\n",
}


def upload(name="agreement.pdf", content=None):
    return SimpleUploadedFile(name, GOOD.get(name, PDF) if content is None else content)
