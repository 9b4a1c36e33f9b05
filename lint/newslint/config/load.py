"""Finds the configuration file and reads it: newslint.toml, or pyproject.toml with our table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from newslint.config.model import Config, RuleTable
from newslint.config.read import Place, read_table, table_of
from newslint.errors import UsageError

OWN_FILE = "newslint.toml"
SHARED_FILE = "pyproject.toml"


@dataclass(frozen=True, slots=True)
class Loaded:
    """A configuration and where it came from.

    Args:
        config: what it says; the defaults when there is no file.
        place: where its table stands, for errors about what it says.
        directory: relative paths in it start here.
    """

    config: Config
    place: Place
    directory: Path


def load(file: Path | None = None, *, isolated: bool = False) -> Loaded:
    """Return the configuration that holds in the working directory; raises UsageError.

    Args:
        file: the file to read in place of the nearest one.
        isolated: read no file at all.
    """
    if isolated:
        if file is not None:
            raise UsageError("--config goes without --isolated", todo="leave one of them out")
        return Loaded(Config(), Place("defaults"), Path())
    if file is not None:
        loaded = _load(file, named=True)
        assert loaded is not None
        return loaded
    here = Path.cwd()
    for directory in (here, *here.parents):
        for name in (OWN_FILE, SHARED_FILE):
            path = directory / name
            if path.is_file() and (loaded := _load(path, named=False)):
                return loaded
    return Loaded(Config(), Place("defaults"), Path())


def _load(path: Path, *, named: bool) -> Loaded | None:
    """Return the configuration of a file, None for a pyproject.toml without our table."""
    place = Place(_shown(path))
    document = parse(path, place)
    shared = path.name == SHARED_FILE
    if shared:
        place = place.key("tool").key("newslint")
        tool = document.get("tool")
        if not isinstance(tool, dict) or "newslint" not in tool:
            if named:
                raise place.error("is missing", "add the table [tool.newslint], see newslint init")
            return None
        given = tool["newslint"]
    else:
        if "tool" in document:
            raise place.key("tool").error(
                "does not belong here", f"in {path.name} the keys stand without [tool.newslint]"
            )
        given = document
    return Loaded(read_config(given, place), place, path.parent)


def parse(path: Path, place: Place) -> dict[str, object]:
    """Return the content of a TOML file; raises UsageError."""
    import tomllib  # loaded only when there is a file to read

    try:
        return tomllib.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        raise place.error(
            f"cannot be read ({error.strerror or error})", "check the path and its permissions"
        ) from None
    except UnicodeDecodeError as error:
        raise place.error(f"byte {error.start} is not UTF-8", "save it as UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise place.error(f"is not TOML: {error}", "repair that line") from None


def _shown(path: Path) -> str:
    """Return a path as errors show it: relative where it lies below the working directory."""
    absolute, here = path.absolute(), Path.cwd()
    return (absolute.relative_to(here) if absolute.is_relative_to(here) else path).as_posix()


def read_config(given: object, place: Place) -> Config:
    """Return the configuration that a table stands for; raises UsageError.

    The names of rules and their options are checked where the rules are known.
    """
    table = dict(table_of(given, place))
    rules = table_of(table.pop("rules", {}), place.key("rules"))
    tables = {name: _rule(one, place.key("rules").key(name)) for name, one in rules.items()}
    return read_table(table, Config, place, {"rules": tables})


def _rule(given: object, place: Place) -> RuleTable:
    options = dict(table_of(given, place))
    level = {"level": options.pop("level")} if "level" in options else {}
    return read_table(level, RuleTable, place, {"options": options})


def read_names(file: str, loaded: Loaded) -> tuple[str, ...]:
    """Return the words of a names file, one a line; blank lines and # lines do not count."""
    place = loaded.place.key("lexicon").key("names-file")
    path = loaded.directory / file
    try:
        lines: Iterable[str] = path.read_text("utf-8-sig").splitlines()
    except OSError as error:
        raise place.error(
            f"{file} cannot be read ({error.strerror or error})",
            "name a UTF-8 file with one name a line, relative to the configuration file",
        ) from None
    except UnicodeDecodeError as error:
        raise place.error(
            f"{file} is not UTF-8 (byte {error.start})", "save it as UTF-8, one name a line"
        ) from None
    words = (line.strip() for line in lines)
    return tuple(word for word in words if word and not word.startswith("#"))
