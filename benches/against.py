#!/usr/bin/env python3
"""Times whole runs side by side with DuckDB, Python polars and the whole job in Python, on the same extracts, in one sitting.

    python3 benches/against.py

That takes 1 and 10 million contacts five times and 100 million once, builds the program and makes the extracts where they are
not there, checks for every size that all list the same children, and prints tables in Markdown: medians, stages, peaks of
memory, and every aim with `reached` or `missed`. The same as JSON is in FOLDER/timing.json. Every program is a process of its
own; they take turns, with the extracts in the cache of the system where they fit. Needs duckdb, polars, numpy and jinja2 from
PyPI, and 110 bytes of disk a contact. Ends with 1 where something failed or the children are not the same; a missed aim is
told, and no failure. See benches/README.md.
"""
import argparse
import csv
import hashlib
import importlib.metadata
import json
import os
import platform
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import aims
from aims import BOTH, DETECTION, DUCKDB, POLARS, SAFEGUARDING, WHOLE

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
PROGRAM = ROOT / "target" / "release" / ("failed-contact.exe" if os.name == "nt" else "failed-contact")
RULES = {"repeated", "cross_service", "whereabouts_unknown"}
FILES = ("community.csv", "outpatients.csv", "camhs.csv", "failed-contact.toml")
AS_OF = "2026-11-22"
# Of a disk a contact, with some room; of memory a contact for a peer, measured at ten million.
DISK, PEER_MEMORY = 115, 125
# A peer that leaves the system less than this is stopped, before the system stops something else.
LEAST_LEFT = 700e6

STAGE = re.compile(r"^(.+?)\s+(-|[\d.]+ s)\s+(-|[\d.]+ s)\s+(-|[\d.]+ s)\s+(-|\d+ MB)$")


def say(text):
    print(text, file=sys.stderr, flush=True)


def memory_left():
    """Bytes that programs can still have, where the system tells it."""
    try:
        with open("/proc/meminfo", encoding="ascii") as lines:
            return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable:"))
    except (OSError, StopIteration):
        return None


def run(command, folder, limit):
    """One process: seconds, peak of memory in MB, what it said, and why it failed, if it did."""
    with tempfile.TemporaryFile() as said:
        began = time.perf_counter()
        process = subprocess.Popen([str(part) for part in command], cwd=folder, stdout=subprocess.DEVNULL, stderr=said)
        over, why = threading.Event(), []

        def watch():
            while not over.wait(0.5):
                left = memory_left()
                if time.perf_counter() - began > limit:
                    why.append(f"stopped after {limit} s")
                elif left is not None and left < LEAST_LEFT:
                    why.append("stopped: the memory of the machine was used up")
                if why:
                    process.kill()
                    return

        watcher = threading.Thread(target=watch, daemon=True)
        watcher.start()
        try:
            _, status, usage = os.wait4(process.pid, 0)
        except BaseException:
            process.kill()
            raise
        seconds = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        over.set()
        watcher.join()
        said.seek(0)
        text = said.read().decode("utf-8", "replace")
    if process.returncode and not why:
        why.append(f"ended with {process.returncode}: {' '.join(text.split()[-40:])}")
    unit = 1e6 if sys.platform == "darwin" else 1e3
    return {"seconds": seconds, "peak_mb": usage.ru_maxrss / unit, "said": text, "failed": why[0] if why else None}


def stages(text):
    """The lines of `--timings`: name, clock, processors, since the start, peak so far."""
    found = []
    for line in text.splitlines():
        if match := STAGE.match(line):
            cells = [None if cell == "-" else float(cell.split()[0]) for cell in match.groups()[1:]]
            found.append(dict(zip(("name", "clock", "processors", "since_start", "peak_mb"), [match[1], *cells])))
    return found


def prepare(folder, rows):
    """Makes the extracts, if they are not there. Whether there is room for them."""
    if not all((folder / name).exists() for name in FILES):
        folder.mkdir(parents=True, exist_ok=True)
        if shutil.disk_usage(folder).free < rows * DISK:
            return False
        say(f"{rows:,} contacts: making the extracts in {folder}")
        making = folder / "making"
        shutil.rmtree(making, ignore_errors=True)
        command = ["cargo", "run", "--release", "--quiet", "--locked", "--example", "timing_extracts", "--", making, str(rows)]
        subprocess.run(command, cwd=ROOT, check=True)
        # What is there under its name is whole.
        for name in FILES:
            (making / name).replace(folder / name)
        making.rmdir()
    return True


def read_through(folder):
    """Brings the extracts into the cache of the system, as far as they fit. Bytes of them."""
    size, block = 0, bytearray(1 << 20)
    for name in FILES:
        with (folder / name).open("rb", buffering=0) as file:
            while read := file.readinto(block):
                size += read
    return size


