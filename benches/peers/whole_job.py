#!/usr/bin/env python3
"""The whole job, as a good analyst would write it in Python today: whole_job.py FOLDER OUT_FOLDER LISTED.csv

DuckDB finds the children (by the three rules of duckdb_sql.py) and writes the tables cases.csv and contacts.csv; Jinja2 writes
the list (index.html) and a sheet for each of the first 5,000 cases, with a picture of the timeline, on all processors.
No rejects, no duplicates, no other rules, no counts for commissioners beyond contacts by month.
"""
import datetime as dt
import hmac
import itertools
import multiprocessing
import os
import sys
from collections import Counter, namedtuple
from concurrent.futures import ProcessPoolExecutor
from functools import lru_cache
from operator import attrgetter, itemgetter
from pathlib import Path

import duckdb
import jinja2
import numpy
from markupsafe import Markup, escape

import duckdb_sql
from words import AS_OF, FAILED

MAX_SHEETS = 5000
DAY = dt.date.fromisoformat(AS_OF)
FIRST = DAY - dt.timedelta(364)
# What a list and a sheet need besides what the rules ask for: header of the id, time, kind, provider, location, practitioner.
MORE = {
    "community.csv": (
        '"Appointment ID"', '"Contact Time"', "case \"Contact Type\" when 'Home Visit' then 'home_visit' else 'clinic' end",
        '"Provider"', '"Location"', '"Practitioner"',
    ),
    "outpatients.csv": (
        '"ATTENDANCE IDENTIFIER"', '"APPOINTMENT TIME"', "'clinic'", '"ORGANISATION CODE (CODE OF PROVIDER)"', '"LOCATION"',
        '"CONSULTANT CODE"',
    ),
    "camhs.csv": (
        "contact_ref", "contact_datetime[13:]", "case mode when 'HOME' then 'home_visit' else 'clinic' end", "null", "null",
        "worker",
    ),
}
SERVICES_BY_CHILD = """
  select nhs, service, count(*) filter (outcome = 'seen') seen, count(*) filter (counted) failed
  from detail where d > $first and d <= $as_of group by nhs, service
"""
CASES = f"""
create temp table cases as
with by_service as ({SERVICES_BY_CHILD}),
shapes as (
  select nhs, bool_or(seen > 0 and failed > 0) both_, bool_or(failed > 0 and seen = 0) only_failed,
    bool_or(seen > 0 and failed = 0) only_seen,
    string_agg(service || ' (' || failed || ')', ', ' order by service) filter (failed > 0) counts,
    string_agg(service, ';' order by service) filter (failed > 0) services_failed
  from by_service group by nhs
),
spans as (
  select a.nhs, max(b.d) last from failed a join failed b
    on a.nhs = b.nhs and a.service <> b.service and b.d between a.d and a.d + 89
  where a.nhs in (select nhs from listed) group by a.nhs
),
spanned as (
  select f.nhs, string_agg(distinct f.service, ', ' order by f.service) services
  from failed f join spans s on f.nhs = s.nhs and f.d > s.last - 90 and f.d <= s.last group by f.nhs
),
known as (
  select nhs, arg_max(dob, d) dob,
    arg_max(service, (d, time)) filter (outcome = 'seen' and d <= $as_of) last_seen_service,
    min(d) filter (outcome = 'pending' and d > $as_of) next_booked,
    arg_min(service, (d, time)) filter (outcome = 'pending' and d > $as_of) next_booked_service,
    max(d) filter (outcome = 'whereabouts_unknown' and d > $first and d <= $as_of) missing_since
  from detail group by nhs
)
select row_number() over (order by not missing, coalesce(failed, 0) desc, last_failed desc nulls last, nhs) place, l.nhs,
  case when missing then 'immediate' when k.dob > date '{AS_OF}' - interval 1 year then 'urgent' else 'routine' end priority,
  k.dob, date_diff('year', k.dob, $as_of)
    - ((month($as_of), day($as_of)) < (month(k.dob), day(k.dob)))::int age_years,
  coalesce(l.failed, 0) failed, h.services_failed, l.services, h.counts, l.first_failed, l.last_failed, l.last_seen,
  k.last_seen_service, k.next_booked, k.next_booked_service,
  case when l.failed is null then null
    when l.failed >= 3 and (l.last_seen is null or l.last_seen < l.first_failed) then 'persistent'
    when not h.both_ and h.only_failed and h.only_seen then 'selective' when h.both_ then 'intermittent' else 'partial' end pattern,
  concat_ws(';', case when repeated then 'repeated' end, case when crossed then 'cross_service' end,
    case when missing then 'whereabouts_unknown' end) rules,
  p.services spanned, k.missing_since,
  concat_ws('; ', case when missing then 'Whereabouts unknown since ' || strftime(k.missing_since, '%-d %B %Y') end,
    case when l.failed > 0 then l.failed || ' failed contacts with ' || l.services || ' services' end,
    case when crossed then 'failed with ' || p.services || ' within 90 days' end) || '.' why
from listed l left join shapes h using (nhs) left join spanned p using (nhs) left join known k using (nhs);
"""


