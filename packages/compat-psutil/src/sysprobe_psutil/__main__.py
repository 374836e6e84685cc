"""``python -m sysprobe_psutil PROGRAM ARGUMENTS...``: run a program whose psutil is sysprobe."""

from __future__ import annotations

import os
import subprocess
import sys

from sysprobe_psutil import activate

USAGE = "usage: python -m sysprobe_psutil [--] (PROGRAM.py | -m MODULE | -c CODE) [ARGUMENTS...]"


def main() -> int:
    """Run the program in an interpreter like this one; its exit code."""
    arguments = sys.argv[1:]
    if arguments and arguments[0] == "--":
        del arguments[0]
    if not arguments or arguments[0] in ("-h", "--help"):
        print(USAGE, file=sys.stdout if arguments else sys.stderr)
        return 0 if arguments else 2
    activate()
    command = [sys.executable, *arguments]
    if os.name == "posix":
        sys.stdout.flush()
        os.execv(sys.executable, command)
    return subprocess.run(command).returncode  # Windows would start a second process and lose its exit code


if __name__ == "__main__":
    sys.exit(main())
