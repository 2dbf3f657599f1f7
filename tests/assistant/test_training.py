"""When the model is trained anew, and that an old one is never taken for a new one."""

from __future__ import annotations

import ast
from dataclasses import replace
from pathlib import Path

import pytest

from assistant import training
from assistant.settings import ROOT, Settings
from assistant.training import TrainingError, find_inputs, train

COMPONENTS = ROOT / "assistant" / "components"
# The one that learns, and the one that cuts up what is learnt from.
LEARNING = {"message_classifier", "tokenizer"}


def list_own_imports(name: str) -> set[str]:
    """The other components that this one imports, wherever in the file."""
    tree = ast.parse((COMPONENTS / f"{name}.py").read_text(encoding="utf-8"))
    modules = [node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    return {module.split(".")[2] for module in modules if module.startswith("assistant.components.")}


def test_no_component_that_learns_is_forgotten() -> None:
    """Every part of the pipeline with a training of its own is one of those followed below."""
    trained = {
        path.stem for path in COMPONENTS.glob("*.py") if "def train(" in path.read_text(encoding="utf-8")
    }
    assert trained <= LEARNING


def test_every_module_that_learning_uses_is_an_input() -> None:
    """Whoever adds a module of features adds it to the inputs, or an old model is served as new."""
    used, ahead = set[str](), set(LEARNING)
    while ahead:
        used |= ahead
        ahead = {name for one in ahead for name in list_own_imports(one)} - used
    listed = {path.stem for path in find_inputs(Settings()) if path.parent == COMPONENTS}
    assert listed == used


def test_an_old_model_is_never_kept_under_the_digest_of_new_inputs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When Rasa comes back without a model, the one that lies there stays that of its own inputs."""
    settings = replace(Settings(), models=tmp_path)
    model, note = tmp_path / "kynnys.tar.gz", tmp_path / "kynnys.digest"
    model.write_bytes(b"old")
    note.write_text("digest of old inputs\n", encoding="utf-8")
    monkeypatch.setattr(training, "_run_rasa", lambda settings: None)
    with pytest.raises(TrainingError, match="Rasa gave no model"):
        train(settings)
    assert note.read_text(encoding="utf-8") == "digest of old inputs\n"

    monkeypatch.setattr(training, "_run_rasa", lambda settings: model.write_bytes(b"new"))
    assert train(settings).read_bytes() == b"new"
    assert note.read_text(encoding="utf-8").strip() == training.compute_digest(find_inputs(settings))
