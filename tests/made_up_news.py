"""Small corpora that are made up of words, so that a model of them has something to learn."""

import numpy as np

_TEXT = """
渡口旧船山沟清淤队伍渔火江面春汛堤坝水位上涨村民转移粮食仓库干燥检查记录
天气预报有雨公路塌方抢修恢复通车学校放假孩子回家种子发芽稻田灌溉渠道疏通
"""
WORDS = [line[at : at + 2] for line in _TEXT.split() for at in range(0, len(line), 2)]


def news(characters: int, seed: int = 0) -> list[str]:
    """Return lines of made-up news of about so many characters."""
    rng = np.random.default_rng(seed)
    weights = 1 / np.arange(1, len(WORDS) + 1)
    weights /= weights.sum()
    lines: list[str] = []
    size = 0
    while size < characters:
        picked = rng.choice(len(WORDS), size=rng.integers(12, 30), p=weights)
        line = "".join(WORDS[one] + ("，" if at % 6 == 5 else "") for at, one in enumerate(picked))
        lines.append(line + "。")
        size += len(line) + 1
    return lines
