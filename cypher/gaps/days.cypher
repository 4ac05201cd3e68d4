// How many batches of a page first came to be on which day, and were last made on which day.
//
// '' where that is not known: with an inflow of no time, or none at all. `last` is 'received' for
// those that were received and never made. An operation may have made some until it ended.
//
// params: after, upto
MATCH (batch:Batch)
WHERE batch.batch_id > $after AND batch.batch_id <= $upto
OPTIONAL MATCH (batch)<-[made:PRODUCED|POSSIBLY_PRODUCED]-(operation:Operation)
WITH
  batch,
  count(made) AS makings,
  min(coalesce(substring(made.occurred_at, 0, 10), '')) AS first_made,
  max(CASE
    WHEN made.occurred_at IS NULL THEN '~'
    WHEN operation.ended_at > made.occurred_at THEN substring(operation.ended_at, 0, 10)
    ELSE substring(made.occurred_at, 0, 10)
  END) AS last_made
OPTIONAL MATCH (batch)<-[came:SUPPLIED|GAINED]-()
WITH
  batch,
  makings,
  first_made,
  last_made,
  count(came) AS arrivals,
  sum(CASE WHEN type(came) = 'SUPPLIED' THEN 1 ELSE 0 END) AS receipts,
  min(coalesce(substring(came.occurred_at, 0, 10), '')) AS first_came
WITH
  CASE
    WHEN makings = 0 AND arrivals = 0 THEN ''
    WHEN arrivals = 0 THEN first_made
    WHEN makings = 0 OR first_came < first_made THEN first_came
    ELSE first_made
  END AS first,
  CASE
    WHEN makings > 0 AND last_made <> '~' THEN last_made
    WHEN makings = 0 AND receipts > 0 THEN 'received'
    ELSE ''
  END AS last,
  count(*) AS number
RETURN collect(first) AS firsts, collect(last) AS lasts, collect(number) AS numbers
