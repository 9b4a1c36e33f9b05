"""Removes near duplicates with another tool, for benchmarks/corpus.py.

    PYTHON benchmarks/corpus_peers.py TOOL INPUT.jsonl FOLDER

Runs in the tool's own environment, on one file, and needs nothing of newslint. The rows that the
tool keeps are written to FOLDER as JSON lines. Tools:

- `datatrove`, with jieba's words for tokens, its way for Chinese:
  pip install 'datatrove[io]==0.10.1' spacy jieba regex tokenizers 'xxhash<4'
- `datatrove-characters`, with characters for tokens, and numbers left as they are
- `data-juicer`, with characters for tokens, its advice for Chinese:
  pip install py-data-juicer==1.6.1 aiohttp scipy ray

All compare 5-grams and have their own defaults otherwise: 14 bands of 8 hashes in datatrove, 256
permutations and a similarity of 0.7 in Data-Juicer.
"""

from __future__ import annotations

import sys
from pathlib import Path

CHINESE = "cmn_Hani"
BUCKETS = 14


class CharacterTokenizer:
    """Stands for a word tokenizer of datatrove whose words are characters."""

    def word_tokenize(self, text: str) -> list[str]:
        """Return the characters of a text but white space."""
        return list("".join(text.split()))


def datatrove(path: Path, folder: Path, *, characters: bool) -> None:
    """Run the four stages of datatrove's MinHash one after another."""
    from datatrove.executor.local import (  # type: ignore[import-not-found]
        LocalPipelineExecutor,
    )
    from datatrove.pipeline.dedup.minhash import (  # type: ignore[import-not-found]
        MinhashConfig,
        MinhashDedupBuckets,
        MinhashDedupCluster,
        MinhashDedupFilter,
        MinhashDedupSignature,
    )
    from datatrove.pipeline.readers import JsonlReader  # type: ignore[import-not-found]
    from datatrove.pipeline.writers import JsonlWriter  # type: ignore[import-not-found]
    from datatrove.utils.text import TextNormConfig  # type: ignore[import-not-found]

    norm = TextNormConfig(norm_numbers=not characters)
    config = MinhashConfig(n_grams=5, num_buckets=BUCKETS, hashes_per_bucket=8, norm_config=norm)
    signatures, buckets, removed, logs = (
        str(folder / name) for name in ("signatures", "buckets", "removed", "logs")
    )
    reader = JsonlReader(str(path.parent), glob_pattern=path.name, recursive=False)
    sign = MinhashDedupSignature(signatures, config=config, language=CHINESE)
    if characters:
        sign.word_tokenizer = CharacterTokenizer()
    stages = (
        ([reader, sign], 1),
        ([MinhashDedupBuckets(signatures, buckets, config=config)], BUCKETS),
        ([MinhashDedupCluster(buckets, removed, config=config)], 1),
        ([reader, MinhashDedupFilter(removed), JsonlWriter(str(folder), compression=None)], 1),
    )
    for number, (steps, tasks) in enumerate(stages):
        LocalPipelineExecutor(steps, tasks=tasks, workers=1, logging_dir=f"{logs}/{number}").run()


def data_juicer(path: Path, folder: Path) -> None:
    """Run Data-Juicer's MinHash with characters for tokens."""
    from data_juicer.config import init_configs  # type: ignore[import-not-found]
    from data_juicer.core import DefaultExecutor  # type: ignore[import-not-found]

    recipe = folder / "recipe.yaml"
    recipe.write_text(
        f"""
project_name: minhash
dataset_path: {path}
export_path: {folder / "kept.jsonl"}
np: 1
open_tracer: false
use_cache: false
process:
  - document_minhash_deduplicator:
      tokenization: character
      window_size: 5
      jaccard_threshold: 0.7
""",
        encoding="utf-8",
    )
    DefaultExecutor(init_configs(["--config", str(recipe)])).run()


def main() -> None:
    tool, path, folder = sys.argv[1], Path(sys.argv[2]).resolve(), Path(sys.argv[3]).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    if tool == "data-juicer":
        data_juicer(path, folder)
    else:
        datatrove(path, folder, characters=tool == "datatrove-characters")


if __name__ == "__main__":
    main()
