"""One file per origin: how its exports look, as data.

HubSpot, Salesforce, Pipedrive, Zoho and Odoo are told by their headers; `generic` proposes a
mapping for anything else. A new origin is one more file with a tuple `LAYOUTS`.
"""

from __future__ import annotations

from unslump.history.sources import hubspot, odoo, pipedrive, salesforce, zoho
from unslump.history.sources.declaring import Layout, Outcomes, Role, Take, bare, take

__all__ = ["LAYOUTS", "Layout", "Outcomes", "Role", "Take", "bare", "take"]

LAYOUTS: tuple[Layout, ...] = (
    *hubspot.LAYOUTS,
    *salesforce.LAYOUTS,
    *pipedrive.LAYOUTS,
    *zoho.LAYOUTS,
    *odoo.LAYOUTS,
)
