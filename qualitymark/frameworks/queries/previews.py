"""What a file would change, said before it does; and whether a stored edition is still what was loaded."""

from dataclasses import dataclass, field

from qualitymark.frameworks.models import Edition
from qualitymark.frameworks.schema.edition import EditionFile
from qualitymark.frameworks.schema.rows import EditionRows, rows_of_file
from qualitymark.frameworks.schema.wording import WordingFile
from qualitymark.frameworks.states import KINDS, SIZES

from .wording import wording_of


@dataclass
class Preview:
    """`state` is new, unchanged, draft (would be replaced) or published (cannot be). The sentences say what differs from `compared_with`."""

    state: str
    compared_with: str = ""
    sentences: list[str] = field(default_factory=list)


def preview_edition(file: EditionFile) -> Preview:
    """What loading this file would change: against the draft of that code, or else against the edition that it follows."""
    rows = rows_of_file(file)
    present = Edition.objects.filter(code=file.code).select_related("follows").first()
    if present and present.content_hash == rows.content_hash:
        return Preview("unchanged", present.code)
    before = present or Edition.objects.filter(code=file.follows).select_related("follows").first()
    if before is None:
        return Preview("new", sentences=[f"{len(rows.criteria)} criteria in {len(rows.areas)} areas, {len(rows.duties)} duties."])
    return Preview(present.state if present else "new", before.code, changes(rows_of(before), rows))


def changes(before: EditionRows, after: EditionRows) -> list[str]:
    """A sentence for each thing added, dropped or changed, in reading order."""
    found = []
    for what, old, new in (("criterion", before.criteria, after.criteria), ("duty", before.duties, after.duties)):
        found += [f"The {what} {code} is new." for code in new if code not in old]
        found += [f"The {what} {code} is dropped." for code in old if code not in new]
        for code in new:
            if code in old and new[code] != old[code]:
                parts = [name for name in new[code] if new[code][name] != old[code][name]]
                found.append(f"The {what} {code} changes in: {', '.join(parts)}.")
    for what, before_list, after_list in (("areas", before.areas, after.areas), ("groups", before.groups, after.groups)):
        if before_list != after_list:
            found.append(f"The {what} or their order change.")
    if before.criteria.keys() == after.criteria.keys() and list(before.criteria) != list(after.criteria):
        found.append("The order of the criteria changes.")
    for key, language in [*after.texts, *(name for name in before.texts if name not in after.texts)]:
        was, becomes = before.texts.get((key, language)), after.texts.get((key, language))
        if was != becomes:
            found.append(f"{key} ({language}): {_said(was)} becomes {_said(becomes)}.")
    return found


def _said(content: tuple[str, str] | None) -> str:
    if content is None:
        return "nothing"
    text = " ".join(content[0].split())
    said = f"“{text if len(text) <= 90 else text[:89] + '…'}”"
    return f"{said} for {content[1]}" if content[1] else said


def rows_of(edition: Edition) -> EditionRows:
    """The facts of an edition as they stand in the database, without its overlays."""
    rows = EditionRows(edition.code, edition.illustrative, edition.follows.code if edition.follows else "")
    rows.areas = [area.code for area in edition.areas.all()]
    rows.groups = [(group.code, group.area.code) for group in edition.groups.select_related("area")]
    for criterion in edition.criteria.select_related("area", "group").prefetch_related("fors"):
        fors = criterion.fors.all()
        kinds, sizes = {row.kind for row in fors}, {row.size for row in fors}
        rows.criteria[criterion.code] = {
            "area": criterion.area.code,
            "group": criterion.group.code,
            "core": criterion.core,
            "was": criterion.was,
            "kinds": [kind for kind in KINDS if kind in kinds],
            "sizes": [size for size in SIZES if size in sizes],
        }
    for duty in edition.duties.prefetch_related("criteria"):
        rows.duties[duty.code] = {
            "nation": duty.nation,
            "standing": duty.standing,
            "source": duty.source,
            "checked": duty.checked_on.isoformat(),
            "audience": duty.audience,
            "criteria": [criterion.code for criterion in duty.criteria.all()],
        }
    rows.texts = {(text.key, text.language): (text.text, text.audience) for text in edition.texts.all()}
    return rows


def edition_is_whole(edition: Edition) -> bool:
    """Do the rows of this edition still have the hash that it was loaded with? Overlays stand outside it."""
    return rows_of(edition).content_hash == edition.content_hash


def preview_wording(file: WordingFile) -> list[str]:
    """What these overlays would change, a sentence each; those that change nothing are left out."""
    edition = Edition.objects.filter(code=file.edition).first()
    if edition is None:
        return []
    held = {language: wording_of(edition, language=language).rows for language in {text.language for text in file.texts}}
    found = []
    for text in file.texts:
        row = held[text.language].get(text.key, {}).get(text.language)
        if row is None or row.text != text.text:
            found.append(f"{text.key} ({text.language}): {_said((row.text, '') if row else None)} becomes {_said((text.text, ''))}.")
    return found
