"""A stand-in for TensorFlow, so that serving does not load what it never runs.

Rasa 3.6 imports TensorFlow, boto3, pymongo and matplotlib when any policy is imported, although a rule
policy and linear models use none of them. Measured on 2 cores: importing `rasa.core.policies.rule_policy`
takes 9 s warm (31 s cold) and 509 MB with TensorFlow, about 4 s and 150 MB with the stand-in. Rasa only
names TensorFlow's classes while it defines its own (`class RasaModel(tf.keras.Model)`, `Union[tf.Tensor,
…]`), so a module whose every attribute is an empty class is enough. A component that really needs
TensorFlow gets `AbsentTensorFlowError`; set ASSISTANT_TENSORFLOW=true to load the real one.
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import sys
import types
from collections.abc import Sequence
from typing import Any

_PACKAGES = ("tensorflow", "tensorflow_addons", "tensorflow_hub", "keras")


class AbsentTensorFlowError(RuntimeError):
    """Raised when something tries to run TensorFlow although the assistant serves without it."""


class _AbsentType(type):
    """Metaclass of the stand-ins: every attribute is again an empty class."""

    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        value = _AbsentType(name, (), {})
        setattr(cls, name, value)
        return value

    def __call__(cls, *arguments: Any, **options: Any) -> Any:
        # As a decorator (`@tf.function`) it hands back what it decorates; anything else would be real use.
        if len(arguments) == 1 and isinstance(arguments[0], (types.FunctionType, type)):
            return arguments[0]
        if options and not arguments:
            return lambda decorated: decorated
        if not arguments:
            return super().__call__()
        raise AbsentTensorFlowError(
            f"{cls.__name__} was called, but the assistant serves without TensorFlow."
        )


class _AbsentModule(types.ModuleType):
    """Stand-in for a TensorFlow module."""

    __path__: list[str] = []
    __version__ = "0.0.0"

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        value = _AbsentType(name, (), {})
        setattr(self, name, value)
        return value


class _AbsentFinder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds a stand-in for each module of the packages left out."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: types.ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if fullname.partition(".")[0] in _PACKAGES:
            return importlib.machinery.ModuleSpec(fullname, self, is_package=True)
        return None

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> types.ModuleType:
        return _AbsentModule(spec.name)

    def exec_module(self, module: types.ModuleType) -> None:
        return None


def leave_out_tensorflow() -> bool:
    """Tells whether the stand-in is in place; must run before anything of Rasa is imported.

    spaCy is imported first, with TensorFlow marked as missing: thinc asks TensorFlow about graphics cards
    when it finds one, and a stand-in would answer nonsense.
    """
    if any(name in sys.modules for name in _PACKAGES):
        return isinstance(sys.modules.get("tensorflow"), _AbsentModule)
    sys.modules["tensorflow"] = None  # type: ignore[assignment]
    try:
        import spacy  # noqa: F401
    finally:
        del sys.modules["tensorflow"]
    sys.meta_path.insert(0, _AbsentFinder())
    return True
