"""What an installed sysprobe must do at once, run by `nox -s wheel_smoke` in a clean environment."""

import json
import subprocess
import sys
from pathlib import Path


def command(*arguments: str) -> str:
    """What the installed command prints."""
    program = Path(sys.executable).with_name("sysprobe")
    return subprocess.run([program, *arguments], check=True, capture_output=True, text=True).stdout


def main() -> None:
    """Ask in all the ways there are."""
    import sysprobe

    assert "site-packages" in sysprobe.__file__, f"{sysprobe.__file__} is not an installed package"
    memory = sysprobe.virtual_memory()
    assert memory.total > 0, memory
    assert command("--version").strip() == f"sysprobe {sysprobe.__version__}"
    assert json.loads(command("--json")), "the overview as JSON"
    assert command().strip(), "the overview as text"
    backends = command("backends")
    assert "active" in backends, backends
    run = subprocess.run([sys.executable, "-m", "sysprobe", "memory"], check=True, capture_output=True, text=True)
    assert run.stdout.strip(), "python -m sysprobe"
    print(backends)


if __name__ == "__main__":
    main()
