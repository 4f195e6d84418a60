"""Who sees what is answered in one place: every `..._visible_to` starts from `institutions_visible_to`, where a recusal removes an institution."""

import ast

import pytest

from .tree import PRODUCT, short

pytestmark = [pytest.mark.once, pytest.mark.access]
START = "institutions_visible_to"
# These stand on another ground, and why.
ELSEWHERE = {
    "people_visible_to": "accounts stand below institutions and know none; who belongs where is memberships_visible_to",
    "appointments_visible_to": "capacities of the scheme itself, of no institution",
    "staff_visible_to": "those with a capacity of the scheme itself, through appointments_visible_to",
    "recusals_visible_to": "the office's own list of conflicts, and one's own: what closes an institution cannot be hidden by it",
    "cohorts_visible_to": "a cohort is of no institution; its members are reached through journeys, which start there",
    "enquiries_visible_to": "questions of the public to the office, tied to no institution",
    "problems_visible_to": "what somebody could not open: shown with the item it belongs to",
}


def functions():
    """name -> (file, names it uses) of each function in a queries shelf."""
    found = {}
    for path in PRODUCT.rglob("*.py"):
        if "queries" not in (path.stem, path.parent.name):
            continue
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.FunctionDef):
                used = {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}
                used |= {each.attr for each in ast.walk(node) if isinstance(each, ast.Attribute)}
                found[node.name] = (path, used - {node.name})
    return found


def reaches(name, all_of_them, seen=()):
    if name == START:
        return True
    used = all_of_them[name][1] if name in all_of_them else set()
    return any(reaches(other, all_of_them, (*seen, name)) for other in used if other in all_of_them and other not in seen)


def test_every_list_starts_from_the_institutions_that_may_be_seen():
    known = functions()
    lists = [name for name in known if name.endswith("_visible_to")]
    assert len(lists) > 5
    assert [f"{short(known[name][0])}: {name}" for name in lists if name not in ELSEWHERE and not reaches(name, known)] == []


def test_no_page_takes_rows_around_the_lists():
    """A view that reads `Model.objects` itself would show rows whoever asks; it asks a query instead."""
    found = []
    for path in PRODUCT.rglob("*.py"):
        if "views" in (path.stem, path.parent.name):
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Attribute) and node.attr in {"objects", "_base_manager", "_default_manager"}:
                    found.append(f"{short(path)}:{node.lineno}")
    assert found == []
