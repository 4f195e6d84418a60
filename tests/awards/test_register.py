"""The public register: who is on it, how it is found, and that it says nothing else."""

import dataclasses
import datetime as dt

import pytest

from qualitymark.awards import operations
from qualitymark.awards.queries import Checked, Entry, Holder, Past, checked, holder_at, public_entries, public_records
from qualitymark.core import clock
from qualitymark.institutions.models import Institution, Name, PublicSlug, Succession
from qualitymark.institutions.queries import normalised
from tests import factories
from tests.decisions import rows as decision_rows

from . import rows

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def names(*args, **facts):
    return [entry.name for entry in public_entries(*args, **facts).object_list]


def slug_of(institution):
    return PublicSlug.objects.get(institution=institution, current=True).slug


def test_the_register_shows_an_award_at_once_and_nothing_before_its_release():
    decision, held = rows.checked()
    assert names() == []
    operations.release_and_award(decision, by=held.office)
    assert names() == [held.journey.institution.display_name]


def test_current_awards_are_shown_by_default_and_past_ones_when_asked():
    today = clock.today()
    kept = rows.row()
    gone = rows.row(starts_on=today - 1200 * DAY, ends_on=today - DAY)
    held_back = rows.row(state="suspended")
    assert names() == [kept.institution.display_name]
    assert sorted(names(show="past")) == sorted([gone.institution.display_name, held_back.institution.display_name])


def test_it_is_searched_by_any_name_and_ukprn_and_narrowed_by_nation_and_kind():
    institution = factories.institution("Coleg Cwm Tŵr", nation="wales", kind="college_group")
    Name.objects.create(institution=institution, text="Old Tower College", normalised=normalised("Old Tower College"), sort="former")
    rows.row(institution)
    rows.row(factories.institution("University of Elsewhere", nation="scotland", kind="university"))
    shown = [institution.display_name]
    ukprn = institution.identifiers.get().value
    for search in ("twr", "TŴR", "old tower", "tower old", ukprn, f" {ukprn[:4]} {ukprn[4:]} "):
        assert names(search) == shown, search
    assert names(nation="wales") == names(kind="college_group") == names("tower", "wales", "college_group") == shown
    assert names("tower", "scotland") == names("nobody") == []


@pytest.mark.parametrize("search", ["'; DROP TABLE", "%", "_", "\x00", "(" * 300, "10", "🙂", "--", "NULL", "a" * 5000, "99999999"])
def test_hostile_searches_find_nobody_and_break_nothing(search):
    rows.row(factories.institution("Northmoor"))
    assert names(search) == []


def test_public_records_stand_apart_with_their_source_and_without_a_standing():
    record = rows.public_record(factories.institution("Bolton College", fictitious=False))
    assert names() == names(show="past") == []
    entry = public_records()[0]
    assert (entry.name, entry.first_awarded, entry.standing, entry.until) == ("Bolton College", "June 2021", "not_recorded", None)
    assert entry.source == record.source
    rows.row(record.institution)
    assert public_records() == []


def test_the_register_can_say_these_things_and_no_others():
    def fields(of):
        return {each.name for each in dataclasses.fields(of)}

    assert fields(Entry) == {
        "name",
        "slug",
        "nation",
        "kind",
        "scope_names",
        "first_awarded",
        "until",
        "standing",
        "standing_words",
        "dates",
        "source",
    }
    assert fields(Past) == {
        "number",
        "standing",
        "standing_words",
        "scope_names",
        "first_awarded",
        "starts_on",
        "ends_on",
        "elsewhere",
        "source",
    }
    assert fields(Holder) == {
        "name", "name_en", "name_cy", "former_names", "ukprn", "nation", "kind", "town", "website", "fictitious", "now_part_of", "now_part_of_slug", "awards",
        "highlights", "support_url", "contact_name",
    }  # fmt: skip
    assert fields(Checked) == {"number", "name", "slug", "award"}
    for each in (Entry, Past, Holder, Checked):
        assert each.__dataclass_params__.frozen


def test_no_word_of_a_decision_reaches_a_public_page(client):
    held = decision_rows.at_panel()
    held.journey.institution.role_mailbox = "secret@northmoor.test"
    held.journey.institution.save()
    award, _held = rows.awarded(held, "awarded_conditions", reasons="SECRETREASON", summary="SECRETSUMMARY", next_steps="SECRETSTEP")
    operations.set_register_words(award, by=held.coordinator, highlights="Warm *welcome* <script>", agrees=True)
    for address in ("/register/", f"/register/{slug_of(award.institution)}/", f"/check/{award.number}/"):
        text = client.get(address).content.decode()
        assert award.institution.name in text
        for secret in ("SECRET", "Feedback on", "conditions", "nhanced", held.coordinator.person.name, "secret@northmoor.test", "<script>"):
            assert secret not in text.replace("<script type", "").replace("<script defer", "").replace("<script src", ""), (address, secret)