def detail(folder, name):
    """All columns of the contacts of the children who are listed: the extracts are read again, which is quicker than
    keeping every column of every contact."""
    nhs, born, service, day = duckdb_sql.COLUMNS[name]
    own, time, kind, provider, location, practitioner = MORE[name]
    text = duckdb_sql.OUTCOME[name]
    cases = " ".join(f"when '{text}' then '{word}'" for text, word in duckdb_sql.OUTCOMES[name].items())
    return (
        f"select {own} id, {nhs} nhs, {born} dob, {service} service, {day} d, {time} \"time\", {kind} kind, {provider} provider, "
        f"{location} location, {practitioner} practitioner, case {text} {cases} end outcome, {text} outcome_in_extract, "
        f"'{name}' source from read_csv('{folder}/{name}', all_varchar = true, header = true) "
        f"where {nhs} in (select nhs from listed)"
    )


Contact = namedtuple(
    "Contact", "id d time service provider kind outcome outcome_in_extract counted location practitioner source"
)
# The columns of the table, and what a page needs besides.
Case = namedtuple(
    "Case",
    "place nhs priority dob age_years failed services_failed services counts first_failed last_failed last_seen "
    "last_seen_service next_booked next_booked_service pattern rules spanned missing_since why case_ref spaced previous next",
)


class Service:
    """What a service has done in the review period; its newest contact comes first."""

    __slots__ = ("last", "failed", "seen", "practitioners")

    def __init__(self, last):
        self.last, self.failed, self.seen, self.practitioners = last, 0, None, {}


# Neither has anything to escape.
@lru_cache(maxsize=None)
def long_day(day):
    return Markup(f"{day.day} {day:%B %Y}")


@lru_cache(maxsize=None)
def weekday(day):
    return Markup(f"{day:%A}")


@lru_cache(maxsize=None)
def words(word):
    return Markup(word.replace("_", " ").capitalize())


class Writer:
    """Writes sheets: one for each process, with its templates compiled once."""

    def __init__(self):
        loader = jinja2.FileSystemLoader(Path(__file__).with_name("pages"))
        environment = jinja2.Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True, auto_reload=False)
        environment.filters.update(day=long_day, weekday=weekday, words=words)
        self.sheet, self.list = environment.get_template("sheet.html"), environment.get_template("list.html")

    def one(self, out, case, contacts):
        period = [c for c in contacts if FIRST <= c.d <= DAY]
        # Newest first, as they come.
        seen = next((c for c in contacts if c.outcome == "seen" and c.d <= DAY), None)
        booked = [c for c in contacts if c.outcome == "pending" and c.d > DAY]
        services = {}
        for c in period:
            of = services.get(c.service)
            if of is None:
                of = services[c.service] = Service(c)
            of.failed += c.counted
            if of.seen is None and c.outcome == "seen":
                of.seen = c.d
            if c.practitioner:
                of.practitioners[c.practitioner] = None
        page = self.sheet.render(
            case=case, evidence=[c for c in reversed(period) if c.counted], period=period,
            before=[c for c in contacts if c.d < FIRST], booked=booked, seen=seen, services=services,
            not_booked=[s for s, of in services.items() if of.failed and all(b.service != s for b in booked)],
            picture=picture(contacts), first=FIRST, as_of=DAY,
        )
        (out / f"{case.case_ref}.html").write_bytes(page.encode())


