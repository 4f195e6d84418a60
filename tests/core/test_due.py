"""A periodic job is done once for a period."""

import pytest

from qualitymark.core.due import once
from qualitymark.core.models import DueJob

pytestmark = pytest.mark.django_db


def test_a_job_is_done_once_for_a_period():
    done = []
    assert once("remind", "2026-11", lambda: done.append(1))
    assert not once("remind", "2026-11", lambda: done.append(2))
    assert once("remind", "2026-12", lambda: done.append(3))
    assert done == [1, 3]


def test_a_job_that_fails_is_not_marked_as_done():
    def fails():
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        once("remind", "2026-11", fails)
    assert not DueJob.objects.exists()
