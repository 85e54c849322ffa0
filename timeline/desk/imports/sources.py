"""The posts that the citations of a file name: known ones, and new ones that it describes."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from timeline.desk.imports.plans import CHUNK_SIZE, Creation
from timeline.formats.citations import DOCUMENT_TEXTS
from timeline.formats.rows import CellError, CitationRow
from timeline.models import Citation, Document, Event, Post
from timeline.models.batches import batches


class Sources:
    """The documents and posts that these citations name. Costs two queries per 500 documents."""

    def __init__(self, citations: Iterable[CitationRow], *, may_add: bool) -> None:
        self.may_add = may_add
        self.documents: dict[str, Document] = {}
        self.posts: dict[tuple[str, int], Post] = {}
        for ids in batches(sorted({each.document_id for each in citations}), CHUNK_SIZE):
            for document in Document.objects.filter(public_id__in=ids):
                self.documents[document.public_id] = document
            self.posts |= posts_of(ids)
        self.new: list[Document | Post] = []

    def base(self, citations: Iterable[CitationRow]) -> tuple[datetime.date, str] | None:
        """Return the day and zone that relative words count from: those of the first citation's
        post or, if it is unknown, of its document."""
        for each in citations:
            if post := self.posts.get((each.document_id, each.number)):
                return post.day, post.document.time_zone
            document = self.documents.get(each.document_id)
            return (document.published_on, document.time_zone) if document else None
        return None

    def resolve(self, cited: CitationRow) -> tuple[str, int, dict[str, Any]]:
        """Return document, number and fields of a citation whose post is known or to be created.

        Raises CellError."""
        self._check_document(cited)
        self._check_post(cited)
        fields = citation_fields(cited)
        try:
            Citation(**fields).clean_fields(exclude=("event", "post", "id"))
        except ValidationError as error:
            raise CellError(_("citations: %(reason)s") % {"reason": error_text(error)}) from error
        return cited.document_id, cited.number, fields

    def _check_document(self, cited: CitationRow) -> None:
        texts = dict(cited.document)
        stored_object = self.documents.get(cited.document_id)
        if stored_object:
            stored = {name: str(getattr(stored_object, name)) for name in DOCUMENT_TEXTS}
            if differing := [name for name, text in texts.items() if stored[name] != text]:
                raise CellError(
                    _(
                        "citations: the %(field)s of %(document)s is “%(stored)s”. Use that "
                        "here, or change it at the desk."
                    )
                    % {
                        "field": differing[0],
                        "document": stored_object,
                        "stored": stored[differing[0]],
                    }
                )
            return
        if not texts:
            raise CellError(
                _(
                    "citations: there is no document %(id)s. Correct the id, or describe the "
                    "document with “document”."
                )
                % {"id": cited.document_id}
            )
        self._add(Document(public_id=cited.document_id, **texts))

    def _check_post(self, cited: CitationRow) -> None:
        stored_object = self.posts.get((cited.document_id, cited.number))
        if stored_object is None:
            if not cited.headline:
                raise CellError(
                    _(
                        "citations: there is no post %(number)s in %(document)s. Correct the "
                        "number, or add a “headline” to have the post added."
                    )
                    % {"number": cited.number, "document": self.documents[cited.document_id]}
                )
            post = Post(number=cited.number, headline=cited.headline, anchor=cited.anchor)
            self._add(post, self.documents[cited.document_id])
            return
        for name in ("headline", "anchor"):
            text, stored = getattr(cited, name), getattr(stored_object, name)
            if text and text != stored:
                raise CellError(
                    _(
                        "citations: the %(field)s of post %(post)s is “%(stored)s”. Use that "
                        "here, or change it at the desk."
                    )
                    % {"field": name, "post": cited.number, "stored": stored}
                )

    def _add(self, obj: Document | Post, document: Document | None = None) -> None:
        kind = obj._meta.verbose_name
        if not self.may_add:
            raise CellError(
                _("citations: you don’t have permission to add a %(what)s.") % {"what": kind}
            )
        try:
            obj.clean_fields(exclude=("id", "document", "slug"))
        except ValidationError as error:
            raise CellError(
                _("citations: the %(what)s can't be created: %(reason)s")
                % {"what": kind, "reason": error_text(error)}
            ) from error
        if isinstance(obj, Document):
            self.documents[obj.public_id] = obj
        elif document:
            obj.document = document
            self.posts[document.public_id, obj.number] = obj
        self.new.append(obj)

    def keep_only(self, posts: set[tuple[str, int]]) -> None:
        """Create only these posts and their documents."""
        self.new = only_needed(self.new, posts)

    def creations(self) -> list[Creation]:
        return [Creation(str(obj._meta.verbose_name), obj.headline) for obj in self.new]


def posts_of(documents: Iterable[str]) -> dict[tuple[str, int], Post]:
    """Map document and number to post, for documents given by public id.

    Texts are not loaded. Costs one query."""
    posts = Post.objects.filter(document__public_id__in=documents).select_related("document")
    return {(post.document.public_id, post.number): post for post in posts.defer("text")}


def texts_of(posts: Iterable[int]) -> Iterator[tuple[int, str]]:
    """Yield key and text of these posts, given by key, as far as they have a text.

    A generator, since the texts together may be longer than the file. One query per 500 posts."""
    for batch in batches(posts, CHUNK_SIZE):
        posts_with_text = Post.objects.filter(pk__in=batch).exclude(text="").order_by("pk")
        yield from posts_with_text.values_list("pk", "text").iterator()


def only_needed(
    new: Iterable[Document | Post], posts: Collection[tuple[str, int]]
) -> list[Document | Post]:
    """Return the new posts that are among `posts` (document and number), and their documents, if
    new."""
    documents = {document for document, _number in posts}
    return [
        obj
        for obj in new
        if (
            obj.public_id in documents
            if isinstance(obj, Document)
            else (obj.document.public_id, obj.number) in posts
        )
    ]


def citation_fields(citation: CitationRow | Citation) -> dict[str, Any]:
    """Return what a citation says, in one form whether stored or in a file, to compare them."""
    fields: dict[str, Any] = {name: getattr(citation, name) for name in Citation.text_fields}
    return fields | {"supports": list(citation.supports)}


def citations_of(event: Event) -> list[tuple[str, int, dict[str, Any]]]:
    """Return the stored citations in the form in which `Sources.resolve` returns those of a row."""
    return [
        (each.post.document.public_id, each.post.number, citation_fields(each))
        for each in event.loaded_citations
    ]


def describe_citations(citations: Iterable[tuple[str, int, dict[str, Any]]]) -> str:
    """Return citations as text for an editor."""
    return "; ".join(
        _("post %(number)s of %(document)s: “%(words)s” (%(supports)s)")
        % {
            "number": number,
            "document": document,
            "words": citation.joined_text,
            "supports": citation.supports_in_words,
        }
        for document, number, fields in citations
        for citation in [Citation(**fields)]
    )


def error_text(error: ValidationError) -> str:
    """Return the validation messages of a model's fields, each with the field's name."""
    return " ".join(
        f"{name}: {' '.join(messages)}" for name, messages in error.message_dict.items()
    )
