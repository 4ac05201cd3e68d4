// Which of these facts were voided, also before they were stated.
//
// params: fact_keys
UNWIND $fact_keys AS fact_key
MATCH (void:Void {fact_key: fact_key})
RETURN
  collect(void.fact_key) AS fact_keys,
  collect(void.reason) AS reasons,
  collect(void.evidence) AS evidence
