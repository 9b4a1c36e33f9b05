"""Masked language models as scorers, and what their answers do to the n-grams' odds.

Networks are tiny and random: no test knows what a trained model would say.
"""

import json
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest

from newslint.errors import UsageError
from newslint.model.scorers import masked
from newslint.model.scorers.choose import scorer
from newslint.model.scorers.masked import Ids, Logits, MaskedScorer, Places, mask_token
from newslint.model.scorers.protocol import LEAST, UNKNOWN, Context, Logs
from newslint.model.scorers.rerank import AROUND, context, rerank, reranked
from newslint.text.charclass import SENTINEL
from tiny_models import EMBEDDED, HAN, TOKENS, write_bert, write_graph, write_tokenizer

PLACE = Context("酒店人住率上升", 2, ("人", "入", "八", "鑫"))


@dataclass
class Told:
    """A scorer that answers from a list and remembers what it was asked."""

    answers: Sequence[Sequence[float]]
    asked: list[Context] = field(default_factory=list)
    digest: str = "0" * 64

    def score(self, contexts: Sequence[Context]) -> list[Logs]:
        self.asked.extend(contexts)
        return [np.array(one, dtype=np.float32) for one in self.answers]


@dataclass
class Cut:
    ids: list[int]


@dataclass
class Characters:
    """A tokenizer of single characters and of the mask."""

    tokens: Sequence[str] = TOKENS

    def encode(self, sequence: str, *, add_special_tokens: bool = True) -> Cut:
        before, mask, after = sequence.partition("[MASK]")
        parts = [*before, *([mask] if mask else []), *after]
        if add_special_tokens:
            parts = ["[CLS]", *parts, "[SEP]"]
        return Cut([self.tokens.index(one) if one in self.tokens else 1 for one in parts])

    def token_to_id(self, token: str) -> int | None:
        return self.tokens.index(token) if token in self.tokens else None

    def get_vocab(self, with_added_tokens: bool = True) -> Mapping[str, int]:
        return {token: number for number, token in enumerate(self.tokens)}

    def add_special_tokens(self, tokens: list[str]) -> int:
        return 0

    def no_truncation(self) -> None: ...

    def no_padding(self) -> None: ...


@dataclass
class Mean:
    """The network of the ONNX file below, in numpy; remembers the shapes it was given."""

    embedded: Logits = field(default_factory=lambda: EMBEDDED)
    shapes: list[tuple[int, int]] = field(default_factory=list)

    def logits(self, ids: Ids, at: Places) -> Logits:
        self.shapes.append(ids.shape)
        own = self.embedded[ids]
        hidden = np.tanh(own + own.mean(axis=1, keepdims=True))
        logits: Logits = (hidden @ self.embedded.T)[np.arange(len(ids)), at]
        return logits


def small(network: Mean | None = None, longest: int = 64) -> MaskedScorer:
    return MaskedScorer("test", network or Mean(), Characters(), "[MASK]", "0" * 64, longest)


def expected(place: Context) -> list[float]:
    shown = place.text[: place.at] + "[MASK]" + place.text[place.at + 1 :]
    ids = np.array([Characters().encode(shown).ids])
    [logits] = Mean().logits(ids, np.array([place.at + 1])).astype(np.float64)
    logs = logits - np.log(np.exp(logits).sum())
    return [
        max(LEAST, logs[TOKENS.index(one)]) if one in TOKENS else UNKNOWN
        for one in place.characters
    ]


# joining the odds


def test_evidence_counts_by_its_weight_and_turns_the_order() -> None:
    ranking = reranked([1.0, 0.5], [-6.0, -8.0, -1.0], weight=0.5)
    assert ranking.order == (1, 0)
    assert ranking.odds == (3.0, 0.0)
    assert ranking.evidence == (5.0, -2.0)


def test_equal_odds_keep_their_order_and_weight_zero_changes_nothing() -> None:
    assert reranked([2.0, 2.0, 2.0], [-1.0, -3.0, -3.0, -3.0]).order == (0, 1, 2)
    assert reranked([0.5, -1.0], [-9.0, -1.0, -2.0], weight=0).odds == (0.5, -1.0)


def test_a_character_that_the_model_does_not_know_is_left_to_the_ngrams() -> None:
    assert reranked([1.0, 0.0], [UNKNOWN, -1.0, -9.0]).odds == (1.0, 0.0)
    assert reranked([1.0, 0.0], [-1.0, UNKNOWN, -3.0]).evidence == (0.0, -2.0)


def test_one_log_probability_for_each_candidate_and_the_read_character_is_needed() -> None:
    with pytest.raises(ValueError, match="argument"):
        reranked([1.0, 2.0], [-1.0, -2.0])


