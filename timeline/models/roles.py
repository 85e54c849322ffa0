"""The user groups of the desk and their permissions.

Writers write, editors publish what writers wrote, chiefs also delete and manage topics. A superuser
needs no group.
"""

from __future__ import annotations

#: The models that an event is made of.
_MATERIAL = ("event", "citation", "document", "post", "person", "place")
_WRITER = [f"{action}_{model}" for model in _MATERIAL for action in ("add", "change", "view")]
_WRITER += ["view_topic", "view_timeline", "view_correction", "delete_citation"]
_EDITOR = ["publish_event", "add_correction", "add_timeline", "change_timeline"]
_CHIEF = [f"delete_{model}" for model in (*_MATERIAL, "topic", "timeline")]
_CHIEF += ["add_topic", "change_topic"]

#: Group → codenames of this app's permissions.
GROUPS = {
    "Writer": frozenset(_WRITER),
    "Editor": frozenset([*_WRITER, *_EDITOR]),
    "Chief": frozenset([*_WRITER, *_EDITOR, *_CHIEF]),
}
