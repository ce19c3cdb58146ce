"""War stories: all of them, one, and to write one or comment on it."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Path
from pydantic import Field

from unslump.errors import QuestionError
from unslump.stories.answers import Commented, StoriesResult, StoryResult
from unslump.web.accounts.rights import Act
from unslump.web.api.entering import Asks
from unslump.web.api.telling import missing_or, refusals
from unslump.web.api.typed import Body, Line, Paragraphs
from unslump.web.house import now

__all__ = ["router"]

router = APIRouter(tags=["stories"], responses=refusals())
Name = Annotated[Line, Path(description="The story's name, as the list has it.")]


class NewStory(Body):
    """A story. What is still to be told makes it a draft."""

    title: Line
    function: Line | None = Field(
        default=None, description='Whose it was: marketing, sales, split roles or "neither (the market)".'
    )
    causes: list[Line] = Field(default=[], max_length=20)
    signs: list[Line] = Field(default=[], max_length=50)
    happened: Paragraphs = ""
    tried: Paragraphs = ""
    outcome: Paragraphs = ""
    differently: Paragraphs = ""


class Comment(Body):
    """What is said about a story."""

    text: Annotated[Paragraphs, Field(min_length=1)]


@router.get("/stories")
def stories(who: Asks, kind: Literal["own", "subscribed", "example"] | None = None) -> StoriesResult:
    """One's own stories, those of other firms' boards, and the examples."""
    return who.house.workspace.stories(kind)


@router.get("/stories/{name:path}", responses=refusals(404))
def story(who: Asks, name: Name) -> StoryResult:
    """One story, with what was said about it."""
    try:
        return who.house.workspace.story(name)
    except QuestionError as error:
        raise missing_or(error) from error


@router.post("/stories", status_code=201, responses=refusals(403, 409, 413))
def write(who: Asks, new: NewStory) -> StoryResult:
    """Write a story."""
    from unslump.workspace.story_options import story_of

    who.require(Act.STORIES)
    texts = {
        "title": new.title, "happened": new.happened, "tried": new.tried, "outcome": new.outcome,
        "differently": new.differently,
    }  # fmt: skip
    told = story_of(texts, new.function or "", new.causes, new.signs)
    result = who.house.workspace.write_story(told, by=who.who.name, at=now())
    who.note("wrote a story", result.name)
    return result


@router.post("/stories/{name:path}/comments", status_code=201, responses=refusals(403, 404, 409, 413))
def comment(who: Asks, name: Name, said: Comment) -> Commented:
    """Say something about a story."""
    who.require(Act.STORIES)
    story(who, name)
    result = who.house.workspace.comment_on_story(name, said.text, by=who.who.name, at=now())
    who.note("commented on a story", result.name)
    return result
