"""The office's own words for letters: what a file may hold, what it is told, and what a letter then says."""

import io

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from qualitymark.core import mail, wording
from qualitymark.core.actor import SYSTEM
from qualitymark.core.audit import verify
from qualitymark.core.models import Entry, MailWords, OutgoingMail

pytestmark = pytest.mark.django_db
CODE = """
sign_in_code:
  en:
    subject: Your code
    body: |
      Good day {{ name }}, type {{ code }}.
"""


def run(tmp_path, text, *options):
    file = tmp_path / "words.yaml"
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    said = io.StringIO()
    call_command("load_wording", str(file), *options, stdout=said)
    return said.getvalue()


def refusal(tmp_path, text):
    with pytest.raises(CommandError) as refused:
        run(tmp_path, text, "--apply")
    assert not MailWords.objects.exists() and not Entry.objects.exists()
    return str(refused.value)


def changed(part, words):
    return CODE.replace(part, words)


def send(**facts):
    facts = {"name": "Sam", "code": "ABC-123"} | facts
    return mail.send("sign_in_code", address="someone@example.test", **facts)


def test_a_file_is_shown_and_changes_nothing_until_it_is_applied(tmp_path):
    said = run(tmp_path, CODE)
    assert "+Good day {{ name }}, type {{ code }}." in said and "-Hello {{ name }}," in said
    assert "1 of 1 letters would have new words" in said and not MailWords.objects.exists()


def test_applied_words_are_what_a_letter_says(tmp_path):
    run(tmp_path, CODE, "--apply")
    assert (send().subject, send().body) == ("Your code", "Good day , type ABC-123.\n")


def test_a_name_is_found_as_the_shipped_words_find_it(tmp_path):
    run(tmp_path, CODE, "--apply")

    class Person:
        name, email, language, ref = "Sam Okafor", "sam@example.test", "en-gb", "abc"

    assert mail.send("sign_in_code", to=Person(), code="X").body == "Good day Sam Okafor, type X.\n"


def test_the_same_file_again_changes_nothing_and_the_record_says_so_once(tmp_path):
    run(tmp_path, CODE, "--apply")
    assert "0 of 1 letters" in run(tmp_path, CODE, "--apply")
    assert MailWords.objects.count() == 1
    assert [(entry.verb, entry.thing_ref) for entry in Entry.objects.all()] == [("load_words", "sign_in_code.en-gb")]
    assert verify() == []


def test_newer_words_follow_older_ones_which_stay(tmp_path):
    run(tmp_path, CODE, "--apply")
    run(tmp_path, changed("Your code", "The code"), "--apply")
    assert (send().subject, MailWords.objects.count()) == ("The code", 2)


def test_what_is_shown_can_be_loaded_and_changes_nothing(tmp_path):
    said = io.StringIO()
    call_command("show_wording", stdout=said)
    assert f"0 of {len(wording.notices())} letters would have new words" in run(tmp_path, said.getvalue())


def test_welsh_words_go_to_readers_of_welsh_alone(tmp_path):
    run(tmp_path, CODE.replace("en:", "cy:").replace("Your code", "Eich cod"), "--apply")
    assert send(language="cy").subject == "Eich cod"
    assert send().subject != "Eich cod"


def test_a_list_is_one_name_of_the_whole_list(tmp_path):
    words = 'assigned: {en: {subject: "{{ n }} of {{ institution }}", body: "{{ responses }} | {{ due }} | {{ page }}"}}'
    run(tmp_path, words, "--apply")

    class Thing(dict):
        __getattr__ = dict.__getitem__

    responses = ["CL1 A place to turn to", "AD3 Before arrival"]
    journey = Thing(institution=Thing(display_name="Northmoor"))
    letter = mail.send("assigned", address="a@example.test", responses=responses, journey=journey, page="https://x/", due=None)
    assert letter.subject == "2 of Northmoor"
    assert letter.body == "- CL1 A place to turn to\n- AD3 Before arrival |  | https://x/\n"


