#!/usr/bin/env python3
"""What it costs to look for the records of one child: whole runs on extracts of which a tenth of the contacts carry no NHS number.

    python3 benches/unlinked.py [PROGRAM] [--rows ROWS] [--runs RUNS] [--folder FOLDER] [--out FOLDER]

Three configurations read the same bytes: `no-names` maps no names and no postcode, so nothing is compared; `numbers` maps them,
and the NHS numbers of the school's extract too; `failed-contact` maps names, and the school's children by its own id. Prints
seconds by the clock and of all processors, the median of each, the stages that look for pairs, and how many pairs there are.
Believe the seconds of processors on a machine that does other things as well.
"""
import argparse
import csv
import os
import shutil
import statistics
import subprocess
import tempfile
from pathlib import Path

from against import AS_OF, PROGRAM, ROOT, run, stages

FILES = ("community.csv", "outpatients.csv", "camhs.csv", "school.csv")
CONFIGURATIONS = {
    "no-names": "no names mapped",
    "numbers": "names mapped, every contact has a number",
    "failed-contact": "names mapped, a tenth have no number",
}
SHOWN = ("read the extracts", "pairs that may be one child", "numbers for two", "pairs read again", "pairs: names compared", "pairs: listed together",
         "pairs in order", "tables of the list")


def prepare(folder, rows):
    if all((folder / name).exists() for name in (*FILES, *(f"{name}.toml" for name in CONFIGURATIONS))):
        return
    shutil.rmtree(folder, ignore_errors=True)
    command = ["cargo", "run", "--release", "--quiet", "--locked", "--example", "timing_extracts", "--", "--unlinked", folder, str(rows)]
    subprocess.run(command, cwd=ROOT, check=True)


def pairs(out):
    count = 0
    for table in out.glob(f"{AS_OF}/safeguarding/identity*.csv"):
        with table.open(encoding="utf-8-sig", newline="") as lines:
            count += sum(1 for _ in csv.DictReader(lines))
    return count


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", type=Path, nargs="?", default=PROGRAM, help="the program (default: this one, built for release)")
    parser.add_argument("--rows", type=int, default=10**7, help="how many contacts (default: 10 million; 130 bytes of disk each)")
    parser.add_argument("--runs", type=int, default=3, help="how often (default: 3)")
    parser.add_argument("--folder", type=Path, default=ROOT / "target" / "timing" / "unlinked", help="where extracts are, or are made")
    memory = Path("/dev/shm")
    parser.add_argument("--out", type=Path, default=memory if os.access(memory, os.W_OK) else None, help="where reports are written")
    options = parser.parse_args()
    folder = options.folder / str(options.rows)
    prepare(folder, options.rows)
    found = {name: [] for name in CONFIGURATIONS}
    count = {}
    with tempfile.TemporaryDirectory(prefix="failed-contact-unlinked-", dir=options.out) as scratch:
        out = Path(scratch) / "reports"
        for _ in range(options.runs):
            for name in CONFIGURATIONS:
                shutil.rmtree(out, ignore_errors=True)
                command = [options.program.resolve(), "report", folder / f"{name}.toml", "--as-of", AS_OF, "--output", out, "--quiet", "--timings"]
                done = run(command, folder, 900)
                if done["failed"]:
                    raise SystemExit(f"{name}: {done['failed']}")
                found[name].append(stages(done["said"]))
                count[name] = pairs(out)
    middle = lambda name, stage, column: statistics.median(
        sum(own[column] or 0 for own in run if own["name"] == stage) for run in found[name])
    print(f"{options.rows:,} contacts, {options.runs} runs each; median seconds\n")
    print("| | clock | processors | against no names | pairs |\n| --- | ---: | ---: | ---: | ---: |")
    base = middle("no-names", "Together", "processors")
    for name, title in CONFIGURATIONS.items():
        clock, processors = (middle(name, "Together", column) for column in ("clock", "processors"))
        print(f"| {title} | {clock:.2f} | {processors:.2f} | {processors / base - 1:+.0%} | {count[name]:,} |")
    print("\n| stage, seconds of processors | " + " | ".join(CONFIGURATIONS) + " |\n| --- |" + " ---: |" * len(CONFIGURATIONS))
    for stage in SHOWN:
        print(f"| {stage} | " + " | ".join(f"{middle(name, stage, 'processors'):.2f}" for name in CONFIGURATIONS) + " |")


if __name__ == "__main__":
    main()
