"""The link of an invitation, as a person and a mail scanner open it."""

import datetime as dt
import io
import logging

import pytest

from qualitymark.accounts.models import Person
from qualitymark.core import clock
from qualitymark.core.models import OutgoingMail
from qualitymark.institutions import operations
from qualitymark.institutions.models import Invitation, Membership

from .. import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent():
    """(invitation, path of its link) of a contributor to be."""

    def send(email="new@example.test", role="contributor", by=None, place=None, **facts):
        place = place or factories.institution("Moorland College")
        by = by or factories.coordinator(place)
        made = operations.invite(place, by=by, email=email, name="New Person", role=role, **facts)
        letter = OutgoingMail.objects.filter(to_address=email).latest("pk")
        return made, letter.body.split("http://127.0.0.1:8000")[1].split()[0]

    return send


def test_looking_spends_nothing_and_says_who_invites_to_what(client, sent):
    made, path = sent(department="Library")
    for _ in range(3):
        client.head(path)
        page = client.get(path).content.decode()
    for words in (made.invited_by.name, "Moorland College", "Contributor", "Library", "new@example.test"):
        assert words in page
    made.refresh_from_db()
    assert made.accepted_at is None and not Person.objects.filter(email="new@example.test").exists()
    assert "_auth_user_id" not in client.session


def test_accepting_makes_the_person_and_signs_them_in_in_their_language(client, sent):
    _made, path = sent()
    answer = client.post(path, {"language": "cy"})
    assert answer["Location"] == "/cy/home/"
    who = Person.objects.get(email="new@example.test")
    assert client.session["_auth_user_id"] == str(who.pk) and who.language == "cy"
    assert client.get("/home/").status_code == 200


def test_a_repeated_click_does_no_harm(client, sent):
    _made, path = sent()
    client.post(path, {"language": "en-gb"})
    again = client.post(path, {"language": "en-gb"})
    assert again.status_code == 410 and "used already" in again.content.decode()
    assert Membership.objects.filter(person__email="new@example.test").count() == 1


def test_without_a_language_the_question_is_asked_again(client, sent):
    made, path = sent()
    page = client.post(path, {"language": "klingon"})
    assert page.status_code == 200 and b"govuk-error-summary" in page.content
    made.refresh_from_db()
    assert made.accepted_at is None


def test_each_closed_link_says_why_and_what_next(client, sent, move_clock):
    made, path = sent()
    operations.withdraw_invitation(made, by=factories.coordinator(made.institution))
    assert "withdrawn" in client.get(path).content.decode()
    _late, late_path = sent(email="late@example.test")
    move_clock(clock.today() + dt.timedelta(days=30))
    page = client.get(late_path)
    assert page.status_code == 410 and "run out" in page.content.decode() and "new invitation" in page.content.decode()
    unknown = client.get("/invitation/nobody-was-ever-sent-this/")
    assert unknown.status_code == 404 and "do not know this link" in unknown.content.decode()
    for hostile in ("%00", "'--", "<script>", "x" * 5000):
        assert client.post(f"/invitation/{hostile}/", {"language": "cy"}).status_code == 404


def test_somebody_known_is_not_asked_again_and_acts_for_the_new_institution(client, sent):
    place = factories.institution("Second College")
    known = factories.contributor(factories.institution("First College")).person
    _made, path = sent(email=known.email, place=place)
    client.force_login(known)
    assert "First College" in client.get("/home/").content.decode()
    client.post(path, {"language": "cy"})
    page = client.get("/home/").content.decode()
    assert "Contributor, Second College" in page and "Act as Contributor, First College" in page
    known.refresh_from_db()
    assert known.language == "en-gb"


def test_another_person_at_the_same_browser_is_told_and_signed_out(client, sent):
    _made, path = sent()
    other = factories.contributor(factories.institution()).person
    client.force_login(other)
    assert other.name in client.get(path).content.decode()
    client.post(path, {"language": "en-gb"})
    assert client.session["_auth_user_id"] == str(Person.objects.get(email="new@example.test").pk)


def test_the_link_does_not_pass_somebody_with_a_second_step(client, sent):
    from allauth.mfa.totp.internal.auth import TOTP

    who = factories.assessor().person
    TOTP.activate(who, "JBSWY3DPEHPK3PXP")
    _made, path = sent(email=who.email)
    answer = client.post(path, {"language": "en-gb"})
    assert answer["Location"].startswith("/account/second-step/authenticate/")
    assert "_auth_user_id" not in client.session


def test_the_letter_is_in_the_invited_language_and_its_link_is_not_kept(client, sent, smtp, run_worker):
    _made, path = sent(language="cy")
    assert path.startswith("/cy/invitation/")
    run_worker()
    assert path in smtp.to("new@example.test")[0].get_content()
    assert path.split("/")[3] not in str(list(OutgoingMail.objects.values())) + str(list(Invitation.objects.values()))


def test_the_token_is_in_no_log(client, sent):
    console = next(handler for handler in logging.root.handlers if handler.filters and isinstance(handler, logging.StreamHandler))
    before = console.setStream(io.StringIO())
    made, path = sent()
    token = path.split("/")[2]
    operations.withdraw_invitation(made, by=factories.coordinator(made.institution))
    client.get(path)
    client.get("/action/secret-of-an-action/")
    client.get("/account/password/reset/key/1-secretkey/x/")
    written = console.setStream(before).getvalue()
    assert "/invitation/(hidden)/" in written
    assert token not in written and "secret-of" not in written and "secretkey" not in written