def test_what_a_value_holds_is_never_read_as_a_name(tmp_path):
    run(tmp_path, CODE, "--apply")
    assert "{{ name }}{% now %}" in send(code="{{ name }}{% now %}").body


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "The file is empty"),
        ("- a\n- b", "Here stand letters by name"),
        ("a: &x {b: *x}", "Anchors"),
        (b"\xff\xfe", "not UTF-8"),
        ("{{ name }}", "Line 1"),
        ("sign_in_code: words", "Line 1, sign_in_code: Here stand languages"),
        ("sign_in_code: {en: words}", "sign_in_code › en: Here stand a subject and a body"),
        (changed("sign_in_code", "sign_in_codes"), "sign_in_codes: There is no letter of this name. Did you mean sign_in_code?"),
        (changed("sign_in_code", "../../settings"), "There is no letter of this name"),
        (changed("en:", "fr:"), "sign_in_code › fr: The language is en or cy."),
        (changed("subject: Your code", "subject: ''"), "sign_in_code › en › subject: Write the subject as text."),
        (changed("subject: Your code", "subject: [a]"), "Write the subject as text."),
        (changed("    subject: Your code\n", ""), "sign_in_code › en › subject: The subject is missing."),
        (changed("Your code", "x" * 201), "This has 201 characters; 200 is the most that fits here."),
        (changed("Good day", "x" * 10_001), "10,000 is the most that fits here."),
        (changed("subject: Your code", 'subject: "a\\nBcc: b"'), "A subject stands on one line."),
        (changed("subject:", "from: me\n    subject:"), "sign_in_code › en › from: A letter has a subject and a body, and nothing else."),
        (changed("Good day", "{% load i18n %}"), "are not used"),
        (changed("Good day", "{# hidden #}"), "are not used"),
        (changed("{{ name }}", "{{ name|upper }}"), "A name stands between double braces"),
        (changed("{{ name }}", "{ name }"), "A name stands between double braces"),
        (changed("{{ name }}", "{{ '' }}"), "A name stands between double braces"),
        (changed("{{ name }}", "{{ name.__class__ }}"), "{{ name.__class__ }} is not a name of this letter."),
        (changed("{{ name }}", "{{ settings.SECRET_KEY }}"), "{{ settings.SECRET_KEY }} is not a name of this letter. Its names are code, name"),
        (changed("{{ name }}", "{{ nam }}"), "Did you mean name?"),
        (changed("{{ code }}", "it"), "Keep {{ code }}: without it the letter does not do what it is for."),
        (changed("Good", "\u202egood"), "cannot be printed stands here (U+202E)"),
        (CODE + CODE, "stands twice here"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_used_is_told_why_and_changes_nothing(tmp_path, text, told):
    assert told in refusal(tmp_path, text)


def test_every_problem_is_told_at_once_in_the_order_of_the_file(tmp_path):
    said = refusal(tmp_path, changed("Your code", "A {% tag %}").replace("{{ code }}", "{{ cod }}"))
    assert [line.partition(",")[0] for line in said.splitlines()[1:]] == ["Line 4", "Line 5", "Line 5"]


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("load_wording", str(tmp_path / "none.yaml"))


def test_showing_a_letter_that_is_not_there_names_those_that_are():
    with pytest.raises(CommandError, match="sign_in_code"):
        call_command("show_wording", "none")


@pytest.mark.parametrize("notice", wording.notices())
def test_no_name_of_a_letter_stands_for_two_things(notice):
    assert wording.ambiguous_names(notice) == set()


@pytest.mark.properties
@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_no_file_breaks_the_reading(content):
    try:
        wording.read_mail_words(content)
    except wording.InvalidMailWords as refused:
        assert all(problem.sentence for problem in refused.problems)


def test_a_character_that_cannot_be_sent_is_refused_at_its_field():
    with pytest.raises(wording.InvalidMailWords) as refused:
        wording.read_mail_words(b'sign_in_code: {en: {subject: "Nul \\0 here", body: "{{ code }}"}}')
    assert any("subject" in problem.field and "cannot be printed" in problem.sentence for problem in refused.value.problems)


@pytest.mark.properties
@given(st.text(max_size=80), st.text(max_size=200))
def test_words_that_are_read_can_always_be_sent(subject, body):
    import yaml

    content = yaml.safe_dump({"sign_in_code": {"en": {"subject": subject, "body": body + "{{ code }}"}}}).encode()
    try:
        words = wording.read_mail_words(content)
    except wording.InvalidMailWords:
        return
    OutgoingMail.objects.all().delete()
    wording.load_mail_words(words, by=SYSTEM)
    letter = send(code="XYZ-987")
    assert "XYZ-987" in letter.body and "\n" not in letter.subject
