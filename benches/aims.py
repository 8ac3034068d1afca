"""What against.py measured, beside what was aimed at, and as tables in Markdown."""
# What is measured.
SAFEGUARDING = "failed-contact, safeguarding pack, 5,000 sheets"
BOTH = "failed-contact, both packs, 5,000 sheets"
DETECTION = "failed-contact, detection alone: reading to cases, all rules"
DUCKDB = "DuckDB, detection alone, three rules"
POLARS = "Python polars, detection alone, three rules"
WHOLE = "DuckDB and Jinja2, the whole job, three rules, 5,000 sheets"
MILLION = 10**6


def figure(result, contacts, of, key="median"):
    """A figure of one size, or nothing where that was not measured."""
    size = next((size for size in result["sizes"] if size["contacts"] == contacts), None)
    return size and size["measured"].get(of, {}).get(key)


def beside(one, other):
    return one / other if one and other else None


def judged(result):
    """Every aim with its figure and whether it was reached; nothing where it was not measured."""
    one, ten, hundred = MILLION, 10 * MILLION, 100 * MILLION
    duckdb = {rows: figure(result, rows, DUCKDB) for rows in (one, ten)}
    sheets = next((size["sheets_a_second"] for size in result["sizes"] if size["contacts"] == ten), None)
    build = result["build_seconds"]
    found = [
        # What, the unit, the limit, the figure.
        ("10 million: detection, reading to cases, all rules", "× DuckDB's detection", 0.35,
         beside(figure(result, ten, DETECTION), duckdb[ten])),
        ("10 million: safeguarding pack, 5,000 sheets", "× DuckDB's detection", 0.55,
         beside(figure(result, ten, SAFEGUARDING), duckdb[ten])),
        ("10 million: both packs, 5,000 sheets", "× DuckDB's detection", 0.75, beside(figure(result, ten, BOTH), duckdb[ten])),
        ("10 million: peak of memory, both packs", "MB", 500, figure(result, ten, BOTH, "peak_mb")),
        ("1 million: both packs, 5,000 sheets", "× DuckDB's detection there", 0.55,
         beside(figure(result, one, BOTH), duckdb[one])),
        ("100 million: safeguarding pack", "× that of 10 million", 11,
         beside(figure(result, hundred, SAFEGUARDING), figure(result, ten, SAFEGUARDING))),
        ("100 million: peak of memory, safeguarding pack", "MB", 5000, figure(result, hundred, SAFEGUARDING, "peak_mb")),
        ("10 million: sheets", "a second", 15_000, sheets),
        ("a fresh release build", "minutes", 6, build and build / 60),
    ]
    least = {"a second"}
    return [
        {
            "aim": what, "unit": unit, "limit": limit, "at": "least" if unit in least else "most", "measured": value,
            "reached": None if value is None else value >= limit if unit in least else value <= limit,
        }
        for what, unit, limit, value in found
    ]


def number(value):
    """As many digits as are worth reading."""
    return f"{value:,.0f}" if value >= 100 else f"{value:.2f}"


def markdown(result):
    of = result["machine"]
    memory = f", {of['memory'] / 1e9:.0f} GB" if of["memory"] else ""
    lines = [
        f"{of['day']}, {of['processors']} processors ({of['model']}){memory}, {of['system']}; {of['program']} ({of['commit']}), "
        f"{of['rustc']}; Python {of['python']}, DuckDB {of['duckdb']}, polars {of['polars']}, Jinja2 {of['jinja2']}. "
        f"Load before: {of['load_before']:.1f}. Reports in {of['reports_in']}.", "",
        "| contacts | what | median | of all runs | beside DuckDB | beside a tenth of it | peak of memory |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for size in result["sizes"]:
        rows = f"{size['contacts']:,}"
        duckdb = size["measured"].get(DUCKDB, {}).get("median")
        for name, m in sorted(size["measured"].items(), key=lambda pair: pair[1]["median"]):
            before = figure(result, size["contacts"] // 10, name)
            lines.append(
                f"| {rows} | {name} | {m['median']:.2f} s "
                f"| {min(m['seconds']):.2f} to {max(m['seconds']):.2f} s, {len(m['seconds'])} "
                f"| {number(m['median'] / duckdb) if duckdb else '-'} | {number(m['median'] / before) if before else '-'} "
                f"| {m['peak_mb']:,.0f} MB |"
            )
        lines += [f"| {rows} | {name} | {why} | | | | |" for name, why in size["not_run"].items()]
        counts = "; ".join(f"{name.split(',')[0]} {count:,}" for name, count in size["children"].items())
        who = f"the same {max(size['children'].values(), default=0):,} children in all"
        if not size["same_children"]:
            who = f"**not the same children**: {counts}" if counts else "nobody listed anything"
        lines.append(f"| {rows} | *{who}* | | | | | |")
    for size in result["sizes"]:
        if size["stages"]:
            lines += ["", f"Stages of both packs, {size['contacts']:,} contacts, medians:", "",
                      "| stage | clock | processors | since the start | peak so far |", "| --- | --- | --- | --- | --- |"]
            for stage in size["stages"]:
                cells = [f"{stage[key]:.3f} s" if key in stage else "-" for key in ("clock", "processors", "since_start")]
                peak = f"{stage['peak_mb']:,.0f} MB" if "peak_mb" in stage else "-"
                lines.append(f"| {stage['name']} | {' | '.join(cells)} | {peak} |")
    lines += ["", "| aim | limit | measured | |", "| --- | --- | --- | --- |"]
    for aim in result.get("aims", []):
        verdict = {None: "not measured", True: "reached", False: "**missed**"}[aim["reached"]]
        measured = number(aim["measured"]) if aim["measured"] is not None else "-"
        lines.append(f"| {aim['aim']} | at {aim['at']} {aim['limit']:,} {aim['unit']} | {measured} | {verdict} |")
    return "\n".join(lines)