def test_only_places_above_the_lower_bound_are_asked_about() -> None:
    text = "客房人住率八成\n末尾一旬"
    asked = Told([[-8.0, -1.0]])
    rankings = rerank(text, [2, 11], [["入"], ["句"]], [[3.0], [-9.0]], asked, least=0, weight=1)
    assert asked.asked == [Context("客房人住率八成", 2, ("人", "入"))]
    assert [one.odds for one in rankings] == [(10.0,), (-9.0,)]
    assert [one.evidence for one in rankings] == [(7.0,), ()]


def test_nothing_to_ask_asks_nothing() -> None:
    asked = Told([])
    assert rerank("", [], [], [], asked) == []
    assert rerank("空", [0], [[]], [[]], asked)[0].order == ()
    assert not asked.asked


def test_a_context_is_the_line_of_its_place_and_never_more_than_asked_for() -> None:
    text = f"上一篇{SENTINEL}𠮷祥\n渡口边人很多\n下一行"
    assert context(text, text.index("人"), ["入"]).text == "渡口边人很多"
    assert context(text, 5, []) == Context("𠮷祥", 1, ("祥",))
    assert context("江" * 500, 250, []) == Context("江" * (2 * AROUND + 1), AROUND, ("江",))


# reading the masked place


def test_log_probabilities_are_those_of_the_hidden_place() -> None:
    [logs] = small().score([PLACE])
    assert logs == pytest.approx(expected(PLACE), abs=1 / 64)
    assert logs[3] == UNKNOWN


def test_what_was_read_does_not_change_what_is_told_of_its_place() -> None:
    other = Context("酒店率住率上升", 2, PLACE.characters)
    first, second = small().score([PLACE, other])
    assert first.tolist() == second.tolist()


def test_each_text_is_read_alone_and_only_once() -> None:
    network = Mean()
    asked = [Context("住" * size, 0, ("住", "人")) for size in (3, 9, 3)]
    reader = small(network)
    together = reader.score(asked)
    assert network.shapes == [(1, 5), (1, 11)]
    alone = [small().score([one])[0] for one in asked]
    assert [one.tolist() for one in together] == [one.tolist() for one in alone]
    reader.score(asked[::-1])
    assert len(network.shapes) == 2


def test_the_oldest_answers_are_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(masked, "KEPT", 2)
    network = Mean()
    reader = small(network)
    places = [Context("住" * size, 0, ("住",)) for size in (1, 2, 3)]
    answers = [one.tolist() for one in reader.score(places)]
    assert [one.tolist() for one in reader.score([places[2], places[0]])] == answers[::-2]
    assert network.shapes == [(1, 3), (1, 4), (1, 5), (1, 3)]


def test_a_long_context_is_cut_round_its_place() -> None:
    network = Mean()
    small(network, longest=16).score([Context("上" * 5000 + "人" + "升" * 5000, 5000, ("人",))])
    [(rows, length)] = network.shapes
    assert rows == 1
    assert 10 < length <= 16


def test_a_mask_that_is_written_in_the_text_hides_nothing() -> None:
    written = Context("酒[MASK]店人住率上升", 8, PLACE.characters)
    first, second = small().score([PLACE, written])
    assert first.tolist() == second.tolist()


def test_no_known_character_is_told_less_than_the_least() -> None:
    sure = Mean(EMBEDDED * 40)
    [logs] = small(sure).score([Context("的的的的", 1, tuple(HAN))])
    assert logs.min() == LEAST


@pytest.mark.parametrize(
    ("network", "tokens", "said"),
    [
        (Mean(), ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "a"), "Chinese"),
        (Mean(EMBEDDED[:-1]), TOKENS, "cannot read"),
        (
            Mean(np.vstack([EMBEDDED] * 99)),
            TOKENS,
            f"tells {99 * len(TOKENS)} words, its tokenizer knows",
        ),
        (Mean(EMBEDDED * np.float32(np.nan)), TOKENS, "infinities"),
    ],
)
def test_a_wrong_vocabulary_is_one_clear_line(
    network: Mean, tokens: Sequence[str], said: str
) -> None:
    unfit = MaskedScorer("test", network, Characters(tokens), "[MASK]", "0" * 64)
    if said == "cannot read":
        unfit = MaskedScorer("test", network, Characters((*HAN, *TOKENS[:5])), "[MASK]", "")
    with pytest.raises(UsageError, match=said) as caught:
        unfit.tried()
    assert "\n" not in str(caught.value)


def test_a_model_without_mask_token_is_refused() -> None:
    with pytest.raises(UsageError, match="no mask token"):
        mask_token("test", Characters(("[UNK]", *HAN)))


# choosing


