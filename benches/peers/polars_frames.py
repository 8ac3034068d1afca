#!/usr/bin/env python3
"""The detection alone, as an analyst would write it in Python polars today: polars_frames.py FOLDER OUT.csv

Three rules (repeated, cross_service, whereabouts_unknown) and contacts by month; no rejects, no duplicates, no pages.
"""
import datetime as dt
import sys

import polars as pl

from words import OUTCOMES

folder, out = sys.argv[1:3]
AS_OF = dt.date(2026, 11, 22)
FAILED = ["was_not_brought", "arrived_late_not_seen", "refused", "no_access", "whereabouts_unknown"]


def scan(name, nhs, service, date, form, outcome):
    length = 11 if form == "%d-%b-%Y" else 10
    return pl.scan_csv(f"{folder}/{name}", infer_schema=False).select(
        nhs=pl.col(nhs).str.replace_all(" ", ""),
        service=pl.col(service),
        d=pl.col(date).str.slice(0, length).str.to_date(form),
        outcome=pl.col(outcome).replace_strict(OUTCOMES[name]),
    )


contacts = pl.concat([
    scan("community.csv", "NHS Number", "Service", "Contact Date", "%d/%m/%Y", "Status"),
    scan("outpatients.csv", "NHS NUMBER", "TREATMENT FUNCTION", "APPOINTMENT DATE", "%Y-%m-%d",
         "ATTENDED OR DID NOT ATTEND CODE"),
    scan("camhs.csv", "nhs", "team", "contact_datetime", "%d-%b-%Y", "outcome"),
])
period = (pl.col.d > AS_OF - dt.timedelta(365)) & (pl.col.d <= AS_OF)
failed = (
    contacts.filter(period)
    .group_by("nhs", "service", "d")
    .agg(failed=pl.col.outcome.is_in(FAILED).any(), seen=(pl.col.outcome == "seen").any())
    .filter(pl.col.failed & ~pl.col.seen)
)
repeated = failed.group_by("nhs").len().filter(pl.col.len >= 3).select("nhs")
crossed = (
    failed.join(failed, on="nhs", suffix="_b")
    .filter(
        (pl.col.service != pl.col.service_b) & (pl.col.d_b >= pl.col.d) & (pl.col.d_b <= pl.col.d + pl.duration(days=89))
    )
    .select("nhs")
)
seen = contacts.filter((pl.col.outcome == "seen") & (pl.col.d <= AS_OF)).group_by("nhs").agg(seen=pl.col.d.max())
missing = (
    contacts.filter((pl.col.outcome == "whereabouts_unknown") & period)
    .group_by("nhs")
    .agg(d=pl.col.d.max())
    .join(seen, on="nhs", how="left")
    .filter(pl.col.seen.is_null() | (pl.col.seen <= pl.col.d))
    .select("nhs")
)
months = contacts.group_by(pl.col.d.dt.truncate("1mo"), "service", "outcome").len()
listed = pl.concat([repeated, crossed, missing]).unique().sort("nhs")
one, other = pl.collect_all([listed, months], engine="streaming")
one.write_csv(out)
other.write_csv(out + ".months.csv")