def picture(contacts):
    """The timeline as SVG: a lane for each service, a mark for each contact."""
    shown = sorted((c for c in contacts if (DAY - c.d).days <= 455), key=attrgetter("d", "time"))
    if not shown:
        return ""
    lanes = {service: 57 + 26 * at for at, service in enumerate(sorted({c.service for c in shown}))}
    first, last = shown[0].d, max(shown[-1].d, DAY)
    scale = 714 / max(1, (last - first).days)
    height = 82 + 26 * len(lanes)
    bottom = height - 38
    at = lambda day: f"{230 + (day - first).days * scale:.1f}"
    begin = max(first, FIRST)
    parts = [
        f'<svg class="timeline" viewBox="0 0 960 {height}" role="group" aria-labelledby="timeline-title timeline-text">'
        f'<title id="timeline-title">Timeline of contacts</title><desc id="timeline-text">{sum(c.counted for c in shown)} of '
        f"{len(shown)} contacts shown from {long_day(first)} to {long_day(last)} are marked as failed.</desc>"
        f'<rect class="period" x="{at(begin)}" y="44" width="{(DAY - begin).days * scale:.1f}" height="{bottom - 44}"/>'
    ]
    month = dt.date(first.year + first.month // 12, first.month % 12 + 1, 1)
    while month <= last:
        if month.month % 2 == 0:
            x = at(month)
            parts.append(f'<path class="tick" d="M{x} 40 V{bottom}"/><text class="month" x="{x}" y="36">{month:%b %Y}</text>')
        month = dt.date(month.year + month.month // 12, month.month % 12 + 1, 1)
    parts.append(f'<path class="as-of" d="M{at(DAY)} 44 V{bottom}"/>')
    for service, y in lanes.items():
        name = escape(service)
        parts.append(
            f'<path class="lane" d="M230 {y} H944"/><text class="name" x="218" y="{y + 5}"><title>{name}</title>{name}</text>'
        )
    for c in shown:
        x, y = at(c.d), lanes[c.service]
        said = escape(
            f"{long_day(c.d)} {c.time}, {c.service}: {words(c.outcome).lower()} ({words(c.kind).lower()})"
            + ("; a failed contact" if c.counted else "")
        )
        if c.counted:
            shape, of = f'<path class="shape" transform="translate({x} {y})" d="M-7 -7 L7 7 M-7 7 L7 -7"/>', "failed"
        else:
            shape, of = f'<circle class="shape" cx="{x}" cy="{y}" r="6"/>', "seen" if c.outcome == "seen" else "other"
        parts.append(
            f'<g class="mark {of}" tabindex="0" role="img"><title>{said}</title>{shape}'
            f'<text class="tip" x="8" y="13" aria-hidden="true">{said}</text></g>'
        )
    parts.append("</svg>")
    return Markup("".join(parts))


WRITER = None


def sheets(out, some):
    """The sheets of some cases, each with the tuples of its contacts, in a process of its own."""
    global WRITER
    WRITER = WRITER or Writer()
    for case, contacts in some:
        WRITER.one(out, case, [Contact._make(c) for c in contacts])


def rows(con, query, parameters=None):
    """Rows as tuples, some at a time."""
    answer = con.execute(query, parameters)
    while some := answer.fetchmany(20_000):
        yield from some


def main(folder, out, listed):
    (out / "cases").mkdir(parents=True)
    con = duckdb.connect()
    duckdb_sql.detect(con, folder)
    duckdb_sql.months(con, out / "months.csv")
    con.execute(f"copy (select nhs from listed order by nhs) to '{listed}' (header)")
    days = {"as_of": DAY, "first": FIRST}
    con.execute("create temp table plain as " + " union all ".join(detail(folder, name) for name in MORE))
    failed = ", ".join(f"'{outcome}'" for outcome in FAILED)
    con.execute(f"""create temp table detail as select p.*, f.nhs is not null and outcome in ({failed}) counted
        from plain p left join failed f using (nhs, service, d)""")
    con.execute(CASES.replace("$as_of", f"date '{DAY}'").replace("$first", f"date '{FIRST - dt.timedelta(1)}'"))
    # Case references that tell nothing about a child.
    key = os.urandom(32)
    order = [nhs for (nhs,) in con.execute("select nhs from cases order by place").fetchall()]
    refs = [hmac.digest(key, f"nhs:{nhs}".encode(), "sha256")[:5].hex().upper() for nhs in order]
    reference = {"nhs": numpy.array(order, dtype=object), "case_ref": numpy.array(refs, dtype=object)}
    con.register("reference", reference)
    con.execute("create temp table refs as select * from reference")
    con.execute(f"""copy (select case_ref, priority, {spaced('c.nhs')} nhs_number, dob date_of_birth, age_years,
        failed failed_contacts, services_failed, first_failed, last_failed, last_seen, last_seen_service, next_booked,
        next_booked_service, pattern, rules, why from cases c join refs using (nhs) order by place) to '{out / 'cases.csv'}' (header)""")
    con.execute(f"""copy (select case_ref, {spaced('c.nhs')} nhs_number, d "date", "time", service, provider, kind, outcome,
        outcome_in_extract, case when counted then 'yes' else 'no' end counted, location, practitioner, source, id
        from cases c join refs using (nhs) join detail t using (nhs) where d >= date '{FIRST}' and d <= date '{DAY}'
        order by place, d, "time", service, source, id) to '{out / 'contacts.csv'}' (header)""")
    cases = []
    sheet = refs[:MAX_SHEETS]
    for at, row in enumerate(rows(con, "from cases order by place")):
        around = (sheet[at - 1] if 0 < at < len(sheet) else None, sheet[at + 1] if at + 1 < len(sheet) else None)
        cases.append(Case(*row, refs[at], f"{row[1][:3]} {row[1][3:6]} {row[1][6:]}", *around))
    contacts = rows(con, f"""select place, id, d, "time", service, provider, kind, outcome, outcome_in_extract, counted, location,
        practitioner, source from detail join cases using (nhs) where place <= {MAX_SHEETS} order by place, d desc, "time" desc""")
    with ProcessPoolExecutor(os.cpu_count(), mp_context=multiprocessing.get_context("spawn")) as pool:
        together, waiting = [], []
        for place, of_case in itertools.groupby(contacts, key=itemgetter(0)):
            together.append((cases[place - 1], [c[1:] for c in of_case]))
            if len(together) == 250:
                waiting.append(pool.submit(sheets, out / "cases", together))
                together = []
        waiting.append(pool.submit(sheets, out / "cases", together))
        writer = Writer()
        priorities = Counter(c.priority for c in cases)
        page = writer.list.stream(cases=cases, priorities=priorities, as_of=DAY, first=FIRST, max_sheets=MAX_SHEETS)
        page.enable_buffering(1000)
        page.dump(str(out / "index.html"), encoding="utf-8")
        for done in waiting:
            done.result()


def spaced(number):
    return f"{number}[1:3] || ' ' || {number}[4:6] || ' ' || {number}[7:10]"


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), sys.argv[3])
