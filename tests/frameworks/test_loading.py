"""Loading and publishing editions: idempotent, previewed, and frozen once published."""

import inspect

import pytest
from django.core.management import CommandError, call_command

from qualitymark.core.actor import SYSTEM, VISITOR
from qualitymark.core.models import Entry
from qualitymark.core.verdict import Refused
from qualitymark.documents.markdown import RENDERER
from qualitymark.frameworks import operations
from qualitymark.frameworks.models import Criterion, Edition, Overlay, Text
from qualitymark.frameworks.operations import add_overlay, load_edition, load_wording, publish_edition
from qualitymark.frameworks.queries import edition_in_force, edition_is_whole, preview_edition
from qualitymark.frameworks.queries.previews import rows_of
from qualitymark.frameworks.schema.edition import read_edition
from qualitymark.frameworks.schema.reader import InvalidEdition, InvalidWording
from qualitymark.frameworks.schema.rows import rows_of_file
from qualitymark.frameworks.schema.wording import read_wording
from tests.factories import assessor, coordinator, institution, office

from .files import SHIPPED, line_of, published, shipped, small

pytestmark = pytest.mark.django_db
CHANGED = ("There is a plan.", "There is a good plan.")


def load(*changes, by=SYSTEM):
    return load_edition(read_edition(small(*changes)), by=by)


def everything():
    """Every row of the framework, as values."""
    return {model: sorted(model.objects.values_list()) for model in (Edition, Criterion, Text, Overlay)}


def test_what_is_loaded_is_what_the_file_says():
    edition = load()
    assert rows_of(edition) == rows_of_file(read_edition(small()))
    assert edition.state == "draft" and edition_is_whole(edition)


def test_the_shipped_edition_is_loaded_whole():
    assert rows_of(shipped()) == rows_of_file(read_edition(SHIPPED.read_bytes()))


def test_loading_is_recorded_once_with_the_hash():
    edition = load()
    load()
    (entry,) = Entry.objects.filter(thing="frameworks.Edition")
    assert entry.verb == "load" and entry.facts == {"code": "2030-1", "hash": edition.content_hash}


def test_loading_the_same_file_again_changes_nothing():
    load()
    before = everything()
    load()
    assert everything() == before


def test_a_draft_is_replaced_and_keeps_its_reference():
    ref = load().ref
    edition = load(CHANGED, ("code: CL1\n", "code: CL9\n"))
    assert edition.ref == ref and edition_is_whole(edition)
    assert set(edition.criteria.values_list("code", flat=True)) == {"CL9", "CL2"}


def test_a_draft_is_not_in_force_until_it_is_published(move_clock):
    edition = load()
    assert edition_in_force() is None
    publish_edition(edition, by=SYSTEM)
    assert edition_in_force() == edition


def test_the_edition_in_force_is_the_latest_one_published_by_that_day(move_clock):
    import datetime as dt

    move_clock(dt.date(2030, 1, 10))
    first = published()
    move_clock(dt.date(2031, 1, 10))
    second = published(('"2030-1"', '"2031-1"'))
    assert edition_in_force(dt.date(2030, 1, 9)) is None
    assert edition_in_force(dt.date(2030, 1, 10)) == first
    assert edition_in_force(dt.date(2031, 1, 9)) == first
    assert edition_in_force() == second


def test_publishing_is_recorded_and_cannot_be_done_twice():
    edition = published()
    with pytest.raises(Refused, match="published already"):
        publish_edition(edition, by=SYSTEM)
    assert Entry.objects.filter(verb="publish", thing_ref=edition.ref).count() == 1


def test_an_edition_is_not_published_before_the_one_it_follows():
    load()
    follower = load(('"2030-1"', '"2031-1"\nfollows: "2030-1"'))
    with pytest.raises(Refused, match="still a draft"):
        publish_edition(follower, by=SYSTEM)


def test_an_edition_that_follows_nothing_known_is_refused():
    with pytest.raises(InvalidEdition, match="no other edition 1999"):
        load(('"2030-1"', '"2031-1"\nfollows: "1999"'))


def test_a_criterion_that_was_nothing_before_is_refused_and_one_that_was_something_is_mapped():
    published()
    follows = ('"2030-1"', '"2031-1"\nfollows: "2030-1"')
    with pytest.raises(InvalidEdition, match="no criterion XX1"):
        load(follows, ("core: false", "core: false\n        was: XX1"))
    edition = load(follows, ("core: false", "core: false\n        was: CL1"))
    assert edition.criteria.get(code="CL2").was == "CL1"


# Frozen


