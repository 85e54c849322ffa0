"""`manage.py import_events FILE`: show what importing a file would do; do it with --confirm."""

from __future__ import annotations

from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import CommandError

from timeline.desk.imports.executor import PlanOutdatedError, execute
from timeline.desk.imports.forms import ConfirmForm
from timeline.desk.imports.plans import Kind, Outcome, Plan
from timeline.desk.imports.tracking import TrackedPlan, tracked_plan
from timeline.formats.rows import FormatError
from timeline.formats.tables import describe_unknown
from timeline.formats.uploads import read_file
from timeline.management.database import DatabaseCommand
from timeline.models import NoteKind


class Command(DatabaseCommand):
    help = (
        "Import events from a newsdesk table, a TimelineJS sheet saved as CSV, or TimelineJS JSON. "
        "Says row by row what would be added, changed and refused; saves nothing without --confirm."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", metavar="FILE")
        parser.add_argument(
            "--confirm", metavar="REASON", help="Import, for this reason, which the history keeps."
        )
        parser.add_argument(
            "--by", metavar="USER", help="The user who makes the change (default: nobody)."
        )
        parser.add_argument(
            "--telling",
            choices=NoteKind.values,
            help="What to tell readers about changes to what they have seen.",
        )
        parser.add_argument(
            "--leave-out",
            action="store_true",
            help="Leave out the refused rows and import the others.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        user = _user(options["by"])
        path = Path(options["file"])
        try:
            sheet = read_file(path.read_bytes())
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}.") from error
        except FormatError as error:
            raise CommandError(f"{path}: {error}") from error
        tracked = tracked_plan(sheet, user)
        if options["confirm"] is None:
            self._print_plan(tracked.plan)
            return
        self._import(tracked, {**options, "reason": options["confirm"]}, path.name)
        self.stdout.write("Imported.")

    def _import(self, tracked: TrackedPlan, data: dict[str, Any], name: str) -> None:
        self._print_plan(tracked.plan)
        form = ConfirmForm(tracked.plan, data)
        if not form.is_valid():
            raise CommandError(_errors(form, tracked.plan))
        written = Counter[str]()
        try:
            execute(
                tracked,
                form.comment(name),
                form.correction,
                lambda added, changed: written.update(added=added, changed=changed),
            )
        except PlanOutdatedError as error:
            raise CommandError(
                "Something was saved in the meantime, so the rest of the file would now do "
                f"something else. {written['added']} events were added and {written['changed']} "
                "changed. Run it without --confirm to see what is left."
            ) from error

    def _print_plan(self, plan: Plan) -> None:
        for note in plan.notes:
            self.stdout.write(note)
        for creation in plan.creations:
            near = f" (is it “{creation.near}”?)" if creation.near else ""
            self.stdout.write(f"Will be created: {creation.kind} {creation.label}{near}")
        if plan.sheet.unknown:
            unknown = describe_unknown(plan.sheet.unknown)
            self.stdout.write(f"Kept, although newsdesk has no field for them: {unknown}")
        for outcome in plan.outcomes:
            if outcome.kind != Kind.SAME:
                self.stdout.write(_line(outcome))
        counts = plan.counts
        self.stdout.write(", ".join(f"{counts[kind]} {kind.label}" for kind in Kind))


def _line(outcome: Outcome) -> str:
    changes = [f"{change.label}: {change.before} → {change.after}" for change in outcome.changes]
    details = "; ".join([*outcome.reasons, *outcome.notes, *changes])
    return f"{outcome.row.line}: {outcome.kind.label}: {outcome.title}: {details}"


def _user(name: str | None) -> User | None:
    if name is None:
        return None
    try:
        return User.objects.get(username=name)
    except User.DoesNotExist as error:
        raise CommandError(f"--by: there is no user {name!r}.") from error


def _errors(form: ConfirmForm, plan: Plan) -> str:
    """Return the errors of the form, each with the name of its option."""
    options = {"telling": "--telling", "leave_out": "--leave-out", "reason": "--confirm"}
    messages_by_field = {
        name: " ".join(map(str, messages)) for name, messages in form.errors.items()
    }
    if "leave_out" in messages_by_field:
        refused = plan.counts[Kind.REFUSED]
        messages_by_field["leave_out"] = (
            f"{refused} refused. Correct the file, or use this option to import the others."
        )
    return " ".join(f"{options[name]}: {reason}" for name, reason in messages_by_field.items())
