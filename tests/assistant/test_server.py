"""How the assistant starts: what it loads, where it listens, when it trains."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.absent_tensorflow import AbsentTensorFlowError, leave_out_tensorflow
from assistant.server import ModelMissingError, find_core_type, find_newest_model
from assistant.settings import ROOT, SettingError, Settings
from assistant.training import compute_digest, find_inputs

_MOST_MEGABYTES = 700


def test_only_this_machine_is_served_when_nothing_is_set() -> None:
    """The default host is loopback."""
    assert Settings.from_environment({}).host == "127.0.0.1"


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "10.1.2.3", "kynnys.example"])  # noqa: S104
def test_an_open_host_is_refused_unless_its_network_is_internal(host: str) -> None:
    """Who reaches the assistant goes round the danger screen: beyond loopback somebody must answer for it."""
    with pytest.raises(SettingError, match="ASSISTANT_INTERNAL_NETWORK=true"):
        Settings.from_environment({"ASSISTANT_HOST": host})
    environment = {"ASSISTANT_HOST": host, "ASSISTANT_INTERNAL_NETWORK": "true"}
    assert Settings.from_environment(environment).host == host


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2", "::1", "localhost"])
def test_every_loopback_is_served_without_being_asked(host: str) -> None:
    """Nobody outside reaches this machine's own addresses."""
    assert Settings.from_environment({"ASSISTANT_HOST": host}).host == host


@pytest.mark.parametrize(
    ("flags", "core"),
    [
        ("fpu sse2 fma avx2 avx512f avx512cd avx512bw avx512dq avx512vl avx512_fp16", "SkylakeX"),
        ("fpu sse2 fma avx2 avx512f", "Haswell"),
        ("fpu sse2 avx", None),
    ],
)
def test_processor_is_named_by_what_it_can_do(tmp_path: Path, flags: str, core: str | None) -> None:
    """An old OpenBLAS does not know new ones; no name goes beyond what all its instructions need."""
    described = tmp_path / "cpuinfo"
    described.write_text(f"processor\t: 0\nflags\t\t: {flags}\n", encoding="utf-8")
    assert find_core_type(described) == core


def test_processor_is_left_to_openblas_where_it_is_not_described(tmp_path: Path) -> None:
    """No /proc/cpuinfo, or one of another family: OpenBLAS finds out by itself."""
    assert find_core_type(tmp_path / "missing") is None
    described = tmp_path / "cpuinfo"
    described.write_text("Features\t: fp asimd\n", encoding="utf-8")
    assert find_core_type(described) is None


def test_one_line_is_said_when_an_open_host_is_refused(tmp_path: Path) -> None:
    """The command itself does not start."""
    process = subprocess.run(
        [sys.executable, "-m", "assistant", "serve", "--model", str(tmp_path)],
        cwd=ROOT, env={**os.environ, "ASSISTANT_HOST": "0.0.0.0"},  # noqa: S104
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert process.returncode == 1
    (line,) = process.stderr.strip().splitlines()
    assert "ASSISTANT_HOST=0.0.0.0 is open to the network" in line


def test_the_setting_is_named_when_it_is_no_number() -> None:
    """One clear line instead of a traceback."""
    with pytest.raises(SettingError, match="ASSISTANT_PORT"):
        Settings.from_environment({"ASSISTANT_PORT": "five"})


def test_the_way_out_is_named_when_no_model_is_there(tmp_path: Path) -> None:
    """Serving without a model says how to get one."""
    with pytest.raises(ModelMissingError, match="run `make train` first"):
        find_newest_model(tmp_path)
    process = subprocess.run(
        [sys.executable, "-m", "assistant", "serve", "--model", str(tmp_path)],
        cwd=ROOT, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert process.returncode == 1
    assert len(process.stderr.strip().splitlines()) == 1


def test_the_digest_changes_when_an_input_does(tmp_path: Path) -> None:
    """Names and contents count."""
    one, other = tmp_path / "a.yml", tmp_path / "b.yml"
    one.write_text("x", encoding="utf-8")
    other.write_text("x", encoding="utf-8")
    before = compute_digest([one])
    assert before != compute_digest([other])
    one.write_text("y", encoding="utf-8")
    assert before != compute_digest([one])


def test_nothing_is_written_beside_the_model_when_training(tmp_path: Path) -> None:
    """Rasa's cache makes no folder where the process stands: in the image that folder belongs to root."""
    script = """
from assistant.server import prepare_process
from assistant.settings import Settings
prepare_process(Settings())
from rasa.engine.caching import LocalTrainingCache
cache = LocalTrainingCache()
print(cache.get_cached_output_fingerprint("any"))
"""
    tmp_path.chmod(0o555)
    process = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert process.returncode == 0, process.stderr
    assert process.stdout.strip().splitlines()[-1] == "None"
    # Root may write anywhere, so the folder is looked at as well.
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_trained_anew_when_folders_are_named_from_the_root(tmp_path: Path) -> None:
    """`ASSISTANT_DATA=data`, as a copied .env.example has it, is the default folder with the same digest."""
    settings = Settings.from_environment({"ASSISTANT_DATA": "data", "ASSISTANT_MODELS": "var/models"})
    assert settings == Settings()
    assert compute_digest(find_inputs(settings)) == compute_digest(find_inputs(Settings()))
    assert Settings.from_environment({"ASSISTANT_DATA": str(tmp_path)}).data == tmp_path


def test_everything_learnt_from_is_an_input_when_the_digest_is_made() -> None:
    """Messages, rules, domain, configuration, the word lists of the features, libraries; not the places."""
    names = {str(path.relative_to(ROOT)) for path in find_inputs(Settings())}
    assert "assistant/config.yml" in names
    assert "assistant/domain/intents.yml" in names
    assert "requirements/assistant.txt" in names
    assert "data/vocabulary/concepts.yml" in names
    assert any(name.startswith("data/rules/") for name in names)
    assert "data/places.yml" not in names


def test_tensorflow_stays_out_when_the_assistant_serves(model: Path) -> None:
    """Loading the model and reading a message takes no TensorFlow and less than 700 MB."""
    script = f"""
import asyncio, resource, sys
from pathlib import Path
from assistant.server import load_agent, prepare_process
from assistant.settings import Settings
settings = Settings(models=Path({str(model)!r}))
prepare_process(settings)
agent = asyncio.run(load_agent(settings))
from rasa.core.channels.channel import UserMessage
message = UserMessage("mua kiusataan", metadata={{"language": "fi"}})
parse = asyncio.run(agent.processor.parse_message(message))
print(parse["intent"]["name"], hasattr(sys.modules["tensorflow"], "__file__"), "jax" in sys.modules)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
"""
    process = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=120, check=True
    )
    first, second = process.stdout.strip().splitlines()[-2:]
    assert first == "bullying False False"
    assert int(second) < _MOST_MEGABYTES


def test_real_use_is_refused_when_tensorflow_is_a_stand_in() -> None:
    """A class may be named and derived from; running it says why it cannot."""
    assert leave_out_tensorflow()
    import tensorflow as tf

    class Layer(tf.keras.layers.Layer):  # type: ignore[misc,name-defined]
        """Only its definition is needed."""

    assert issubclass(Layer, tf.keras.layers.Layer)
    with pytest.raises(AbsentTensorFlowError):
        tf.constant([1, 2], dtype="int32")
