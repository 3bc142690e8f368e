"""What statements are about beyond the names in them: the article's policies and meetings, states and persons meant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kg.extract.occasions import set_occasions
from kg.extract.spans import SpanIndex
from kg.extract.stand_ins import StandIns
from kg.extract.topic_entities import EntityTopics
from kg.model.document import Document, Span
from kg.model.facts import Meeting, Policy, Statement


@dataclass(frozen=True, slots=True)
class _Topic:
    """A place where a policy or meeting stands in the text."""

    span: Span
    id: str


def attach_topics(
    statements: Sequence[Statement], policies: Sequence[Policy], meetings: Sequence[Meeting], doc: Document
) -> list[Statement]:
    """The statements with the policies, meetings and unnamed entities that their content speaks of added to `about`.

    A policy is spoken of where one of its mentions (or, if it has none, its evidence) lies in the content; a meeting
    where most of its evidence does. Ids that a statement already has stay first and in their order.
    """
    index = SpanIndex([*_policy_topics(policies), *_meeting_topics(meetings)])
    stand_ins, entities = StandIns(doc, policies), EntityTopics(doc)
    told = [
        replace(
            statement,
            about=tuple(
                dict.fromkeys(
                    [*_about(statement, index), *stand_ins.meant_in(statement), *entities.meant_in(statement)]
                )
            ),
        )
        for statement in statements
    ]
    return set_occasions(told, meetings, doc)


def _policy_topics(policies: Sequence[Policy]) -> list[_Topic]:
    return [
        _Topic(span, policy.id)
        for policy in policies
        if policy.id
        for span in dict.fromkeys(policy.mentions or policy.evidence)
    ]


def _meeting_topics(meetings: Sequence[Meeting]) -> list[_Topic]:
    return [_Topic(span, meeting.id) for meeting in meetings if meeting.id for span in dict.fromkeys(meeting.evidence)]


def _about(statement: Statement, index: SpanIndex[_Topic]) -> tuple[str, ...]:
    found = dict.fromkeys(statement.about)
    for span in statement.content:
        for topic in index.touching(span):
            shared = min(span.end, topic.span.end) - max(span.start, topic.span.start)
            if 2 * shared > len(topic.span):
                found.setdefault(topic.id)
    return tuple(found)
