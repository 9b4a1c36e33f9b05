"""From a configuration and the installed rules to the rules that run, and what they leave alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace

import regex

from newslint.config.confusions import check_confusions, declared_rows
from newslint.config.load import Loaded, read_names
from newslint.config.model import PROFILES, Config
from newslint.config.read import Place, read_table
from newslint.config.selection import Selection, chosen, named, unknown_rule
from newslint.config.shape import keys
from newslint.pipeline.suppress import PathPattern, Suppression, UserPattern
from newslint.rule import Level, Rule

CONFUSED_WORD = "OCR001"
"""The rule that the confusions of the lexicon are more rows of."""


@dataclass(frozen=True, slots=True)
class Policy:
    """The rule that carries out a house policy.

    Args:
        name: field of Policies.
        code: the rule.
        option: its option that takes the policy's value.
        idle: values under which the rule has nothing to do, so that it does not run at all.
    """

    name: str
    code: str
    option: str
    idle: tuple[str, ...] = ("keep",)


POLICIES = (
    Policy("spacing", "MIX006", "spacing"),
    Policy("quotes", "PUN015", "style"),
    Policy("brackets", "PUN001", "brackets", idle=()),
    Policy("brackets", "PUN016", "brackets", idle=("keep", "full")),
    Policy("indent", "LAY009", "indent"),
)


@dataclass(frozen=True, slots=True)
class Settings:
    """What a configuration makes of the installed rules."""

    rules: tuple[Rule, ...]
    suppression: Suppression


def settle(loaded: Loaded, installed: Sequence[Rule], asked: Selection) -> Settings:
    """Return the rules that run and what they leave alone; raises UsageError.

    Args:
        loaded: the configuration.
        installed: all rules.
        asked: what the command line says about rules.
    """
    config, place = loaded.config, loaded.place
    suppression = suppress(loaded, installed)
    rules = configured(config, installed, place)
    idle = {one.code for one in rules if _keeps(one)}
    file = Selection(config.select, config.extend_select, config.ignore, place)
    codes = chosen(rules, (file, asked)) - idle
    running = tuple(rule for rule in rules if rule.code in codes)
    confusions = config.lexicon.confusions
    check_confusions(loaded, [rule for rule in rules if rule.code == CONFUSED_WORD])
    rows = (declared_rows(one, confusions) for one in running if one.code == CONFUSED_WORD)
    return Settings((*running, *(rows if confusions else ())), suppression)


def _keeps(rule: Rule) -> bool:
    """Tell whether a rule carries out a policy that leaves it nothing to do."""
    return any(
        policy.code == rule.code and getattr(rule.options, policy.option) in policy.idle
        for policy in POLICIES
        if hasattr(rule.options, policy.option)
    )


def configured(config: Config, installed: Sequence[Rule], place: Place) -> list[Rule]:
    """Return the rules with the levels and options of a configuration; raises UsageError."""
    by_word = {word: rule.code for rule in installed for word in (rule.code, rule.name)}
    words: dict[str, str] = {}
    for word in config.rules:
        here = place.key("rules").key(word)
        if word not in by_word:
            raise unknown_rule(installed, word, here)
        if by_word[word] in words:
            raise here.error(
                f"{by_word[word]} is set twice", "use its code or its name in one table"
            )
        words[by_word[word]] = word
    values = policy_options(config)
    return [_configured(rule, words.get(rule.code), config, values, place) for rule in installed]


def policy_options(config: Config) -> Mapping[str, dict[str, object]]:
    """Return what the policies set: options by the code of the rule."""
    profile, explicit = PROFILES[config.profile], asdict(config.policies)
    options: dict[str, dict[str, object]] = {}
    for policy in POLICIES:
        value = explicit[policy.name] or getattr(profile, policy.name)
        options.setdefault(policy.code, {})[policy.option] = value
    return options


def _configured(
    rule: Rule,
    word: str | None,
    config: Config,
    policies: Mapping[str, dict[str, object]],
    place: Place,
) -> Rule:
    here = place.key("rules").key(word or rule.code)
    given: dict[str, object] = {}
    if word is not None:
        table = config.rules[word]
        given = dict(table.options)
        if table.level is not None:
            rule = replace(rule, level=Level[table.level.upper()])
    if rule.options is None:
        for key in given:
            raise here.unknown("key", key, ["level"])
        return rule
    set_ = policies.get(rule.code, {})
    given = {name: value for name, value in set_.items() if hasattr(rule.options, name)} | given
    if not given:
        return rule
    ready = {key.field: getattr(rule.options, key.field) for key in keys(type(rule.options))}
    options = read_table(given, type(rule.options), here, ready, ["level"])
    return replace(rule, options=options)


def suppress(loaded: Loaded, installed: Sequence[Rule]) -> Suppression:
    """Return what a configuration protects; raises UsageError."""
    config, place = loaded.config, loaded.place
    lexicon, here = config.lexicon, place.key("lexicon")
    words = set(lexicon.words)
    if "" in words:
        at = lexicon.words.index("")
        raise here.key("words").item(at).error("is empty", "allowed: a word")
    if lexicon.names_file is not None:
        words |= set(read_names(lexicon.names_file, loaded))
    patterns = [
        _pattern(text, here.key("ignore-spans").item(at))
        for at, text in enumerate(lexicon.ignore_spans)
    ]
    paths = [
        _path(glob, codes, installed, place.key("per-file-ignores").key(glob))
        for glob, codes in config.per_file_ignores.items()
    ]
    return Suppression(frozenset(words), tuple(patterns), tuple(paths))


def _pattern(text: str, place: Place) -> UserPattern:
    try:
        regex.compile(text)
    except regex.error as error:
        raise place.error(
            f"{text!r} is no regular expression ({error})",
            "allowed: an expression of the Python package regex",
        ) from None
    return UserPattern(text, str(place))


def _path(glob: str, words: Sequence[str], installed: Sequence[Rule], place: Place) -> PathPattern:
    codes = (named(installed, word, place.item(at)) for at, word in enumerate(words))
    return PathPattern(glob, frozenset().union(*codes))
