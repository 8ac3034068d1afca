#!/usr/bin/env python3
"""The detection alone, as an analyst would write it in Python polars today: polars_frames.py FOLDER OUT.csv

Three rules (repeated, cross_service, whereabouts_unknown), what a list says of each child, and contacts by month; no rejects,
no duplicates, no pages.
"""
import datetime as dt
import sys

import polars as pl

from words import AS_OF, FAILED, OUTCOMES

folder, out = sys.argv[1:3]
DAY = dt.date.fromisoformat(AS_OF)


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
period = (pl.col.d > DAY - dt.timedelta(365)) & (pl.col.d <= DAY)
failed = (
    contacts.filter(period)
    .group_by("nhs", "service", "d")
    .agg(failed=pl.col.outcome.is_in(FAILED).any(), seen=(pl.col.outcome == "seen").any())
    .filter(pl.col.failed & ~pl.col.seen)
)
counted = failed.group_by("nhs").agg(
    failed=pl.len(), first_failed=pl.col.d.min(), last_failed=pl.col.d.max(), services=pl.col.service.n_unique()
)
crossed = (
    failed.join(failed, on="nhs", suffix="_b")
    .filter(
        (pl.col.service != pl.col.service_b) & (pl.col.d_b >= pl.col.d) & (pl.col.d_b <= pl.col.d + pl.duration(days=89))
    )
    .select("nhs")
    .unique()
    .with_columns(crossed=True)
)
seen = (
    contacts.filter((pl.col.outcome == "seen") & (pl.col.d <= DAY)).group_by("nhs").agg(last_seen=pl.col.d.max())
)
missing = (
    contacts.filter((pl.col.outcome == "whereabouts_unknown") & period).group_by("nhs").agg(missing_on=pl.col.d.max())
)
months = contacts.group_by(pl.col.d.dt.truncate("1mo"), "service", "outcome").len()
# Whoever is missing has a failed contact, unless somebody of that service saw the child on that day.
listed = (
    counted.join(missing, on="nhs", how="full", coalesce=True)
    .join(crossed, on="nhs", how="left")
    .join(seen, on="nhs", how="left")
    .with_columns(
        repeated=(pl.col.failed >= 3).fill_null(False),
        crossed=pl.col.crossed.fill_null(False),
        missing=pl.col.missing_on.is_not_null() & (pl.col.last_seen.is_null() | (pl.col.last_seen <= pl.col.missing_on)),
    )
    .filter(pl.col.repeated | pl.col.crossed | pl.col.missing)
    .drop("missing_on")
    .sort("nhs")
)
one, other = pl.collect_all([listed, months], engine="streaming")
one.write_csv(out)
other.write_csv(out + ".months.csv")