def attempts(edition):
    """Every write operation of the room, tried on a published edition: each is refused, or lies outside its content."""
    changed = read_edition(small(CHANGED))
    wording = read_wording(b'edition: "2030-1"\ntexts:\n  - {key: criterion.CL1.title, language: en, text: A leader!, why: misprint}')
    return {
        "load_edition": lambda: load_edition(changed, by=SYSTEM),
        "publish_edition": lambda: publish_edition(edition, by=SYSTEM),
        "add_overlay": lambda: add_overlay(edition, "criterion.CL1.title", "cy", "Arweinydd da", why="better", by=SYSTEM),
        "load_wording": lambda: load_wording(wording, by=SYSTEM),
        "load_policy": None,  # of another table
    }


OVERLAYS = {"add_overlay", "load_wording"}


def test_these_attempts_are_all_the_write_operations_there_are():
    own = {name for name, made in inspect.getmembers(operations, inspect.isfunction) if made.__module__ == operations.__name__}
    assert {name for name in own if not name.startswith("_")} == set(attempts(None))


@pytest.mark.parametrize("name", sorted(set(attempts(None)) - {"load_policy"}))
def test_no_write_operation_changes_a_published_edition(name):
    edition = published()
    before = rows_of(edition), Edition.objects.values().get()
    if name in OVERLAYS:
        attempts(edition)[name]()
    else:
        with pytest.raises(Refused, match="published"):
            attempts(edition)[name]()
    edition = Edition.objects.get()
    assert (rows_of(edition), Edition.objects.values().get()) == before
    assert edition_is_whole(edition)


def test_the_refusal_to_change_a_published_edition_says_what_to_do():
    published()
    with pytest.raises(Refused) as caught:
        load(CHANGED)
    assert "2030-1" in caught.value.reason and "new code" in str(caught.value.verdict.next_step)


def test_a_row_altered_in_the_database_no_longer_has_the_hash():
    edition = published()
    Text.objects.filter(key="criterion.CL1.statement", language="en-gb").update(text="Nobody leads.")
    assert not edition_is_whole(edition)


# Who


@pytest.mark.parametrize("who", ["visitor", "coordinator", "assessor"])
@pytest.mark.parametrize("what", ["load", "load the same", "publish", "overlay"])
def test_nobody_but_the_office_changes_the_framework(who, what):
    actor = {"visitor": lambda: VISITOR, "coordinator": lambda: coordinator(institution()), "assessor": assessor}[who]()
    edition = published() if what == "overlay" else load()
    before = everything()
    with pytest.raises(Refused, match="office") as caught:
        if what == "load":
            load(CHANGED, by=actor)
        elif what == "load the same":
            load(by=actor)
        elif what == "publish":
            publish_edition(edition, by=actor)
        else:
            add_overlay(edition, "criterion.CL1.title", "cy", "X", why="x", by=actor)
    assert caught.value.verdict.status == 403
    assert everything() == before


def test_the_office_loads_and_publishes():
    actor = office()
    edition = publish_edition(load(by=actor), by=actor)
    assert edition_in_force() == edition
    assert set(Entry.objects.filter(thing_ref=edition.ref).values_list("actor_ref", flat=True)) == {actor.person.ref}


# Previews


def test_a_preview_of_a_new_edition_counts_it_and_writes_nothing():
    preview = preview_edition(read_edition(small()))
    assert (preview.state, preview.sentences) == ("new", ["2 criteria in 1 areas, 1 duties."])
    assert Edition.objects.count() == 0


def test_a_preview_of_the_same_content_says_unchanged():
    load()
    assert preview_edition(read_edition(small())).state == "unchanged"


def test_a_preview_names_what_is_new_dropped_and_changed():
    load()
    changed = small(CHANGED, ("code: CL1\n", "code: CL9\n"), ("core: false", "core: true"), ("standing: in_force", "standing: enacted"))
    preview = preview_edition(read_edition(changed))
    assert preview.state == "draft"
    for sentence in (
        "The criterion CL9 is new.",
        "The criterion CL1 is dropped.",
        "The criterion CL2 changes in: core.",
        "The duty SCO-A changes in: standing, criteria.",
        "criterion.CL2.statement (en-gb): “There is a plan.” becomes “There is a good plan.”.",
    ):
        assert sentence in preview.sentences


def test_a_preview_of_a_follower_compares_it_with_the_edition_before():
    published()
    preview = preview_edition(read_edition(small(('"2030-1"', '"2031-1"\nfollows: "2030-1"'), CHANGED)))
    assert (preview.state, preview.compared_with, len(preview.sentences)) == ("new", "2030-1", 1)


# The command


def run(*arguments, capsys):
    call_command(*arguments)
    return capsys.readouterr().out


def test_the_command_shows_and_changes_nothing_unless_told(tmp_path, capsys):
    path = tmp_path / "edition.yaml"
    path.write_bytes(small())
    assert "Nothing was changed" in run("load_framework", str(path), capsys=capsys)
    assert Edition.objects.count() == 0
    assert "State: Draft" in run("load_framework", str(path), "--apply", capsys=capsys)
    assert "State: Published" in run("load_framework", str(path), "--publish", capsys=capsys)
    assert "same content" in run("load_framework", str(path), "--publish", capsys=capsys)
    assert Entry.objects.filter(verb="publish").count() == 1


