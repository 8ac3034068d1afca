#!/usr/bin/env python3
"""Times whole runs side by side with DuckDB and Python polars, and checks that all three list the same children.

    cargo build --release
    python3 benches/against.py /tmp/timing --rows 1000000 10000000 --runs 5

Needs `duckdb` and `polars` from PyPI, and room for 106 bytes a contact. Every program is a process of its own, started in
turn, with the files in the cache of the system (they are read once before). Medians; the peak of memory is the largest of
all runs. Prints a table in Markdown.
"""
import argparse
import csv
import os
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
PROGRAM = ROOT / "target" / "release" / ("failed-contact.exe" if os.name == "nt" else "failed-contact")
RULES = {"repeated", "cross_service", "whereabouts_unknown"}


def run(command, quiet=True):
    """Seconds, and the peak of memory in MB."""
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL if quiet else None)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit(f"failed: {' '.join(map(str, command))}")
    return time.perf_counter() - began, usage.ru_maxrss / 1000


def prepare(folder, rows):
    """Makes the extracts, if they are not there."""
    if not (folder / "camhs.csv").exists():
        environment = dict(os.environ, ROWS=str(rows), DIR=str(folder))
        subprocess.run(["cargo", "bench", "--bench", "stages", "--", "--only-write"], cwd=ROOT, env=environment, check=True)
    settings = (folder / "failed-contact.toml").read_text()
    # Sheets are their own figure: `--timings` tells it.
    (folder / "no-sheets.toml").write_text(settings.replace("[limits]", "[output]\nmax_sheets = 1\n[limits]", 1))
    for file in folder.glob("*.csv"):
        with file.open("rb") as bytes_of:
            while bytes_of.read(1 << 24):
                pass


def listed_by_us(out):
    found = set()
    for table in sorted(out.glob("*/safeguarding/cases*.csv")):
        with table.open(encoding="utf-8-sig", newline="") as lines:
            for row in csv.DictReader(lines):
                if RULES & set(row["rules"].split(";")):
                    found.add(row["nhs_number"].replace(" ", ""))
    return found


def listed_by_peer(path):
    with open(path, newline="") as lines:
        return {row["nhs"] for row in csv.DictReader(lines)}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, help="where the extracts are, or are made")
    parser.add_argument("--rows", type=int, nargs="+", default=[1_000_000, 10_000_000])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--out", type=Path, help="where reports are written (default: beside the extracts)")
    options = parser.parse_args()
    lines, before = [], {}
    for rows in options.rows:
        folder = options.folder / str(rows)
        prepare(folder, rows)
        out = (options.out or folder) / "timing-reports"
        peers = {name: folder / f"{name}.listed.csv" for name in ("duckdb_sql", "polars_frames")}
        report = [PROGRAM, "report", folder / "no-sheets.toml", "--as-of", "2026-11-22", "--output", out, "--quiet"]
        commands = {
            "failed-contact, the safeguarding pack": [*report, "--only", "safeguarding"],
            "failed-contact, both packs": report,
            "DuckDB, the detection alone": [sys.executable, HERE / "peers" / "duckdb_sql.py", folder, peers["duckdb_sql"]],
            "Python polars, the detection alone":
                [sys.executable, HERE / "peers" / "polars_frames.py", folder, peers["polars_frames"]],
        }
        times, peaks = {name: [] for name in commands}, {name: 0 for name in commands}
        for _ in range(options.runs):
            for name, command in commands.items():
                shutil.rmtree(out, ignore_errors=True)
                seconds, peak = run(command)
                times[name].append(seconds)
                peaks[name] = max(peaks[name], peak)
                if name == "failed-contact, both packs":
                    ours = listed_by_us(out)
        shutil.rmtree(out, ignore_errors=True)
        for name, path in peers.items():
            theirs = listed_by_peer(path)
            if ours != theirs:
                sys.exit(f"{name} lists {len(theirs)} children, we {len(ours)}: {len(ours ^ theirs)} are not in both")
        duckdb = statistics.median(times["DuckDB, the detection alone"])
        for name in commands:
            median = statistics.median(times[name])
            growth = f"{median / before[name]:.1f}" if name in before else "-"
            lines.append(
                f"| {rows:,} | {name} | {median:.2f} s | {min(times[name]):.2f} to {max(times[name]):.2f} s "
                f"| {median / duckdb:.2f} | {growth} | {peaks[name]:.0f} MB |"
            )
            before[name] = median
        lines.append(f"| {rows:,} | *all three list the same {len(ours):,} children* | | | | | |")
    print("| contacts | what | median | of all runs | beside DuckDB | beside the line before | peak of memory |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
