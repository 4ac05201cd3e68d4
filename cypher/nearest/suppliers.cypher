// Ids and names of suppliers that begin with this text, in any letter case.
//
// params: start, most
MATCH (supplier:Supplier)
UNWIND [supplier.supplier_id, supplier.name] AS value
WITH DISTINCT value
WHERE toLower(value) STARTS WITH $start
RETURN value
ORDER BY value
LIMIT $most
