// Which of these Supplier nodes exist, and what is described of them, as parallel columns.
//
// params: ids
UNWIND $ids AS id
MATCH (supplier:Supplier {supplier_id: id})
RETURN collect(supplier.supplier_id) AS ids, collect(properties(supplier)) AS properties
