"""Exit with 0 if uv is here and reaches an index; some machines tell pip alone where theirs is."""

import subprocess
import sys
import tempfile

with tempfile.TemporaryDirectory() as place:
    commands = (["venv", "-q", place, "--allow-existing"], ["pip", "install", "-q", "--python", place, "pluggy"])
    try:
        sys.exit(
            any(
                subprocess.run([sys.executable, "-m", "uv", *c], stderr=subprocess.DEVNULL).returncode for c in commands
            )
        )
    except OSError:
        sys.exit(1)
