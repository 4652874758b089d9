"""Whom a notice may be addressed to, by key. Who that is on the day, ``workflow/audience.py`` finds out."""

from __future__ import annotations

AUDIENCES = {
    "owner": "the owner of the case, else the people of the agency that owns it",
    "opener": "whoever opened it",
    "agency_lead": "the lead of the agency that owns it",
    "agency_partner": "the delegated partner of the agency that owns it, else the business manager",
    "review_officers": "the review officers",
    "business_manager": "the business manager",
    "delegated_partners": "the delegated safeguarding partners",
    "statutory_partners": "each statutory partner's delegated safeguarding partner",
    "lead_partners": "the lead safeguarding partners",
    "review_chair": "the chair of the review subgroup",
    "scrutineer": "the independent scrutineer",
    "executive": "the executive",
}
