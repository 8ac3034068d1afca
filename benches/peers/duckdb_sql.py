#!/usr/bin/env python3
"""The detection alone, as an analyst would write it in DuckDB SQL today: duckdb_sql.py FOLDER OUT.csv

Three rules (repeated, cross_service, whereabouts_unknown) and contacts by month; no rejects, no duplicates, no pages.
"""
import sys

import duckdb

from words import OUTCOMES

folder, out = sys.argv[1:3]
COLUMNS = {
    "community.csv": ('"NHS Number"', '"Service"', "strptime(\"Contact Date\", '%d/%m/%Y')::date", '"Status"'),
    "outpatients.csv": (
        '"NHS NUMBER"', '"TREATMENT FUNCTION"', "strptime(\"APPOINTMENT DATE\", '%Y-%m-%d')::date",
        '"ATTENDED OR DID NOT ATTEND CODE"',
    ),
    "camhs.csv": ("replace(nhs, ' ', '')", "team", "strptime(contact_datetime, '%d-%b-%Y %H:%M')::date", "outcome"),
}


def source(name):
    nhs, service, day, outcome = COLUMNS[name]
    cases = " ".join(f"when '{text}' then '{word}'" for text, word in OUTCOMES[name].items())
    return (
        f"select {nhs} nhs, {service} service, {day} d, case {outcome} {cases} end outcome "
        f"from read_csv('{folder}/{name}', all_varchar=true, header=true)"
    )


con = duckdb.connect()
con.execute("set preserve_insertion_order = false")
con.execute("create temp table contact as " + " union all ".join(map(source, COLUMNS)))
PERIOD = "d > date '2026-11-22' - 365 and d <= date '2026-11-22'"
con.execute(f"""
create temp table failed as
  select nhs, service, d from contact where {PERIOD} group by nhs, service, d
  having bool_or(outcome in ('was_not_brought', 'arrived_late_not_seen', 'refused', 'no_access', 'whereabouts_unknown'))
     and not bool_or(outcome = 'seen');
create temp table listed as
  select nhs from failed group by nhs having count(*) >= 3
  union
  select a.nhs from failed a join failed b on a.nhs = b.nhs and a.service <> b.service and b.d between a.d and a.d + 89
  union
  select m.nhs from (
    select nhs, max(d) d from contact where outcome = 'whereabouts_unknown' and {PERIOD} group by nhs
  ) m left join (
    select nhs, max(d) d from contact where outcome = 'seen' and d <= date '2026-11-22' group by nhs
  ) s on s.nhs = m.nhs where s.d is null or s.d <= m.d;
""")
con.execute(f"copy (select nhs from listed order by nhs) to '{out}' (header)")
con.execute(
    f"copy (select date_trunc('month', d), service, outcome, count(*) from contact group by all order by all) "
    f"to '{out}.months.csv' (header)"
)
