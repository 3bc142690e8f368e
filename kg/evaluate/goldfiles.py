"""Gold files → annotated articles. What has not the form of one is named by its file and key."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from kg.errors import ReadError
from kg.evaluate.days import day_range
from kg.evaluate.fields import Fields
from kg.evaluate.gold import (
    CLASSES,
    GoldArticle,
    GoldMeeting,
    GoldOrganization,
    GoldPerson,
    GoldPolicy,
    GoldStatement,
)
from kg.model.facts import MeetingStatus, MeetingType, PolicyKind, PolicyStatus, QuoteType, Stance


def find_gold(path: Path) -> list[Path]:
    """The gold files of a folder, by name, or the one file given.

    Raises:
        ReadError: There is none.
    """
    if path.is_file():
        return [path]
    found = sorted(path.glob("*.json")) if path.is_dir() else []
    if not found:
        raise ReadError(f"{path}: {'the folder holds no gold file (*.json)' if path.is_dir() else 'no such folder'}")
    return found


def read_gold(path: Path) -> list[GoldArticle]:
    """The annotated articles of one gold file.

    Raises:
        ReadError: The file cannot be read or has not the form of a gold file; the message names the key.
    """
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise ReadError(f"{path}: cannot be read: {error}") from error
    except json.JSONDecodeError as error:
        raise ReadError(f"{path}: line {error.lineno}: not valid JSON: {error.msg}") from error
    return list(parse_gold(value, str(path)))


def parse_gold(value: object, where: str) -> Iterator[GoldArticle]:
    """The annotated articles of a gold file's JSON; `where` is what messages call it."""
    whole = Fields.of(value, where)
    if "articles" not in whole.value:
        yield _article(whole, whole.text("input"))
        return
    shared = whole.text_or_none("input")
    for part in whole.objects("articles"):
        yield _article(part, part.text_or_none("input") or shared or part.text("input"))


def _article(fields: Fields, source: str) -> GoldArticle:
    fields.need(*CLASSES)
    words = fields.object("country_mentions")
    return GoldArticle(
        id=fields.text("id"),
        input=source,
        index=fields.number("article_index"),
        headline=fields.text_or_none("headline"),
        url=fields.text_or_none("url"),
        body_first=fields.text_or_none("body_first"),
        body_last=fields.text_or_none("body_last"),
        boilerplate=fields.texts("boilerplate"),
        persons=tuple(_person(item, optional) for item, optional in _items(fields, "persons")),
        countries=fields.texts("countries"),
        countries_optional=(*fields.texts("countries_optional"), *fields.object("optional").texts("countries")),
        country_words=tuple((code, words.texts(code)) for code in words.value),
        organizations=tuple(_organization(item) for item in fields.objects("organizations")),
        meetings=tuple(_meeting(item, optional) for item, optional in _items(fields, "meetings")),
        policies=tuple(_policy(item, optional) for item, optional in _items(fields, "policies")),
        statements=tuple(_statement(item, optional) for item, optional in _items(fields, "statements")),
        not_meetings=fields.texts("not_meetings"),
        not_statements=fields.texts("not_statements"),
        unscored=fields.texts("unscored"),
    )


def _items(fields: Fields, key: str) -> Iterator[tuple[Fields, bool]]:
    """The items of a class, those that count before those that are optional."""
    yield from ((item, False) for item in fields.objects(key))
    yield from ((item, True) for item in fields.objects(f"{key}_optional"))
    yield from ((item, True) for item in fields.object("optional").objects(key))


def _person(fields: Fields, optional: bool) -> GoldPerson:
    mentions, nominals = fields.texts("mentions"), fields.texts("nominals")
    return GoldPerson(
        names=(fields.text("name"), *fields.texts("name_alt")),
        forms=tuple(mention for mention in mentions if mention not in nominals),
        mentions=mentions,
        countries=fields.choices("country"),
        roles=fields.texts("roles"),
        qid=fields.text_or_none("qid"),
        optional=optional,
    )


def _organization(fields: Fields) -> GoldOrganization:
    return GoldOrganization(fields.text("name"), fields.texts("aliases"), fields.text_or_none("country"))


def _meeting(fields: Fields, optional: bool) -> GoldMeeting:
    fields.need("status", "type")
    return GoldMeeting(
        persons=fields.sets("participants"),
        states=fields.sets("countries"),
        organizations=fields.texts("organizations"),
        guests=fields.texts("participants_optional"),
        dates=_dates(fields),
        places=fields.choices("place"),
        countries=fields.choices("country"),
        statuses=fields.words_of("status", list(MeetingStatus)),
        types=fields.words_of("type", list(MeetingType)),
        evidence=(fields.text("evidence"), *fields.texts("evidence_more")),
        merge_ok=fields.flag("merge_ok"),
        optional=optional,
    )


def _policy(fields: Fields, optional: bool) -> GoldPolicy:
    fields.need("kind")
    return GoldPolicy(
        label=fields.text("label"),
        aliases=fields.texts("aliases"),
        actors=fields.sets("actors"),
        targets=fields.sets("targets"),
        kinds=fields.words_of("kind", list(PolicyKind)),
        statuses=fields.words_of("status", list(PolicyStatus), spelling=_status) if fields.value.get("status") else (),
        evidence=fields.text_or_none("evidence"),
        optional=optional,
    )


def _status(word: str) -> str:
    """`in_force` is another spelling of `inForce`."""
    return PolicyStatus.IN_FORCE.value if word == "in_force" else word


def _statement(fields: Fields, optional: bool) -> GoldStatement:
    speaker = fields.text_or_none("speaker")
    others = (*fields.texts("speaker_alt"), *fields.texts("co_speakers"))
    return GoldStatement(
        text=fields.text("text"),
        evidence=fields.text_or_none("evidence"),
        speakers=((speaker,) if speaker else ()) + others,
        source=fields.text_or_none("speaker_surface"),
        nameless=fields.flag("unnamed") or speaker is None,
        type=next(iter(fields.words_of("type", list(QuoteType))), None),
        dates=_dates(fields),
        addressees=fields.text_or_texts("addressee"),
        about=fields.texts("about"),
        stance=next(iter(fields.words_of("stance", list(Stance))), None),
        group=fields.text_or_none("group"),
        optional=optional,
    )


def _dates(fields: Fields) -> tuple[str | None, ...]:
    found = fields.choices("date")
    for value in found:
        if value is not None and day_range(value) is None:
            raise fields.fault("date", f"{value!r} is no EDTF date (2007-02-22, 2007-02, 2007-02-19/2007-02-22)")
    return found
