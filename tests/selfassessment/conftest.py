import pytest

from .stage import make_stage


@pytest.fixture
def stage(db):
    return make_stage()