def test_the_command_tells_each_problem_with_its_line(tmp_path):
    content = small(("core: true", "core: perhaps"), ("standing: in_force", "standing: no"))
    path = tmp_path / "edition.yaml"
    path.write_bytes(content)
    with pytest.raises(CommandError) as caught:
        call_command("load_framework", str(path), "--publish")
    assert f"Line {line_of(content, 'core: perhaps')}, areas › CL › criteria › CL1 › core" in str(caught.value)
    assert f"Line {line_of(content, 'standing: no')}, duties › SCO-A › standing" in str(caught.value)
    assert Edition.objects.count() == 0


def test_the_command_refuses_to_change_a_published_edition_and_says_what_to_do(tmp_path):
    published()
    path = tmp_path / "edition.yaml"
    path.write_bytes(small(CHANGED))
    with pytest.raises(CommandError, match="never changed(.|\n)*new code"):
        call_command("load_framework", str(path), "--apply")


@pytest.mark.parametrize("name", ["missing.yaml", "."])
def test_a_file_that_cannot_be_opened_is_told(tmp_path, name):
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("load_framework", str(tmp_path / name))


# Overlays


def overlay_file(*texts, edition="2030-1"):
    import json

    return json.dumps({"edition": edition, "texts": texts}).encode()


TITLE = {"key": "criterion.CL1.title", "language": "en", "text": "A good leader", "why": "a misprint"}


def test_an_overlay_is_what_readers_see_and_stands_outside_the_hash():
    from qualitymark.frameworks.queries import criterion_titles

    edition = published()
    (overlay,) = load_wording(read_wording(overlay_file(TITLE)), by=SYSTEM)
    assert str(criterion_titles(edition)["CL1"]) == "A good leader"
    assert edition_is_whole(edition) and overlay.why == "a misprint"
    assert Entry.objects.filter(verb="overlay", thing_ref=overlay.ref).exists()


def test_the_latest_overlay_counts_and_a_repeat_adds_nothing():
    from qualitymark.frameworks.queries import criterion_titles

    edition = published()
    for text in ("First", "Second", "Second"):
        load_wording(read_wording(overlay_file({**TITLE, "text": text})), by=SYSTEM)
    assert str(criterion_titles(edition)["CL1"]) == "Second" and Overlay.objects.count() == 2


def test_an_overlay_is_kept_as_safe_html():
    edition = published()
    text = {**TITLE, "key": "criterion.CL1.good", "text": "*Everybody* knows. <script>alert(1)</script>"}
    (overlay,) = load_wording(read_wording(overlay_file(text)), by=SYSTEM)
    assert "<em>Everybody</em>" in overlay.html and "<script" not in overlay.html
    assert overlay.renderer == RENDERER
    assert edition.overlays.count() == 1


def test_overlays_are_laid_all_or_none():
    published()
    wrong = {**TITLE, "key": "criterion.CL1.titel"}
    with pytest.raises(InvalidWording, match="no such text"):
        load_wording(read_wording(overlay_file(TITLE, wrong)), by=SYSTEM)
    assert Overlay.objects.count() == 0


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"text": "For {nobody}"}, "not among the terms"),
        ({"text": ""}, "empty"),
        ({"language": "fr"}, "not known"),
        ({"key": "a b"}, "not written as a key"),
        ({"why": "x" * 300}, "200 is the most"),
    ],
)
def test_a_wrong_overlay_is_told(change, words):
    published()
    with pytest.raises(InvalidWording, match=words):
        load_wording(read_wording(overlay_file({**TITLE, **change})), by=SYSTEM)


def test_a_draft_takes_no_overlay_but_its_own_file():
    load()
    with pytest.raises(Refused, match="still a draft"):
        load_wording(read_wording(overlay_file(TITLE)), by=SYSTEM)


def test_overlays_for_an_edition_that_is_not_there_are_told():
    with pytest.raises(InvalidWording, match="no edition 1999"):
        load_wording(read_wording(overlay_file(TITLE, edition="1999")), by=SYSTEM)


def test_the_overlay_command_shows_then_applies(tmp_path, capsys):
    published()
    path = tmp_path / "overlays.yaml"
    path.write_bytes(overlay_file(TITLE))
    shown = run("load_overlays", str(path), capsys=capsys)
    assert "“A leader” becomes “A good leader”" in shown and "Nothing was changed" in shown and Overlay.objects.count() == 0
    assert "1 texts were laid" in run("load_overlays", str(path), "--apply", capsys=capsys)
    assert "Nothing in this file differs" in run("load_overlays", str(path), "--apply", capsys=capsys)
    assert Overlay.objects.count() == 1
