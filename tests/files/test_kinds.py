"""What is taken, and what is refused with which sentence."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualitymark.files.kinds import KINDS, CannotStore, clean_name, ending_of, examine

from .uploads import GOOD, JPEG, PDF, PNG, office, open_document, upload, zipped


@pytest.mark.parametrize("name", GOOD)
def test_each_kind_that_is_named_as_taken_is_taken(name):
    kind = examine(upload(name))
    assert kind is KINDS[ending_of(name)]


LIES = {
    "a picture called PDF": ("agreement.pdf", PNG),
    "a PDF called a picture": ("poster.png", PDF),
    "a JPEG called PNG": ("poster.png", JPEG),
    "a program called PDF": ("agreement.pdf", b"MZ\x90\x00" + bytes(200)),
    "a program called text": ("notes.txt", b"MZ\x90\x00" + bytes(200)),
    "a bare program stub called text": ("notes.txt", b"MZ and then only letters that a person could read"),
    "a Linux program called text": ("notes.txt", b"\x7fELF\x02\x01\x01" + bytes(60)),
    "a shell script called text": ("notes.txt", b"#!/bin/sh\necho hello\n"),
    "a web page called text": ("notes.txt", b"<!DOCTYPE html><html><head><title>x</title></head><body>x</body></html>"),
    "bytes called CSV": ("counts.csv", bytes(range(256)) * 4),
    "a PDF called CSV": ("counts.csv", PDF),
    "a plain zip called Word": ("policy.docx", zipped({"a.txt": "a"})),
    "a spreadsheet called Word": ("policy.docx", GOOD["figures.xlsx"]),
    "a text document called a spreadsheet": ("table.ods", GOOD["minutes.odt"]),
    "a broken zip called Word": ("policy.docx", GOOD["policy.docx"][:60]),
    "text called Word": ("policy.docx", b"just some words"),
    "words called PDF": ("agreement.pdf", b"just some words"),
}


@pytest.mark.parametrize("what", LIES)
def test_a_file_that_is_not_what_its_name_says_is_refused(what):
    name, content = LIES[what]
    with pytest.raises(CannotStore, match="not what its name says") as said:
        examine(upload(name, content))
    assert said.value.verdict.next_step


@pytest.mark.parametrize(
    "name", ["setup.exe", "report.pdf.exe", "noending", "page.html", "archive.zip", "old.doc", "photo.heic", "x.docm", "talk.mp4", "a.svg"]
)
def test_a_kind_that_is_not_taken_is_refused_with_what_to_do_instead(name):
    with pytest.raises(CannotStore, match="of a kind that we do not take") as said:
        examine(upload(name, PDF))
    assert "PDF" in said.value.reason and str(said.value.verdict.next_step)


def test_an_empty_file_is_refused():
    with pytest.raises(CannotStore, match="is empty"):
        examine(upload("agreement.pdf", b""))


def test_a_file_over_the_limit_is_refused_with_both_sizes(settings):
    settings.FILE_MAX_BYTES = 1024 * 1024
    with pytest.raises(CannotStore, match="too large: 2 MB. A file may have up to 1 MB"):
        examine(upload("agreement.pdf", PDF + bytes(1024 * 1024)))


MACROS = {
    "policy.docx": office(**{"word/vbaProject.bin": b"x"}),
    "minutes.odt": open_document(**{"Basic/Standard/Module1.xml": "<x/>"}),
}


@pytest.mark.parametrize("name", MACROS)
def test_a_document_with_macros_is_refused(name):
    with pytest.raises(CannotStore, match="macros"):
        examine(upload(name, MACROS[name]))


def test_a_document_made_for_macros_under_another_name_is_refused():
    types = '<Types><Override ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/></Types>'
    with pytest.raises(CannotStore, match="not what its name says"):
        examine(upload("policy.docx", zipped({"[Content_Types].xml": types, "word/document.xml": "<w/>"})))


def test_a_zip_bomb_is_refused_without_unpacking_it():
    bomb = office(**{"word/media/huge.xml": b"0" * (60 * 1024 * 1024)})
    assert len(bomb) < 100_000
    with pytest.raises(CannotStore, match="unpack to far more"):
        examine(upload("policy.docx", bomb))


def test_a_document_under_a_password_is_refused():
    with pytest.raises(CannotStore, match="protected by a password"):
        examine(upload("policy.docx", bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600)))


@given(st.binary(max_size=600), st.sampled_from(sorted(KINDS)))
def test_any_bytes_under_any_ending_are_taken_or_refused_with_a_sentence(content, ending):
    try:
        examine(upload(f"file.{ending}", content))
    except CannotStore as said:
        assert said.reason.endswith(".")


@given(st.text(max_size=300))
def test_any_name_becomes_one_that_can_be_shown_and_sent(name):
    cleaned = clean_name(name)
    assert 0 < len(cleaned) <= 150 and "/" not in cleaned and "\\" not in cleaned and cleaned.isprintable()


def test_a_name_keeps_its_ending_and_loses_its_folders_and_direction_marks():
    assert clean_name("C:\\Users\\x\\Report \u202efdp.pdf") == "Report fdp.pdf"
    assert clean_name("a" * 400 + ".pdf").endswith("a.pdf")


def test_the_library_that_knows_kinds_comes_with_the_installation():
    loaded = Path("/proc/self/maps").read_text()
    assert "pylibmagic/libmagic.so" in loaded, "the system's own would be missing on a bare machine"


RELS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" {}/></Relationships>'
TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"


def related(sort, target="https://elsewhere.example/x", mode="External"):
    return office(**{"word/_rels/document.xml.rels": RELS.format(f'Type="{TYPES}{sort}" Target="{target}" TargetMode="{mode}"')})


PADDED = f"<!-- {'<a/>' * 20_000} --><!DOCTYPE w SYSTEM 'https://elsewhere.example/x'><w/>"
REACHING = {
    "a template elsewhere": (related("attachedTemplate", "file://elsewhere.example/x.dotm"), "template from elsewhere"),
    "an object elsewhere": (related("oleObject"), "part of itself from elsewhere"),
    "a frame": (related("frame"), "part of itself from elsewhere"),
    "an object inside": (office(**{"word/embeddings/oleObject1.bin": b"\xd0\xcf\x11\xe0"}), "object of another program"),
    "an ActiveX control": (office(**{"word/activeX/activeX1.bin": b"x"}), "object of another program"),
    "an object in an OpenDocument": (
        open_document(**{"META-INF/manifest.xml": '<m t="application/vnd.sun.star.oleobject"/>'}),
        "object of another program",
    ),
    "an entity outside": (
        office(**{"word/settings.xml": '<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]><w>&x;</w>'}),
        "document type of its own",
    ),
    "the same in UTF-16": (
        office(**{"word/settings.xml": "<!DOCTYPE w [<!ENTITY x 'y'>]><w/>".encode("utf-16")}),
        "document type of its own",
    ),
    "one behind a long comment": (office(**{"word/settings.xml": PADDED}), "document type of its own"),
    "a part above": (office(**{"../../x": "x"}), "written outside the document"),
    "a part at the root": (office(**{"/etc/x": "x"}), "written outside the document"),
    "a part above, as Windows writes it": (office(**{"word\\..\\..\\x": "x"}), "written outside the document"),
    "links that are none": (office(**{"_rels/.rels": "<Relationships"}), "not what its name says"),
}


@pytest.mark.parametrize("what", REACHING)
def test_a_document_that_reaches_outside_or_carries_an_object_is_refused_with_a_sentence(what):
    content, words = REACHING[what]
    with pytest.raises(CannotStore, match=words) as refused:
        examine(upload("policy.odt" if "OpenDocument" in what else "policy.docx", content))
    assert refused.value.verdict.next_step


@pytest.mark.parametrize(
    "content",
    [related("hyperlink"), related("image"), related("styles", "styles.xml", "Internal"), office(**{"word/embeddings/Sheet1.xlsx": b"PK"})],
)
def test_links_to_pages_linked_pictures_and_the_workbook_of_a_chart_are_taken(content):
    assert examine(upload("policy.docx", content)).ending == "docx"
