"""A model is found by the name of an installed package, or by its path."""

from importlib.metadata import EntryPoint, EntryPoints
from pathlib import Path

import pytest

from newslint.model import judges


def test_an_installed_package_offers_its_model_by_name(monkeypatch: pytest.MonkeyPatch) -> None:
    offered = EntryPoint("big", "importlib.metadata:__file__", "newslint.models")

    def entry_points(*, group: str, name: str) -> EntryPoints:
        return EntryPoints([offered]).select(group=group, name=name)

    monkeypatch.setattr(judges, "entry_points", entry_points)
    assert judges.file_of("big").name == "__init__.py"
    assert judges.file_of("corpus.lm") == Path("corpus.lm")
