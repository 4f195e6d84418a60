"""Every route of the platform, and an address for each: with the references of what there is, for the walks over all of them."""

import re

from django.apps import apps
from django.urls import URLPattern, URLResolver, get_resolver

# The tables whose rows are named in addresses. An evidence revision is; a response's is known by its number.
TABLES = [model for model in apps.get_models() if any(field.name == "ref" for field in model._meta.fields)]
TABLES.sort(key=lambda model: model._meta.app_label != "evidence")
# What a word in an address stands for, where it is not the table's own name.
NOUNS = {
    "our": "journey", "review": "view", "half-way": "halfway", "our-award": "award", "words": "practice", "question": "clarification",
    "practice": "example", "fee-line": "feeline", "step": "nextstep", "note": "supportnote", "problem": "accessproblem", "offer": "allocation",
    "pause": "pauserequest", "conflict": "recusal", "entry": "feeentry", "mail": "outgoingmail", "file": "revision", "evidence": "item",
    "demo": "person", "comment": "factcomment",
}  # fmt: skip
DEMO_ALONE = {
    "desk:demo",
    "desk:demo_sign_in",
    "desk:demo_clock",
    "desk:demo_mail",
    "desk:demo_letter",
}  # there in demo mode alone; tests/desk has them
FIXED = {"number": "1", "round": "1", "sort": "link", "show": "overdue", "key": "office"}


def routes(patterns=None, prefix="", space=""):
    """(name, address with its <converter:hole> still in it) of every route; English ones only, without the demo's own and those whose
    address is a pattern."""
    for each in get_resolver().url_patterns if patterns is None else patterns:
        piece = str(each.pattern)
        if isinstance(each, URLResolver):
            yield from routes(each.url_patterns, prefix + piece, f"{each.namespace}:" if each.namespace else space)
        elif isinstance(each, URLPattern) and "^" not in piece:
            name = f"{space}{each.name}"
            if name not in DEMO_ALONE:
                yield name, prefix + piece


def real(route, of, **given):
    """The address, for the journey `of`, with the newest row's own reference in each hole, told by the hole's name or the word before it. `given` takes the
    place of that, by the word before the hole with a stroke after it, or by the noun."""

    def value(match):
        before, hole = match[1], match[2]
        noun = before if hole in ("ref", "slug") else hole
        noun = NOUNS.get(noun, noun).replace("-", "")
        for key in (f"{before}/{hole}", f"{before}/", noun):
            if key in given:
                return f"{before}/{given[key]}"
        if hole == "code":
            return f"{before}/{'CL' if before in ('area', 'guidance') else 'CL1'}"
        if hole in FIXED:
            return f"{before}/{FIXED[hole]}"
        if noun == "journey":
            return f"{before}/{of.ref}"
        row = next(
            (row for model in TABLES if model._meta.model_name == noun and (row := model._base_manager.order_by("-pk").first())), None
        )
        return f"{before}/{row.ref if row else of.institution.ref}"

    return "/" + re.sub(r"([\w.-]*)/<(?:\w+:)?(\w+)>", value, route)
