// All flows of those of the given batches of which more may have gone out than came in, once what
// left of them in containers is added.
//
// Each row has the sum of that as it stands and its units. Chosen as in `more_out_than_in`, and
// decided there too: never too few.
//
// Parallel columns; '' and -1 where a fact does not state it. No types where there is no flow.
//
// params: rows
UNWIND $rows AS row
MATCH (batch:Batch {batch_id: row.batch_id})
OPTIONAL MATCH (batch)-[out:CONSUMED|SHIPPED_TO|RECEIVED_BY|DISPOSED]->()
WITH
  row,
  batch,
  sum(CASE WHEN out.role = 'return' THEN -out.quantity ELSE out.quantity END) AS went,
  collect(DISTINCT CASE WHEN out IS NULL THEN null ELSE coalesce(out.unit, '') END) AS units
OPTIONAL MATCH (batch)<-[came:SUPPLIED|PRODUCED|RETURNED|GAINED]-()
WITH
  row,
  batch,
  went,
  units,
  sum(came.quantity) AS came,
  count(came) AS arrivals,
  collect(DISTINCT CASE WHEN came IS NULL THEN null ELSE coalesce(came.unit, '') END) AS units_came
WHERE arrivals = 0 OR went + row.quantity > came * 1.000000001
  OR any(unit IN units + units_came + row.units WHERE unit <> row.units[0])
OPTIONAL MATCH (batch)-[fact:SUPPLIED|PRODUCED|POSSIBLY_PRODUCED|RETURNED|GAINED|CONSUMED|SHIPPED_TO|RECEIVED_BY|DISPOSED]-(other)
RETURN
  batch.batch_id AS batch_id,
  collect(type(fact)) AS types,
  collect(coalesce(other.operation_id, other.customer_id, other.supplier_id, other.disposal_id)) AS others,
  collect(coalesce(fact.quantity, -1.0)) AS quantities,
  collect(coalesce(fact.unit, '')) AS units,
  collect(coalesce(fact.role, '')) AS roles,
  collect(coalesce(fact.site, '')) AS sites,
  collect(coalesce(other.site, '')) AS operation_sites,
  collect(coalesce(fact.document, '')) AS documents
