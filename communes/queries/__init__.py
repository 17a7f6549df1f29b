from communes.queries.acting import (
    acting_of,
    all_commune_ids,
    commune_names,
    positions_of,
    sirens_of,
)

__all__ = ["acting_of", "all_commune_ids", "commune_names", "positions_of", "sirens_of"]
