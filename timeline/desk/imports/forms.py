"""Forms of an import: the upload of the file, then the confirmation of its plan."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from timeline.desk.explaining import ReasonField
from timeline.desk.imports.plans import Kind, Plan
from timeline.formats.rows import FormatError
from timeline.formats.tables import MAX_BYTES
from timeline.formats.uploads import read_file
from timeline.models import NoteKind


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("File"),
        max_length=200,
        widget=forms.FileInput(attrs={"accept": ".csv,.json,text/csv,application/json"}),
    )

    def clean_file(self) -> UploadedFile:
        """Check that the file can be read; its rows may still be wrong."""
        file: UploadedFile = self.cleaned_data["file"]
        if file.size and file.size > MAX_BYTES:
            raise forms.ValidationError(
                _("The file is larger than %(limit)s MB. Split it."),
                params={"limit": MAX_BYTES // 2**20},
            )
        try:
            self.content = file.read()
            read_file(self.content)
        except FormatError as error:
            raise forms.ValidationError(str(error), code="unreadable") from error
        return file


class ConfirmForm(forms.Form):
    """Confirms a plan, namely the one that was shown: `digest` identifies it."""

    digest = forms.CharField(widget=forms.HiddenInput, required=False)
    reason = ReasonField(help_text=_("For your colleagues, in the history of every event."))
    telling = forms.ChoiceField(
        label=_("What to tell readers about changes to what they have seen"),
        choices=NoteKind.choices,
        widget=forms.RadioSelect,
    )
    leave_out = forms.BooleanField(
        label=_("Leave out the refused rows and import the others"),
        help_text=_("Or correct the file and upload it again."),
    )

    def __init__(self, plan: Plan, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not plan.public_changes:
            del self.fields["telling"]
        if not plan.of_kind(Kind.REFUSED):
            del self.fields["leave_out"]

    @property
    def correction(self) -> str:
        """The kind of the corrections to write; "" for none."""
        telling = self._telling()
        return telling.kind if telling else ""

    def comment(self, name: str) -> str:
        """Return the comment for the history of every event."""
        comment, telling = f"{name}: {self.cleaned_data['reason']}", self._telling()
        return telling.comment(comment) if telling else comment

    def _telling(self) -> NoteKind | None:
        """Return None if the plan changes nothing that readers have seen."""
        value = self.cleaned_data.get("telling")
        return NoteKind(value) if value else None
