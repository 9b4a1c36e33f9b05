"""DOC001 too-short."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from newslint.rule import (
    EachDocument,
    Finding,
    Level,
    Measure,
    Page,
    Stage,
    Verdict,
    rule,
)
from newslint.text.measures import Matter, characters, is_brief, is_photo_story
from newslint.text.span import Span
from newslint_rules.document._quantiles import quantiles_of


@dataclass(frozen=True, slots=True)
class Length:
    """Options of too-short.

    Args:
        characters: The fewest characters of text, white space left out, that pass.
    """

    characters: float = 50


def is_brief_or_photo_story(matter: Matter) -> bool:
    """Tell whether a story may be as short as it is."""
    return is_brief(matter) or is_photo_story(matter)


VERDICT = Verdict(
    (
        Measure(
            "characters of text", characters, "characters", quantiles_of("characters"), least=True
        ),
    ),
    exempt=is_brief_or_photo_story,
)


@rule(
    code="DOC001",
    name="too-short",
    level=Level.INFO,
    stage=Stage.VERDICT,
    trigger=EachDocument(),
    options=Length(),
    verdict=VERDICT,
)
def too_short(page: Page, places: Sequence[Span]) -> Iterator[Finding]:
    """An article that is hardly any text.

    What it finds
    -------------
    Articles whose text, without title, byline and captions, has fewer characters than `characters`
    (50).

        ⟦渡口关闭了半天⟧

    Why it matters
    --------------
    A title without its story, a torn-off end of a column or a lone sign teaches a model nothing
    but the shape of scraps.

    When the fix is safe
    --------------------
    There is none. `newslint clean --drop DOC001` leaves such articles out of the records.

    What it leaves alone
    --------------------
    Photo stories, which tell what they tell in the caption, and briefs and verse: five
    characters or more, the last paragraph finished.

        ⟦渡口昨晨因大雾关闭了半天，中午恢复。⟧
        # 晨雾散去⏎⏎⟦图为游客在古渡口等船⟧，远处是新修的石桥。⏎⏎本报记者 闻人雪 摄

    Source
    ------
    Of 13,500 runs of paragraphs of clean news 1.0 % have fewer than 50 characters; all but 11 of
    them are briefs.
    """
    yield from page.failures()
