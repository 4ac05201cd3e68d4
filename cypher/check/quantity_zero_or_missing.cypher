// Batches with flows whose quantity is zero, or not stated and not bounded either.
//
// params:
MATCH (batch:Batch)-[fact:SUPPLIED|CONSUMED|PRODUCED|SHIPPED_TO|RECEIVED_BY|RETURNED|DISPOSED|GAINED]-()
WHERE fact.quantity = 0 OR (fact.quantity IS NULL AND fact.at_most IS NULL)
RETURN
  batch.batch_id AS batch_id,
  count(fact.quantity) AS zero,
  count(fact) - count(fact.quantity) AS missing
