"""DUP103 shared-passage."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from newslint.rule import Across, Finding, Level, Page, Relation, Stage, rule
from newslint.text.span import Span


@dataclass(frozen=True, slots=True)
class Length:
    """Options of shared-passage.

    Args:
        characters: The least length of a passage, white space and punctuation left out.
    """

    characters: int = 100


@rule(
    code="DUP103",
    name="shared-passage",
    level=Level.INFO,
    stage=Stage.CORPUS,
    trigger=Across(Relation.PASSAGE),
    options=Length(),
)
def shared_passage(page: Page, places: Sequence[Span]) -> Iterator[Finding]:
    """Sentences that stand word for word in several documents.

    What it finds
    -------------
    Whole sentences of `characters` (100) or more together that several documents have, which are no
    duplicates of each other: statements, background that is pasted into every story, notices. They
    are compared as DUP101 compares texts, and start and end where sentences do. In the examples ║
    stands between two documents.

        夜里下了雨。⟦古城墙的修缮工程分三段进行，先加固北门，再清理东墙的排水沟，最后更换城楼的木柱。工匠按老办法烧砖，每块砖都刻着窑号，坏一块就查一整窑。施工的两年里北门照常开放，游客可以隔着围栏看匠人砌砖，附近学校也把手工课搬到了墙根下来上。⟧游客照常入内。║集市搬到了河边。⟦古城墙的修缮工程分三段进行，先加固北门，再清理东墙的排水沟，最后更换城楼的木柱。工匠按老办法烧砖，每块砖都刻着窑号，坏一块就查一整窑。施工的两年里北门照常开放，游客可以隔着围栏看匠人砌砖，附近学校也把手工课搬到了墙根下来上。⟧摊位比去年多。

    Why it matters
    --------------
    Boilerplate that stands in a thousand stories weighs a thousand times.

    When the fix is safe
    --------------------
    It is only shown: which story a statement belongs to is for a person to say.

    What it leaves alone
    --------------------
    Shorter passages, and parts of sentences.

        夜里下了雨。⟦古城墙的修缮工程分三段进行，先加固北门，再清理东墙的排水沟。⟧游客照常入内。║集市搬到了河边。古城墙的修缮工程分三段进行，先加固北门，再清理东墙的排水沟。摊位比去年多。
        他说，⟦古城墙的修缮工程分三段进行，先加固北门，再清理东墙的排水沟，最后更换城楼的木柱，工匠按老办法烧砖，每块砖都刻着窑号，坏一块就查一整窑，施工的两年里北门照常开放，游客可以隔着围栏看匠人砌砖，附近学校也把手工课搬到了墙根下来上⟧，工期一年。║古城墙的修缮工程分三段进行，先加固北门，再清理东墙的排水沟，最后更换城楼的木柱，工匠按老办法烧砖，每块砖都刻着窑号，坏一块就查一整窑，施工的两年里北门照常开放，游客可以隔着围栏看匠人砌砖，附近学校也把手工课搬到了墙根下来上，然后才轮到城楼。

    Source
    ------
    Lee et al. 2022 remove verbatim passages of 50 tokens and cut sentences in two; here nothing is
    cut inside one. Passages are found by winnowing (Schleimer, Wilkerson and Aiken 2003), which
    misses none, and compared character by character.
    """
    for place in places:
        yield page.finding(place, "this passage stands in other documents, too")
