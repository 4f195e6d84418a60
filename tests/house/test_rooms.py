"""The rooms and their shelves, read from the code itself."""

import ast
import tomllib

import pytest

from .tree import PRODUCT, ROOMS, ROOT, short

pytestmark = pytest.mark.once
CONTRACTS = {
    contract["name"]: contract for contract in tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
}
MECHANISM = {"core", "files", "documents"}
WRITES = {"save", "create", "bulk_create", "update", "bulk_update", "update_or_create", "get_or_create", "delete"}


def sources(shelf):
    """The files of a shelf in every room, whether it is one file or a package."""
    return [path for path in PRODUCT.rglob("*.py") if shelf in (path.stem, path.parent.name) and "migrations" not in path.parts]


def functions(path):
    return [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.FunctionDef)]


def test_each_folder_stands_on_the_ladder():
    steps = {room.strip() for step in CONTRACTS["the ladder"]["layers"] for room in step.split("|")}
    assert steps == set(ROOMS)


def test_each_room_but_the_mechanism_has_its_shelves_checked():
    assert {name.split(".")[1] for name in CONTRACTS["the shelves"]["containers"]} == set(ROOMS) - MECHANISM


def test_no_view_writes_a_row():
    found = []
    for path in sources("views"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in WRITES:
                # A form's own save() and the session's are not the database's rows of a noun.
                owner = ast.unparse(node.func.value)
                if ".objects" in owner or owner in {"journey", "person", "institution", "response", "award", "row", "thing"}:
                    found.append(f"{short(path)}:{node.lineno}")
    assert found == []


def test_no_view_is_longer_than_fifteen_lines():
    """A view is what takes a request, on whatever shelf it stands."""
    found = []
    for path in PRODUCT.rglob("*.py"):
        for node in functions(path):
            body = node.body[1:] if ast.get_docstring(node) else node.body
            takes = [argument.arg for argument in node.args.args[:1]]
            on_shelf = "views" in (path.stem, path.parent.name)
            if (on_shelf or takes == ["request"]) and body and body[-1].end_lineno - body[0].lineno + 1 > 15:
                found.append(f"{short(path)}:{node.lineno} {node.name}")
    assert found == []


def test_every_operation_says_what_it_takes_and_gives():
    found = []
    for shelf in ("operations", "rules", "queries"):
        for path in sources(shelf):
            if short(path).split("/")[1] in MECHANISM:
                continue
            for node in ast.parse(path.read_text()).body:
                if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                    arguments = [*node.args.args, *node.args.kwonlyargs]
                    if node.returns is None or any(argument.annotation is None for argument in arguments):
                        found.append(f"{short(path)}:{node.lineno} {node.name}")
    assert found == []


def test_every_public_function_of_a_room_says_what_goes_in_and_out():
    found = []
    for shelf in ("operations", "rules", "queries"):
        for path in sources(shelf):
            if short(path).split("/")[1] not in MECHANISM:
                nodes = [node for node in ast.parse(path.read_text()).body if isinstance(node, ast.FunctionDef)]
                found += [
                    f"{short(path)}:{node.lineno} {node.name}" for node in nodes if node.name[0] != "_" and not ast.get_docstring(node)
                ]
    assert found == []


def test_the_names_utils_common_and_helpers_are_nowhere():
    assert [short(path) for path in PRODUCT.rglob("*") if path.stem in {"utils", "common", "helpers", "signals"}] == []


def test_no_class_based_view_and_no_signal():
    found = []
    for path in PRODUCT.rglob("*.py"):
        text = path.read_text()
        if "django.views.generic" in text or "django.db.models.signals" in text or "django.dispatch" in text:
            found.append(short(path))
    assert found == []
