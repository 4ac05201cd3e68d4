// Up to when each source has reported: the time of the latest fact of each of its loads.
//
// params:
MATCH (load:Load)
WHERE load.covers_to IS NOT NULL AND load.status <> 'undone'
RETURN load.source AS source, collect(load.covers_to) AS ends
