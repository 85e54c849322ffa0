"""What readers get to see of an edit: whether the event is published, retracted or returns, and the
correction that tells them why."""

from __future__ import annotations

import datetime
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext_lazy as _

from timeline.desk.conflicts import differences
from timeline.desk.edit_state import edit_state_of
from timeline.desk.explaining import ExplainedForm
from timeline.desk.four_eyes import refusal_to_publish
from timeline.desk.related import related_digests
from timeline.models import Correction, Event

#: Fields whose change on a published event needs a correction, unless it changes no meaning.
MEANING_FIELDS = ("title", "date", "date_text", "summary", "place")
#: Fields that say whether and when an event is public, and nothing of its content.
PUBLICATION_FIELDS = ("state", "publish_at")

_SEEN_ERROR = _("Readers have seen it. Retract it instead, so that its address says why.")


class PublicationForm(forms.ModelForm, ExplainedForm):
    """Form that applies the rules of publication and correction to an edit of an event.

    Set on a subclass: the `user` who edits; when reverting to an older version, the `live` event
    that it would replace; `is_recovery`, if it restores a deleted event."""

    live: Event | None = None
    is_recovery = False

    #: The sources and names that a publisher was shown: see `timeline.desk.related`.
    seen_related = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        event = self.instance
        #: State of this edit, shared with `CitationFormSet`.
        self.edit = edit_state_of(event)
        # Reverting to a version keeps the event's state and embargo: see `EventAdmin.not_reverted`.
        self.was_out = bool(event.pk) and event.has_been_public
        self.was_published = bool(event.pk) and event.state == Event.State.PUBLISHED
        if "state" in self.fields:
            publishes = self.user.has_perm("timeline.publish_event")
            if publishes and event.pk and not (self.is_bound or self.was_published):
                self.initial["seen_related"] = " ".join(related_digests([event]))
            self.fields["state"].choices = [  # type: ignore[attr-defined]
                choice
                for choice in Event.State.choices
                if choice[0] in Event.private_states
                or (publishes and choice[0] != Event.State.MERGED)
            ]
        # Nothing else tells colleagues why it is back: a correction describes only the change.
        if self.is_recovery or (self.live and self.live.state not in Event.private_states):
            self.fields["reason"].required = True

    def compared_fields(self) -> list[str]:
        """Return the names of the form's fields that belong to the event itself."""
        raise NotImplementedError

    def is_changed(self, name: str, value: Any) -> bool:
        """Does the form's value of a field differ from the stored one?"""
        raise NotImplementedError

    def clean(self) -> dict[str, Any]:
        cleaned_data = super().clean() or {}
        if self.instance.pk and cleaned_data.get("state") == Event.State.PUBLISHED:
            self._check_related(cleaned_data)
        return cleaned_data

    def _check_related(self, cleaned_data: dict[str, Any]) -> None:
        """Refuse to publish if sources or names have changed since the publisher was shown them."""
        if self.was_published:
            return
        digests, seen_digests = (
            related_digests([self.instance]),
            cleaned_data.get("seen_related", "").split(),
        )
        changed = {name for digest, name in digests.items() if digest not in seen_digests}
        if not changed:
            return
        data: QueryDict = self.data  # type: ignore[assignment]
        self.data = data.copy()
        self.data[self.add_prefix("seen_related")] = " ".join(digests)
        message = _(
            "Something that this event cites or names was changed while this form was "
            "open: %(names)s. Your text is still in the form, but nothing has been saved. "
            "Check what changed and save again."
        )
        names = get_text_list([f"“{name}”" for name in sorted(changed)], _("and"))
        self.add_error(None, message % {"names": names})

    # --- publication ------------------------------------------------------------------------------

    def check_publication(self, cleaned_data: dict[str, Any]) -> None:
        """Check that readers lose nothing they have seen, and that four eyes approved the event."""
        state, not_before = cleaned_data.get("state"), cleaned_data.get("publish_at")
        if self.was_out and state in Event.private_states:
            self.add_error("state", _SEEN_ERROR)
        if self.was_out and not_before and not_before > timezone.now():
            at_once = _(
                "A retraction is shown at once and can’t have an embargo. Clear this field."
            )
            self.add_error("publish_at", at_once if state == Event.State.RETRACTED else _SEEN_ERROR)
        if state != Event.State.PUBLISHED or (self.was_published and self.was_out):
            return
        if not self._has_citations():
            self.add_error(
                "state", _("A published event needs a citation. Ask somebody who may add one.")
            )
        content_fields = [name for name in self.compared_fields() if name not in PUBLICATION_FIELDS]
        is_changed = bool(self.live or self.is_recovery or differences(self, content_fields))
        is_sooner = self.was_published and self._is_sooner(not_before)
        is_approved = self.was_published and not is_sooner
        if reason := refusal_to_publish(
            self.instance, self.user, is_changed=is_changed, is_approved=is_approved
        ):
            sooner_error = _(
                "Somebody else approved it for that time. You wrote part of it, so somebody "
                "else has to bring it forward."
            )
            is_only_sooner = is_sooner and not is_changed
            self.add_error(*(("publish_at", sooner_error) if is_only_sooner else ("state", reason)))
        self.edit.publisher, self.edit.is_approved = self.user, is_approved

    def _has_citations(self) -> bool:
        """Return True also for users with rights on citations: `CitationFormSet` checks theirs."""
        rights = (f"timeline.{right}_citation" for right in ("view", "add", "change", "delete"))
        if any(map(self.user.has_perm, rights)):
            return True
        return bool(self.instance.pk) and self.instance.citations.exists()

    def _is_sooner(self, not_before: datetime.datetime | None) -> bool:
        """Would this edit end a running embargo earlier?"""
        until = (self.live or self.instance).publish_at
        if until is None or until <= timezone.now():
            return False
        return not_before is None or not_before < until

    # --- corrections ------------------------------------------------------------------------------

    def check_correction(self, cleaned_data: dict[str, Any]) -> None:
        """Require a correction or "no change of meaning" if readers have seen what changes."""
        is_explained = self.check_explanation(cleaned_data, is_seen=self.was_out)
        if error := self._retraction_error(cleaned_data):
            self.add_error("correction_kind", error)
        if (
            self.was_out
            and self.was_published
            and cleaned_data.get("state") == Event.State.RETRACTED
        ):
            return
        self.edit.is_explained = not self.was_out or is_explained
        if error := self._return_error(cleaned_data) or self._meaning_error(cleaned_data):
            self.add_error("correction_kind", error)

    def _retraction_error(self, cleaned_data: dict[str, Any]) -> Any:
        """Return an error if only one of state and correction retracts the event."""
        is_retraction = cleaned_data.get("correction_kind") == Correction.Kind.RETRACTION
        is_retracted = cleaned_data.get("state") == Event.State.RETRACTED
        if is_retraction and not is_retracted:
            return _("A retraction withdraws the event. Choose the state “retracted”, too.")
        if is_retracted and self.was_published and self.was_out and not is_retraction:
            return _(
                "Tell readers why it is retracted. Choose “Retraction” and fill in both texts."
            )
        return ""

    def _return_error(self, cleaned_data: dict[str, Any]) -> Any:
        """Return an error if a retracted event is published again without a correction.

        Its address said that it was wrong, so "no change of meaning" is not enough."""
        returns = not self.was_published and cleaned_data.get("state") == Event.State.PUBLISHED
        if self.was_out and returns and not cleaned_data.get("correction_kind"):
            return _(
                "Readers were told that it was retracted. Tell them why it is published again."
            )
        return ""

    def _meaning_error(self, cleaned_data: dict[str, Any]) -> Any:
        if self.edit.is_explained:
            return ""
        changed = [
            str(self.fields[name].label)
            for name in MEANING_FIELDS
            # A field with an error of its own is not in `found`, nor reported as changed, too.
            if name in cleaned_data and self.is_changed(name, cleaned_data[name])
        ]
        if not (changed or self.live):  # reverting to a version may change only citations
            return ""
        message = _(
            "Readers have seen this event. Tell them what was wrong and what it says now, "
            "or tick “No change of meaning”. Changed: %(fields)s."
        )
        return message % {"fields": ", ".join(changed) or _("the version")}
