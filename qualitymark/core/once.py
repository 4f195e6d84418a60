"""A form that makes one row however often it is sent."""

import hashlib
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from .refs import new_once, ref_of

UNMARKED = _("This came without the mark that every form of ours carries, so it was not taken. Look at it, and send it again from here.")


class OnceForm(forms.Form):
    """Carries a mark made by the server when it was shown. `ref`, of mark and content together, is the ref of the row that it makes
    (rows.make_once): the same form sent twice makes one row, and one that was changed and sent again, after a step back, makes another, so
    that nothing typed is lost. One sent without our mark makes none: it comes back as it was, with a mark."""

    once = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **options: Any):
        super().__init__(*args, **options)
        self.fields["once"].initial = new_once
        self.marked = not self.is_bound or bool(ref_of(self["once"].data or ""))
        if not self.marked:
            again: Any = self.data.copy()  # type: ignore[attr-defined]  # a QueryDict, or a dict
            again[self.add_prefix("once")] = new_once()
            self.data = again

    def clean_once(self) -> str:
        if not self.marked:
            self.add_error(None, UNMARKED)
        return self.cleaned_data["once"]

    @property
    def ref(self) -> str:
        return ref_of(self.cleaned_data.get("once", ""), self._said())

    def made_of(self) -> dict[str, Any]:
        """What the operation takes: what was typed, and the ref."""
        return {name: value for name, value in self.cleaned_data.items() if name != "once"} | {"ref": self.ref}

    def _said(self) -> str:
        """Everything sent but the mark against forgery; of a file its digest."""
        sent = self.data.lists() if isinstance(self.data, QueryDict) else self.data.items()
        said = sorted((name, value) for name, value in sent if name != "csrfmiddlewaretoken")
        files = [(name, _digest(self.files.get(name))) for name in sorted(self.files)]
        return repr([*said, *files])


def _digest(upload: Any) -> str:
    digest = hashlib.sha256(upload.name.encode())
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    return digest.hexdigest()
