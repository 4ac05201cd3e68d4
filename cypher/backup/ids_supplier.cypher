// The id of every Supplier.
//
// params:
MATCH (supplier:Supplier)
RETURN collect(supplier.supplier_id) AS ids