def children(rows):
    """How many, and a sum that is the same for the same NHS numbers in any order: this process stays small, since what a
    process had when it started another counts as the other's peak."""
    count, together = 0, 0
    for number in rows:
        count += 1
        together += int.from_bytes(hashlib.blake2b(number.encode(), digest_size=16).digest(), "big")
    return count, together % (1 << 128)


def listed_by_us(out):
    """The children that a rule lists which the peers have, too."""
    def numbers():
        for table in sorted(out.glob(f"{AS_OF}/safeguarding/cases*.csv")):
            with table.open(encoding="utf-8-sig", newline="") as lines:
                for row in csv.DictReader(lines):
                    if RULES & set(row["rules"].split(";")):
                        yield row["nhs_number"].replace(" ", "")
    return children(numbers())


def listed_by_peer(path):
    with open(path, newline="", encoding="utf-8") as lines:
        return children(row["nhs"] for row in csv.DictReader(lines))


class Size:
    """All runs with so many contacts."""

    def __init__(self, options, rows, runs, out):
        self.options, self.rows, self.runs, self.out = options, rows, runs, out
        self.folder, self.bytes = options.folder / str(rows), None
        self.measured, self.not_run, self.listed, self.stages, self.sheets = {}, {}, {}, [], []

    def commands(self):
        report = [self.options.program, "report", self.folder / "failed-contact.toml", "--as-of", AS_OF, "--output",
                  self.out / "reports", "--quiet", "--timings"]
        peer = lambda name, *more: [sys.executable, HERE / "peers" / name, self.folder, *more]
        lists = {name: self.out / f"{name}.csv" for name in ("duckdb_sql", "polars_frames", "whole_job")}
        found = {
            SAFEGUARDING: ([*report, "--only", "safeguarding"], None),
            BOTH: (report, None),
            DUCKDB: (peer("duckdb_sql.py", lists["duckdb_sql"]), lists["duckdb_sql"]),
            POLARS: (peer("polars_frames.py", lists["polars_frames"]), lists["polars_frames"]),
            WHOLE: (peer("whole_job.py", self.out / "reports", lists["whole_job"]), lists["whole_job"]),
        }
        left = memory_left()
        for name in (DUCKDB, POLARS, WHOLE):
            if self.options.alone_from is not None and self.rows >= self.options.alone_from:
                self.not_run[name] = "not asked for"
            elif name == WHOLE and self.rows > self.options.whole_up_to:
                self.not_run[name] = f"not run above {self.options.whole_up_to:,}"
            elif left is not None and left < self.rows * PEER_MEMORY:
                needed = f"{self.rows * PEER_MEMORY / 1e9:.1f} GB"
                self.not_run[name] = f"not run: it needs about {needed}, {left / 1e9:.1f} GB are left"
        return {name: command for name, command in found.items() if name not in self.not_run}

    def measure(self):
        commands = self.commands()
        names = list(commands)
        for turn in range(self.runs):
            # Who goes first is another one each time.
            for name in names[turn % len(names):] + names[:turn % len(names)]:
                if name in self.not_run:
                    continue
                command, listed = commands[name]
                shutil.rmtree(self.out, ignore_errors=True)
                self.out.mkdir()
                # Whoever ran before may have needed the memory.
                self.bytes = read_through(self.folder)
                done = run(command, self.folder, self.options.limit)
                if done["failed"]:
                    self.not_run[name] = done["failed"]
                    self.measured.pop(name, None)
                    say(f"{self.rows:,} contacts, {name}: {done['failed']}")
                    continue
                told = f"{done['seconds']:7.2f} s {done['peak_mb']:7.0f} MB"
                say(f"{self.rows:,} contacts, run {turn + 1} of {self.runs}: {told}  {name}")
                self.note(name, done["seconds"], done["peak_mb"])
                if listed is None:
                    self.ours(name, done["said"])
                self.listed[name] = listed_by_peer(listed) if listed else listed_by_us(self.out / "reports")
        shutil.rmtree(self.out, ignore_errors=True)

    def note(self, name, seconds, peak):
        of = self.measured.setdefault(name, {"seconds": [], "peak_mb": 0})
        of["seconds"].append(seconds)
        of["peak_mb"] = max(of["peak_mb"], peak)

    def ours(self, name, said):
        found = stages(said)
        cases = next((stage for stage in found if stage["name"] == "cases found"), None)
        if name == SAFEGUARDING:
            if cases is None:
                self.not_run[DETECTION] = "`--timings` does not tell when the cases are found"
            else:
                self.note(DETECTION, cases["since_start"], cases["peak_mb"] or 0)
        if name == BOTH:
            self.stages.append(found)
            pages = len(list((self.out / "reports").glob(f"{AS_OF}/safeguarding/cases/*.html")))
            clock = next((stage["clock"] for stage in found if stage["name"] == "sheets"), None)
            if clock:
                self.sheets.append(pages / clock)

    def result(self):
        counts = {name: count for name, (count, _) in self.listed.items()}
        for of in self.measured.values():
            of["median"] = statistics.median(of["seconds"])
        middle = [
            {key: of_all[0][key] if key == "name" else statistics.median(stage[key] for stage in of_all)
             for key in of_all[0] if all(stage[key] is not None for stage in of_all)}
            for of_all in zip(*self.stages)
        ]
        return {
            "contacts": self.rows, "runs": self.runs, "bytes": self.bytes, "measured": self.measured, "not_run": self.not_run,
            "children": counts, "same_children": len(set(self.listed.values())) == 1, "stages": middle,
            "sheets_a_second": statistics.median(self.sheets) if self.sheets else None,
        }


