"""Whatever three writers do in whatever order: every text that was sent is in the history, or its writer was shown both texts."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualitymark.core.verdict import Refused
from qualitymark.selfassessment import operations
from qualitymark.selfassessment.models import Response, Revision
from qualitymark.selfassessment.operations import Moved
from tests import factories

from .stage import make_stage

pytestmark = [pytest.mark.properties, pytest.mark.django_db]
WRITERS = st.sampled_from(["one", "other", "third"])
# Any letters at all; and texts of a few paragraphs, so that changes often meet and often do not.
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12) | st.lists(st.sampled_from("abcAB"), max_size=5).map("\n\n".join)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("open"), WRITERS),
        st.tuples(st.sampled_from(["save", "autosave"]), WRITERS, TEXTS),
        st.tuples(st.just("restore"), WRITERS),
    ),
    max_size=14,
)


def kept(text):
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    return plain if plain.strip() else ""


@given(STEPS)
@settings(max_examples=40)
def test_any_interleaving_of_three_writers_loses_no_text(steps):
    stage = make_stage(areas=1, criteria=1)
    response = stage.response()
    writers = {"one": stage.coordinator, "other": stage.contributor, "third": factories.contributor(stage.institution)}
    opened = dict.fromkeys(writers, 0)
    sent, shown = set(), set()
    for verb, who, *text in steps:
        if verb == "open":
            opened[who] = Response.objects.get(pk=response.pk).version
            continue
        try:
            if verb == "restore":
                first = Revision.objects.filter(response=response).order_by("number").first()
                if first is not None:
                    operations.restore_revision(first, by=writers[who], base=opened[who])
                continue
            sent.add(kept(text[0]))
            origin = Revision.Origin.AUTO if verb == "autosave" else Revision.Origin.PAGE
            saved = operations.save_response(stage.response(), by=writers[who], text=text[0], base=opened[who], origin=origin)
            opened[who] = saved.version  # the page that comes back carries the new version
        except Moved as moved:
            shown.add(moved.mine)
            assert moved.theirs == Response.objects.get(pk=response.pk).text
        except Refused as refused:
            assert refused.reason
    rows = list(Revision.objects.filter(response=response).order_by("number"))
    assert [row.number for row in rows] == list(range(1, len(rows) + 1))
    assert sent <= {row.text for row in rows} | shown | {""}
    assert Response.objects.get(pk=response.pk).text == (rows[-1].text if rows else "")
