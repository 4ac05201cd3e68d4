// Up to when each source has reported: of each load the times of the latest facts of its sources.
//
// params:
MATCH (load:Load)
WHERE load.covers_to IS NOT NULL AND load.status <> 'undone'
RETURN load.source AS source, load.covers_to AS covers_to, load.sources AS sources
