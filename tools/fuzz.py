"""Run libFuzzer on the targets of tests/fuzz: `python tools/fuzz.py [SECONDS] [PARSER ...]`.

A target is one file, tests/fuzz/<parser>.c, with LLVMFuzzerTestOneInput. It includes the parser's header; the parsers
of all backends are linked to it under AddressSanitizer and UBSan. Seeds lie in tests/fuzz/corpus/<parser>/; what the
fuzzer finds, an input that crashes among it, goes to the cache; the output names it.
"""

import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import cache

ROOT = Path(__file__).resolve().parent.parent
BACKENDS = [ROOT / "packages" / name / "csrc" for name in ("backend-linux", "backend-macos", "backend-windows")]
CC = ["clang", "-std=gnu11", "-g", "-O1", "-D_GNU_SOURCE", "-fno-sanitize-recover=all"]
CC += [f"-I{folder}" for folder in BACKENDS]


def run(*command: object) -> None:
    """Run quietly; raise with all output."""
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, errors="replace")
    if done.returncode:
        raise RuntimeError(f"{' '.join(map(str, command))}\n{done.stdout[-2000:]}\n{done.stderr[-6000:]}")


def archive(place: Path) -> list[Path]:
    """Static libraries of all parsers, one per backend, so that equal names never meet."""
    libraries = []
    for folder in BACKENDS:
        objects = []
        for source in sorted(folder.glob("parse_*.c")):
            objects.append(place / f"{folder.parent.name}-{source.stem}.o")
            run(*CC, "-fsanitize=fuzzer-no-link,address,undefined", "-c", source, "-o", objects[-1])
        if objects:
            libraries.append(place / f"lib{folder.parent.name}.a")
            libraries[-1].unlink(missing_ok=True)
            run("ar", "rcs", libraries[-1], *objects)
    return libraries


def fuzz(target: Path, seconds: int, libraries: list[Path], place: Path) -> str:
    """Build and run one target; its failure as text, or nothing."""
    program, grown = place / target.stem, cache.directory(f"fuzz/corpus/{target.stem}")
    seeds = ROOT / "tests/fuzz/corpus" / target.stem
    try:
        run(*CC, "-fsanitize=fuzzer,address,undefined", target, *libraries, "-o", program)
        limits = ["-timeout=10", "-rss_limit_mb=1024", "-verbosity=0", "-print_final_stats=0"]
        artifacts = f"-artifact_prefix={cache.directory('fuzz')}/{target.stem}-"
        run(program, *limits, artifacts, f"-max_total_time={seconds}", grown, *([seeds] if seeds.is_dir() else []))
    except RuntimeError as error:
        return f"{target.stem}: {error}"
    return ""


def main(arguments: list[str]) -> None:
    """Fuzz the chosen targets, two at a time."""
    seconds = int(arguments.pop(0)) if arguments and arguments[0].isdigit() else 5
    targets = [t for t in sorted((ROOT / "tests/fuzz").glob("*.c")) if not arguments or t.stem in arguments]
    with tempfile.TemporaryDirectory() as name, ThreadPoolExecutor(2) as pool:
        place = Path(name)
        libraries = archive(place)
        failures = list(filter(None, pool.map(lambda t: fuzz(t, seconds, libraries, place), targets)))
    print(f"{len(targets)} parsers, {seconds} s each: {len(failures)} failed")
    sys.exit("\n\n".join(failures) or None)


if __name__ == "__main__":
    main(sys.argv[1:])
