// Line numbers of the documents of each system and kind: how many documents number theirs from
// 1 on without a gap, and the lines of those that do not.
//
// The part of a fact's key before its subject is the line, where the key has document and line.
// A delivery note has lines of batches and of containers: both are shipments. Whatever became
// of the fact, reversed or only possible, its line was written.
//
// params:
MATCH (tail)-[fact]->(head)
WHERE fact.document IS NOT NULL
WITH
  coalesce(tail.batch_id, tail.container_id, head.batch_id) AS subject,
  split(replace(fact.fact_key, '|container_shipment|', '|shipment|'), '|') AS parts
WHERE size(parts) = 5 AND parts[1] IN ['consumption', 'production', 'shipment', 'receipt']
WITH
  subject,
  parts,
  CASE WHEN size(parts[3]) < 10 THEN toInteger(parts[3]) ELSE null END AS line
WHERE line IS NOT NULL
WITH
  parts[0] AS system,
  parts[1] AS kind,
  parts[2] AS document,
  collect(DISTINCT line) AS lines,
  max(line) AS last,
  collect(DISTINCT subject) AS about
WITH system, kind, document, lines, about, size(lines) = last AS whole
RETURN
  system,
  kind,
  count(CASE WHEN whole THEN 1 ELSE null END) AS whole,
  collect(CASE WHEN whole THEN null ELSE document END) AS documents,
  collect(CASE WHEN whole THEN null ELSE lines END) AS lines,
  collect(CASE WHEN whole THEN null ELSE about END) AS about
