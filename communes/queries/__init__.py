from communes.queries.acting import acting_of, all_commune_ids, commune_names

__all__ = ["acting_of", "all_commune_ids", "commune_names"]
