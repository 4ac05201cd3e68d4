// All flows of the batches of which more may have gone out than came in.
//
// A batch is taken where the bare sums say so, where its units differ, or where nothing came in:
// never too few of them. The mass balance then decides, in decimal arithmetic and after
// converting units. A pending lot is left out: nobody knows which batch it is.
//
// Parallel columns; '' and -1 where a fact does not state it.
//
// params:
MATCH (batch:Batch)-[out:CONSUMED|SHIPPED_TO|RECEIVED_BY|DISPOSED]->()
WHERE batch.pending IS NULL
WITH
  batch,
  sum(CASE WHEN out.role = 'return' THEN -out.quantity ELSE out.quantity END) AS went,
  min(coalesce(out.unit, '')) AS least,
  max(coalesce(out.unit, '')) AS most
OPTIONAL MATCH (batch)<-[came:SUPPLIED|PRODUCED|RETURNED|GAINED]-()
WITH
  batch,
  went,
  sum(came.quantity) AS came,
  count(came) AS arrivals,
  min(coalesce(came.unit, least)) AS least_came,
  max(coalesce(came.unit, most)) AS most_came,
  least,
  most
WHERE arrivals = 0 OR went > came * 1.000000001 OR least <> most
  OR least_came <> least OR most_came <> most
MATCH (batch)-[fact:SUPPLIED|PRODUCED|POSSIBLY_PRODUCED|RETURNED|GAINED|CONSUMED|SHIPPED_TO|RECEIVED_BY|DISPOSED]-(other)
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