def test_highlights_show_on_the_holders_own_page_alone_and_go_when_withdrawn(client):
    award, held = rows.awarded()
    own = f"/register/{slug_of(award.institution)}/"
    operations.set_register_words(
        award, by=held.coordinator, highlights="Rooms all year round.", support_url="https://n.example/care", agrees=True
    )
    assert "Rooms all year round." in client.get(own).content.decode()
    assert "Rooms all year" not in client.get("/register/").content.decode()
    operations.withdraw_register_words(award, by=held.sponsor)
    assert "Rooms all year" not in client.get(own).content.decode()


def test_words_need_the_tick_a_standing_award_and_a_coordinator_or_the_sponsor():
    from qualitymark.core.verdict import Refused

    award, held = rows.awarded()
    with pytest.raises(Refused):
        operations.set_register_words(award, by=held.coordinator, highlights="Hello")
    with pytest.raises(Refused):
        operations.set_register_words(award, by=held.office, highlights="Hello", agrees=True)
    for _ in range(2):
        operations.set_register_words(award, by=held.coordinator, highlights="Hello", agrees=True)
    assert award.register_words.count() == 1
    operations.suspend(award, by=held.office, why="Wait")
    with pytest.raises(Refused):
        operations.set_register_words(award, by=held.coordinator, highlights="More", agrees=True)


def test_an_old_address_leads_to_the_present_one_for_good(client):
    award = rows.row()
    current = slug_of(award.institution)
    PublicSlug.objects.create(institution=award.institution, slug="old-name", current=False)
    answer = client.get("/register/old-name/")
    assert (answer.status_code, answer["Location"]) == (301, f"/register/{current}/")


def test_what_an_institution_became_holds_its_history():
    before, after = factories.institution("Small College"), factories.institution("Large Group")
    Succession.objects.create(predecessor=before, successor=after, how="merged", on=clock.today())
    rows.row(after)
    assert holder_at(slug_of(before)) == (None, slug_of(after))
    rows.row(before, starts_on=clock.today() - 900 * DAY, ends_on=clock.today() - DAY)
    holder, _address = holder_at(slug_of(before))
    assert (holder.now_part_of, holder.now_part_of_slug) == (after.display_name, slug_of(after))


def test_an_institution_without_the_mark_and_one_that_is_not_there_look_the_same(client):
    stranger = factories.institution("Never Awarded")
    slugs = (slug_of(stranger), "no-such-institution")
    answers = [client.get(f"/register/{slug}/") for slug in slugs]
    assert [each.status_code for each in answers] == [404, 404]
    texts = [answer.content.decode().replace(slug, "") for answer, slug in zip(answers, slugs, strict=True)]
    assert texts[0] == texts[1]


def test_the_check_page_says_how_an_award_stands_today(client, move_clock):
    award, held = rows.awarded()
    assert "stands today" in client.get(f"/check/{award.number}/").content.decode()
    assert checked(award.number.lower()).number == award.number
    operations.suspend(award, by=held.office, why="SECRETREASON")
    text = client.get(f"/check/{award.number}/").content.decode()
    assert "suspended" in text.lower() and "SECRETREASON" not in text
    answer = client.get("/check/QM-1999-0001/")
    assert answer.status_code == 404 and "QM-1999-0001" in answer.content.decode()
    assert checked(rows.public_record().number) is None


def test_on_a_welsh_page_an_institution_is_called_by_its_welsh_name_where_it_has_one(client, count_queries):
    award, held = rows.awarded()
    place = award.institution
    Institution.objects.filter(pk=place.pk).update(name="Dyffryn Teg University", name_cy="Prifysgol Dyffryn Teg")
    slug = slug_of(place)
    for address in ("/register/", f"/register/{slug}/", f"/check/{award.number}/"):
        with count_queries() as english:
            page = client.get(address).content.decode()
        with count_queries() as welsh:
            cymraeg = client.get(f"/cy{address}").content.decode()
        assert ">Dyffryn Teg University" in page and ">Prifysgol Dyffryn Teg" in cymraeg and len(english) == len(welsh), address
        assert (">Prifysgol Dyffryn Teg" in page) == (">Dyffryn Teg University" in cymraeg) == (address == f"/register/{slug}/")
    member = factories.coordinator(place)
    client.force_login(member.person)
    home = client.get("/cy/home/").content.decode()
    assert "Prifysgol Dyffryn Teg" in home and "Dyffryn Teg University" not in home


def test_the_pages_take_the_same_queries_for_one_and_for_many_holders(client, count_queries):
    rows.row()
    rows.public_record()
    with count_queries() as one:
        client.get("/register/")
    for _ in range(29):
        rows.row()
        rows.public_record()
    with count_queries() as many:
        client.get("/register/")
    assert len(one) == len(many) <= 8
    with count_queries() as entry:
        client.get(f"/register/{PublicSlug.objects.first().slug}/")
    assert len(entry) <= 8
