"""Replacing the public pages' words."""

from dataclasses import asdict

from django.db import transaction
from django.db.models import Max

from qualitymark.core import clock
from qualitymark.core.actor import Actor
from qualitymark.core.audit import digest, record
from qualitymark.documents.markdown import RENDERER, render

from .models import PublicPage
from .queries import changed_pages
from .schema import PageWords


@transaction.atomic
def load_pages(pages: list[PageWords], *, by: Actor) -> list[PublicPage]:
    """Add a new version of each page whose words changed; those rows. The versions before stay; the same words again change nothing."""
    made = []
    for page in changed_pages(pages):
        last = PublicPage.objects.filter(code=page.code, language=page.language).aggregate(last=Max("version"))["last"] or 0
        made.append(
            PublicPage.objects.create(
                **asdict(page),
                version=last + 1,
                html=render(page.body, below=1),
                renderer=RENDERER,
                publish_on=clock.today() if last else clock.LAUNCHED,
                loaded_at=clock.now(),
            )
        )
    for row in made:
        record("load_page", row, by=by, facts={"version": row.version, "digest": digest(f"{row.title}\n{row.lead}\n{row.body}")})
    return made
