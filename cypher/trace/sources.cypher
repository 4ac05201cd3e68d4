// Up to when each source has reported: the latest fact of its loads.
//
// params:
MATCH (load:Load)
WHERE load.covers_to IS NOT NULL
RETURN load.source AS source, max(load.covers_to) AS as_of