def sizes_of(text):
    rows, _, runs = text.partition(":")
    return int(rows.replace("_", "")), int(runs) if runs else None


def machine(options):
    """What the figures depend on."""
    def first(*command):
        try:
            return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()[0]
        except (OSError, subprocess.CalledProcessError, IndexError):
            return None
    def model():
        try:
            return re.search(r"^model name\s*:\s*(.+)$", Path("/proc/cpuinfo").read_text(), re.M)[1]
        except (OSError, TypeError):
            return platform.processor() or platform.machine()
    versions = {name: importlib.metadata.version(name) for name in ("duckdb", "polars", "numpy", "jinja2")}
    pages = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else None
    return {
        "program": first(options.program, "--version"), "commit": first("git", "describe", "--always", "--dirty"),
        "rustc": first("rustc", "--version"), "processors": os.cpu_count(), "model": model(), "memory": pages,
        "system": platform.platform(), "python": platform.python_version(), **versions, "load_before": os.getloadavg()[0],
        "day": time.strftime("%Y-%m-%d"), "reports_in": str(options.out),
    }


def fresh_build(options):
    """Seconds of a release build from nothing, with everything that it needs fetched before."""
    with tempfile.TemporaryDirectory(dir=options.folder) as target:
        subprocess.run(["cargo", "fetch", "--locked"], cwd=ROOT, check=True)
        began = time.perf_counter()
        environment = dict(os.environ, CARGO_TARGET_DIR=target)
        subprocess.run(["cargo", "build", "--release", "--locked", "--quiet"], cwd=ROOT, env=environment, check=True)
        return time.perf_counter() - began


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", type=Path, default=ROOT / "target" / "timing",
                        help="where extracts are, or are made (default: target/timing)")
    parser.add_argument("--rows", type=sizes_of, nargs="+", metavar="ROWS[:RUNS]", default=[(10**6, 5), (10**7, 5), (10**8, 1)],
                        help="how many contacts, and how often (default: 1000000:5 10000000:5 100000000:1)")
    parser.add_argument("--runs", type=int, default=5, help="how often, where ROWS does not say it (default: 5)")
    memory = Path("/dev/shm")
    parser.add_argument("--out", type=Path,
                        help="where reports are written (default: in memory, /dev/shm, where there is that, else FOLDER)")
    parser.add_argument("--program", type=Path, help="the program (default: this one, built for release)")
    parser.add_argument("--alone-from", type=int, metavar="ROWS",
                        help="leave out the peers from so many contacts on (default: where their memory does not fit)")
    parser.add_argument("--whole-up-to", type=int, metavar="ROWS", default=10**7,
                        help="the whole job in Python up to so many contacts (default: 10 million)")
    parser.add_argument("--limit", type=int, metavar="SECONDS", default=900,
                        help="stop a run that takes longer (default: 900)")
    parser.add_argument("--build", action="store_true", help="time a fresh release build, too")
    options = parser.parse_args()
    options.folder = options.folder.resolve()
    options.folder.mkdir(parents=True, exist_ok=True)
    options.out = (options.out or (memory if os.access(memory, os.W_OK) else options.folder)).resolve()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    if options.program is None:
        subprocess.run(["cargo", "build", "--release", "--locked", "--quiet", "--bin", "failed-contact"], cwd=ROOT, check=True)
    options.program = (options.program or PROGRAM).resolve()
    began = time.perf_counter()
    result = {"machine": machine(options), "sizes": [], "build_seconds": fresh_build(options) if options.build else None}
    failed = False
    with tempfile.TemporaryDirectory(prefix="failed-contact-timing-", dir=options.out) as scratch:
        for rows, runs in options.rows:
            of = Size(options, rows, runs or options.runs, Path(scratch) / "out")
            if not prepare(of.folder, rows):
                say(f"{rows:,} contacts: {of.folder} has no room for the extracts, {rows * DISK / 1e9:.1f} GB")
                failed = True
                continue
            of.measure()
            done = of.result()
            failed |= not done["same_children"] or not {SAFEGUARDING, BOTH, DETECTION} <= of.measured.keys()
            result["sizes"].append(done)
            result["aims"] = aims.judged(result)
            (options.folder / "timing.json").write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    say(f"{time.perf_counter() - began:.0f} s in all; as JSON: {options.folder / 'timing.json'}\n")
    print(aims.markdown(result))
    sys.exit(failed)


if __name__ == "__main__":
    main()
