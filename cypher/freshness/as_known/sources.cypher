// Up to when each source had reported at a time, by the loads that stood then. What a load covers
// is what it covers today: rows of it that were corrected since count.
//
// params: known_on
MATCH (load:Load)
WHERE load.covers_to IS NOT NULL
WITH load, last([each IN coalesce(load.history, []) WHERE left(each, 27) <= $known_on | substring(each, 28)]) AS status
WHERE status <> 'undone'
RETURN load.source AS source, load.covers_to AS covers_to, load.sources AS sources