@pytest.mark.parametrize("spec", ["kenlm:x", "model.onnx", "", "onnx", "hf:", "onnx:"])
def test_a_specification_that_names_nothing_is_refused(spec: str) -> None:
    with pytest.raises(UsageError, match=r"write onnx:PATH or hf:NAME_OR_PATH"):
        scorer(spec)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"model\.onnx does not exist"):
        scorer(f"onnx:{tmp_path}")
    (tmp_path / "other.onnx").touch()
    with pytest.raises(UsageError, match=r"tokenizer\.json does not exist"):
        scorer(f"onnx:{tmp_path / 'other.onnx'}")
    with pytest.raises(UsageError, match="is no folder"):
        scorer(f"hf:{tmp_path / 'nowhere'}")
    with pytest.raises(UsageError, match="is no folder"):
        scorer("hf:./nowhere")


@pytest.mark.parametrize(
    ("scheme", "package", "todo"),
    [
        ("onnx", "tokenizers", r"pip install newslint\[onnx\]"),
        ("hf", "torch", r"pip install newslint\[hf\]"),
    ],
)
def test_a_missing_package_is_told_with_its_extra(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, scheme: str, package: str, todo: str
) -> None:
    (tmp_path / "model.onnx").touch()
    (tmp_path / "tokenizer.json").touch()
    monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(UsageError, match=f"{package} is not installed; {todo}"):
        scorer(f"{scheme}:{tmp_path}")


def test_no_package_of_an_extra_is_looked_for_unless_a_specification_asks(tmp_path: Path) -> None:
    page = tmp_path / "page.txt"
    page.write_text("渡口边的酒店人住率上升。\n", encoding="utf-8")
    body = f"""
import importlib.abc, sys
wanted = {{"onnx", "onnxruntime", "tokenizers", "torch", "transformers"}}
class Seen(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in wanted:
            sys.exit(f"looked for {{name}}")
sys.meta_path.insert(0, Seen())
import newslint.model.scorers.choose, newslint.model.scorers.rerank
from newslint.cli.main import main
sys.argv = ["newslint", "check", {str(page)!r}]
try:
    main()
except SystemExit as end:
    print("ended with", end.code)
"""
    ended = subprocess.run([sys.executable, "-c", body], capture_output=True, text=True)
    assert ended.returncode == 0, ended.stderr
    assert "ended with" in ended.stdout
    assert "looked for" not in ended.stdout + ended.stderr


# the libraries themselves


@pytest.mark.parametrize("kind", ["INT64", "INT32"])
@pytest.mark.parametrize(
    "inputs",
    [("input_ids",), ("input_ids", "attention_mask", "token_type_ids", "position_ids")],
)
def test_an_onnx_file_answers_as_its_network_does(
    tmp_path: Path, inputs: Sequence[str], kind: str
) -> None:
    write_tokenizer(tmp_path)
    write_graph(tmp_path, inputs, kind)
    opened = scorer(f"onnx:{tmp_path}", threads=2)
    places = [PLACE, Context("人住率", 0, PLACE.characters), PLACE]
    answers = opened.score(places)
    for place, logs in zip(places, answers, strict=True):
        assert logs == pytest.approx(expected(place), abs=1 / 64)
    assert [one.tolist() for one in opened.score(places)] == [one.tolist() for one in answers]
    by_file = scorer(f"onnx:{tmp_path / 'model.onnx'}")
    assert by_file.score([PLACE])[0].tolist() == answers[0].tolist()
    assert by_file.digest == opened.digest


def test_no_text_is_too_strange_to_be_read(tmp_path: Path) -> None:
    write_tokenizer(tmp_path)
    write_graph(tmp_path)
    strange = ["\ud800", "\udc00", "\x00", "\uffff", "𠮷", "\u0301", "[SEP]", "\n", "", "\u200b"]
    asked = [Context(f"酒{one}人{one}店", 1 + len(one), ("人", one)) for one in strange]
    for one in scorer(f"onnx:{tmp_path}").score(asked):
        assert LEAST <= one[0] < 0


def test_the_digest_of_an_onnx_model_follows_each_of_its_files(tmp_path: Path) -> None:
    digests = []
    for name, beside, tokens in (
        ("one", b"", TOKENS),
        ("two", b"weights", TOKENS),
        ("three", b"", (*TOKENS[:-1], "；")),
    ):
        folder = tmp_path / name
        folder.mkdir()
        write_tokenizer(folder, tokens)
        write_graph(folder)
        if beside:
            (folder / "model.onnx_data").write_bytes(beside)
        digests.append(scorer(f"onnx:{folder}").digest)
    assert len(set(digests)) == 3


