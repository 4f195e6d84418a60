"""Public pages whose words the office may replace: Markdown by language, every version kept, shown from its publishing date."""

from django.db import models

from qualitymark.core.models import Kept

PAGES = ("the-mark", "learning", "accessibility", "privacy")


class PublicPage(models.Model):
    """One version of one page in one language. The newest version whose date has come is the page."""

    retention = Kept.PUBLIC
    code = models.SlugField(max_length=40)  # "the-mark"
    language = models.CharField(max_length=7)
    version = models.PositiveIntegerField()
    title = models.CharField(max_length=160)
    lead = models.TextField(blank=True)
    body = models.TextField()
    html = models.TextField()
    renderer = models.CharField(max_length=20)
    publish_on = models.DateField()
    loaded_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code", "language", "version"], name="public_page_once")]

    @property
    def ref(self) -> str:
        """For the audit record: which page this is."""
        return f"{self.code[:30]}.{self.language}"
