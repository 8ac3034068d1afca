#!/usr/bin/env python3
"""How long disclosure control takes, and how much memory, with 24 earlier packs.

Makes up areas of so many children, publishes the commissioner packs of 25 months that follow one another, and prints a line of
Markdown for each area: what the stage "disclosure control" took in the slowest month and in the last one, the largest process,
and how many packs were refused. Some contacts are recorded late, and some children leave.
"""

import argparse
import pathlib
import random
import re
import shutil
import subprocess
import tempfile

CONFIG = """
organisation = "Timing"
[limits]
stale_days = 3000
[[contacts]]
name = "contacts"
files = ["contacts.csv"]
date_format = "%Y-%m-%d"
[contacts.columns]
contact_id = "contact_id"
nhs_number = "nhs_number"
service = "service"
provider = "provider"
date = "date"
kind = "kind"
outcome = "outcome"
[[children]]
name = "register"
files = ["children.csv"]
date_format = "%Y-%m-%d"
[children.columns]
nhs_number = "nhs_number"
date_of_birth = "date_of_birth"
sex = "sex"
ethnicity = "ethnicity"
imd_decile = "imd_decile"
locality = "locality"
household_id = "household_id"
[children.factors]
looked_after = "looked_after"
"""
# The months after January 2024 of the first and the last pack: October 2026 and October 2028.
FIRST, LAST = 33, 57
# Services, providers and localities of an area of so many children.
SIZES = {100: (3, 2, 3), 1_000: (8, 3, 6), 10_000: (20, 5, 15), 100_000: (40, 8, 30)}


def number(place):
    """The NHS number of a child, of the range 999, which is nobody's."""
    for last in range(10):
        text = f"999{place * 10 + last:06d}"
        weighed = sum(int(digit) * weight for digit, weight in zip(text, range(10, 1, -1)))
        check = (11 - weighed % 11) % 11
        if check < 10:
            return f"{text}{check}"
    raise ValueError(place)


def day(month, day_of_month):
    return f"{2024 + month // 12}-{month % 12 + 1:02d}-{day_of_month:02d}"


def area(folder, children, seed, late):
    """Writes an area, and returns its contacts by the day on which they were recorded."""
    draw = random.Random(seed)
    services, providers, localities = SIZES.get(children, (10, 4, 8))
    (folder / "failed-contact.toml").write_text(CONFIG)
    rows = ["nhs_number,date_of_birth,sex,ethnicity,imd_decile,locality,household_id,looked_after"]
    for child in range(children):
        # One in thirty turns 18 while packs are published.
        year = 2009 if draw.random() < 1 / 30 else draw.randint(2010, 2026)
        rows.append(
            f"{number(child)},{year}-{draw.randint(1, 12):02d}-{draw.randint(1, 28):02d},{draw.choice('FM')},"
            f"{draw.choice('ABCDHMNRZ')},{draw.randint(1, 10)},Ward {min(draw.randrange(localities), draw.randrange(localities))},"
            f"H{child // 2},{'Y' if draw.random() < 0.05 else 'N'}"
        )
    (folder / "children.csv").write_text("\n".join(rows) + "\n")
    contacts = []
    for place in range(children * 15):
        child, month = min(draw.randrange(children), draw.randrange(children)), draw.randrange(LAST + 1)
        service = min(draw.randrange(services), draw.randrange(services))
        outcome = draw.choices(
            ["seen", "was_not_brought", "no_access", "cancelled_by_family", "cancelled_by_provider", "pending"],
            [80, 5 + child % 7, 3, 4, 3, 2],
        )[0]
        recorded = month + (draw.randint(1, 3) if draw.random() < late else 0)
        text = (
            f"{place},{number(child)},Service {service},Trust {(service + (draw.random() < 0.2)) % providers},"
            f"{day(month, draw.randint(1, 28))},{draw.choice(['clinic', 'home_visit'])},{outcome}"
        )
        contacts.append((recorded, text))
    contacts.sort()
    return contacts


def run(program, folder, month, output="reports"):
    """Publishes a pack: seconds and peak of the gate, peak of the process in megabytes, and the exit status."""
    command = [program, "report", "--as-of", day(month + 1, 3), "--only", "commissioner", "--timings", "--output", output]
    started = subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    said = started.stdout.read()
    status = started.wait()
    stage = re.search(r"disclosure control +([\d.]+) s +([\d.]+) s", said)
    if not stage:
        raise SystemExit(said)
    # As the program measures it: what the system says of a child process counts the memory of this one, too.
    peak = max(int(megabytes) for megabytes in re.findall(r"(\d+) MB$", said, re.MULTILINE))
    return float(stage[1]), float(stage[2]), peak, status, said


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--program", default="target/release/failed-contact")
    arguments.add_argument("--children", type=int, nargs="+", default=list(SIZES))
    arguments.add_argument("--seed", type=int, default=7)
    arguments.add_argument("--apart", action="store_true", help="each month without the ones before, the last beside all")
    arguments.add_argument("--late", type=float, default=0.01, help="the share of contacts that are recorded late")
    given = arguments.parse_args()
    program = pathlib.Path(given.program).resolve()
    print("| children | slowest month, clock | processors | last month, clock | processors | largest process | packs | refused |")
    print("| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |", flush=True)
    for children in given.children:
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            contacts = area(folder, children, given.seed, given.late)
            months = []
            for month in range(FIRST, LAST + 1):
                known = [text for recorded, text in contacts if recorded <= month]
                head = "contact_id,nhs_number,service,provider,date,kind,outcome\n"
                (folder / "contacts.csv").write_text(head + "\n".join(known) + "\n")
                if not given.apart or month == LAST:
                    months.append(run(program, folder, month))
                else:
                    run(program, folder, month, "apart")
                    for pack in (folder / "apart").glob("*/commissioner"):
                        place = folder / "reports" / pack.parent.name
                        place.mkdir(parents=True)
                        shutil.move(pack, place / "commissioner")
                    shutil.rmtree(folder / "apart")
            slowest, last = max(months), months[-1]
            print(
                f"| {children:,} | {slowest[0]:.1f} s | {slowest[1]:.1f} s | {last[0]:.1f} s | {last[1]:.1f} s "
                f"| {max(own[2] for own in months):.0f} MB "
                f"| {sum(own[3] == 0 for own in months)} | {sum(own[3] == 7 for own in months)} |",
                flush=True,
            )


if __name__ == "__main__":
    main()