def test_onnx_files_that_are_no_masked_language_model_are_refused(tmp_path: Path) -> None:
    write_tokenizer(tmp_path)
    write_graph(tmp_path, ["pixels"])
    with pytest.raises(UsageError, match="wants pixels where tokens are given"):
        scorer(f"onnx:{tmp_path}")
    write_graph(tmp_path, kind="INT64", words=5)
    with pytest.raises(UsageError, match="tells 5 words, its tokenizer knows"):
        scorer(f"onnx:{tmp_path}")
    (tmp_path / "model.onnx").write_bytes(b"not a graph")
    with pytest.raises(UsageError, match=r"cannot read model\.onnx") as caught:
        scorer(f"onnx:{tmp_path}")
    assert "\n" not in str(caught.value)
    write_tokenizer(tmp_path, [one for one in TOKENS if one != "[MASK]"])
    with pytest.raises(UsageError, match="no mask token"):
        scorer(f"onnx:{tmp_path}")
    (tmp_path / "tokenizer.json").write_text("{}", encoding="utf-8")
    with pytest.raises(UsageError, match=r"cannot read tokenizer\.json"):
        scorer(f"onnx:{tmp_path}")


def offline(*_: object) -> None:
    raise AssertionError("the network was asked")


def test_a_folder_of_transformers_answers_as_its_network_does_without_the_network(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    torch = pytest.importorskip("torch")
    transformers = pytest.importorskip("transformers")
    write_bert(tmp_path)
    monkeypatch.setattr(socket.socket, "connect", offline)
    monkeypatch.setattr(socket, "getaddrinfo", offline)
    opened = scorer(f"hf:{tmp_path}")
    [logs] = opened.score([PLACE])
    ids = Characters().encode("酒店[MASK]住率上升").ids
    model = transformers.AutoModelForMaskedLM.from_pretrained(str(tmp_path)).eval()
    with torch.no_grad():
        answer = torch.log_softmax(model(torch.tensor([ids])).logits[0, 3], dim=0).tolist()
    told = [answer[TOKENS.index(one)] for one in "人入八"]
    assert logs == pytest.approx([*told, UNKNOWN], abs=1 / 64)
    assert torch.get_num_threads() == 1
    long = Context("上" * 300 + "人" + "升" * 300, 300, ("人", "入"))
    assert opened.score([long])[0].max() < 0
    assert [one.tolist() for one in opened.score([long, PLACE])][1] == logs.tolist()
    assert len(opened.digest) == 64


def test_a_model_of_transformers_without_head_or_mask_is_refused(tmp_path: Path) -> None:
    for name, head, mask, said in (
        ("bare", False, True, "lacks .* weights of a masked language model"),
        ("maskless", True, False, "no mask token"),
    ):
        write_bert(tmp_path / name, head=head, mask=mask)
        with pytest.raises(UsageError, match=said):
            scorer(f"hf:{tmp_path / name}")


def test_a_folder_that_transformers_cannot_read_is_one_clear_line(tmp_path: Path) -> None:
    pytest.importorskip("torch")
    pytest.importorskip("transformers")
    with pytest.raises(UsageError, match="cannot read") as caught:
        scorer(f"hf:{tmp_path}")
    assert "\n" not in str(caught.value)
    write_bert(tmp_path)
    config = json.loads((tmp_path / "config.json").read_text(encoding="utf-8"))
    (tmp_path / "config.json").write_text(json.dumps(config | {"model_type": "gpt2"}))
    with pytest.raises(UsageError, match="cannot read") as caught:
        scorer(f"hf:{tmp_path}")
    assert "\n" not in str(caught.value)


def test_a_name_on_the_hub_is_not_fetched_when_the_hub_is_switched_off() -> None:
    pytest.importorskip("torch")
    pytest.importorskip("transformers")
    body = """
import socket
def offline(*_): raise SystemExit("the network was asked")
socket.socket.connect = socket.getaddrinfo = offline
from newslint.errors import UsageError
from newslint.model.scorers.choose import scorer
try:
    scorer("hf:nobody/nothing-of-that-name")
except UsageError as error:
    print(str(error).count("\\n"), error)
"""
    ended = subprocess.run(
        [sys.executable, "-c", body],
        capture_output=True,
        text=True,
        env={"HF_HUB_OFFLINE": "1", "PATH": "", "HOME": "/nonexistent", "PYTHONUTF8": "1"},
    )
    assert ended.stdout.startswith("0 hf:nobody/nothing-of-that-name: cannot read"), ended.stderr


def test_a_scorer_reads_the_places_of_a_text_end_to_end(tmp_path: Path) -> None:
    write_tokenizer(tmp_path)
    write_graph(tmp_path)
    text = "酒店人住率上升\n这是八口"
    [one, other] = rerank(
        text, [2, 10], [["入", "八"], ["人"]], [[1.0, 0.9], [-30.0]], scorer(f"onnx:{tmp_path}")
    )
    read, *logs = expected(PLACE)[:3]
    assert sorted(one.evidence) == pytest.approx(sorted(log - read for log in logs), abs=1 / 32)
    assert other.evidence == ()
