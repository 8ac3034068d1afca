#!/usr/bin/env python3
"""The detection alone, as an analyst would write it in SQL today: duckdb_sql.py FOLDER OUT.csv

Three rules (repeated, cross_service, whereabouts_unknown), what a list says of each child, and contacts by month; no rejects,
no duplicates, no pages.
"""
import sys

import duckdb

from words import AS_OF, FAILED, OUTCOMES

# As SQL has them: NHS number, date of birth, service, day.
COLUMNS = {
    "community.csv": (
        '"NHS Number"', "strptime(\"Date of Birth\", '%d/%m/%Y')::date", '"Service"',
        "strptime(\"Contact Date\", '%d/%m/%Y')::date",
    ),
    "outpatients.csv": (
        '"NHS NUMBER"', "strptime(\"PERSON BIRTH DATE\", '%Y-%m-%d')::date", '"TREATMENT FUNCTION"',
        "strptime(\"APPOINTMENT DATE\", '%Y-%m-%d')::date",
    ),
    "camhs.csv": (
        "replace(nhs, ' ', '')", "strptime(dob, '%d-%b-%Y')::date", "team",
        "strptime(contact_datetime, '%d-%b-%Y %H:%M')::date",
    ),
}
OUTCOME = {"community.csv": '"Status"', "outpatients.csv": '"ATTENDED OR DID NOT ATTEND CODE"', "camhs.csv": "outcome"}
PERIOD = f"d > date '{AS_OF}' - 365 and d <= date '{AS_OF}'"


def source(folder, name):
    nhs, born, service, day = COLUMNS[name]
    cases = " ".join(f"when '{text}' then '{word}'" for text, word in OUTCOMES[name].items())
    return (
        f"select {nhs} nhs, {born} dob, {service} service, {day} d, case {OUTCOME[name]} {cases} end outcome "
        f"from read_csv('{folder}/{name}', all_varchar=true, header=true)"
    )


def detect(con, folder):
    """Makes the tables `contact`, `failed` (child, service, day) and `listed` (a row for each child that a rule lists)."""
    con.execute("set preserve_insertion_order = false")
    con.execute("create temp table contact as " + " union all ".join(source(folder, name) for name in COLUMNS))
    failed = ", ".join(f"'{outcome}'" for outcome in FAILED)
    con.execute(f"""
    create temp table failed as
      select nhs, service, d from contact where {PERIOD} group by nhs, service, d
      having bool_or(outcome in ({failed})) and not bool_or(outcome = 'seen');
    create temp table counted as
      select nhs, count(*) failed, min(d) first_failed, max(d) last_failed, count(distinct service) services
      from failed group by nhs;
    create temp table crossed as
      select distinct a.nhs from failed a
      join failed b on a.nhs = b.nhs and a.service <> b.service and b.d between a.d and a.d + 89;
    create temp table last_seen as
      select nhs, max(d) last_seen from contact where outcome = 'seen' and d <= date '{AS_OF}' group by nhs;
    create temp table missing as
      select m.nhs from (
        select nhs, max(d) d from contact where outcome = 'whereabouts_unknown' and {PERIOD} group by nhs
      ) m left join last_seen s on s.nhs = m.nhs where s.last_seen is null or s.last_seen <= m.d;
    create temp table listed as
      select k.nhs, c.failed, c.first_failed, c.last_failed, c.services, s.last_seen, c.failed >= 3 repeated,
        x.nhs is not null crossed, m.nhs is not null missing
      from (select nhs from counted where failed >= 3 union select nhs from crossed union select nhs from missing) k
      left join counted c using (nhs) left join crossed x using (nhs) left join missing m using (nhs)
      left join last_seen s using (nhs);
    """)


def months(con, out):
    con.execute(
        "copy (select date_trunc('month', d) mth, service, outcome, count(*) n from contact group by all order by all) "
        f"to '{out}' (header)"
    )


if __name__ == "__main__":
    folder, out = sys.argv[1:3]
    con = duckdb.connect()
    detect(con, folder)
    con.execute(f"copy (from listed order by nhs) to '{out}' (header)")
    months(con, f"{out}.months.csv")
