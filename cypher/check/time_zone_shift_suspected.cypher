// For each load, by how many whole hours its consumptions and productions would have to be
// moved so that they fell within their operations: `least` to `most`, with how many facts.
//
// Counted here, so that a million facts come back as a few rows.
//
// params:
MATCH (operation:Operation)
WHERE operation.started_at IS NOT NULL AND operation.ended_at IS NOT NULL
MATCH (operation)-[fact:CONSUMED|PRODUCED]-(:Batch)
WHERE fact.occurred_at IS NOT NULL
WITH
  split(head(fact.evidence), ':')[0] AS load_id,
  type(fact) AS type,
  substring(fact.occurred_at, 11) AS clock,
  datetime(fact.occurred_at).epochSeconds AS at,
  datetime(operation.started_at).epochSeconds AS started,
  datetime(operation.ended_at).epochSeconds AS ended
WITH
  load_id,
  type,
  toInteger(ceil((at - ended) / 3600.0)) AS least,
  toInteger(floor((at - started) / 3600.0)) AS most,
  count(*) AS facts,
  min(clock) AS earliest,
  max(clock) AS latest
OPTIONAL MATCH (load:Load {load_id: load_id})
RETURN load_id, coalesce(load.file, load_id) AS file, type, least, most, facts, earliest, latest
