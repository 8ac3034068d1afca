"""What the outcomes of the three extracts mean, and the day that all speak for."""
AS_OF = "2026-11-22"
FAILED = ["was_not_brought", "late_not_seen", "refused", "no_access", "child_not_seen", "whereabouts_unknown", "disengaged"]
OUTCOMES = {
    "community.csv": {
        "Attended": "seen", "Was Not Brought": "was_not_brought", "No Access Visit": "no_access",
        "Declined by Child": "refused", "Whereabouts Unknown": "whereabouts_unknown",
        "Cancelled by Family": "cancelled_by_family", "Cancelled by Service": "cancelled_by_provider", "Booked": "pending",
    },
    "outpatients.csv": {
        "5": "seen", "6": "seen", "3": "was_not_brought", "7": "late_not_seen", "2": "cancelled_by_family",
        "4": "cancelled_by_provider", "0": "pending",
    },
    "camhs.csv": {
        "ATT": "seen", "WNB": "was_not_brought", "NOACC": "no_access", "REF": "refused",
        "MISSING": "whereabouts_unknown", "CNP": "cancelled_by_family", "CNC": "cancelled_by_provider", "FUT": "pending",
    },
}
