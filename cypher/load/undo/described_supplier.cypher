// The Supplier nodes of which a load describes something. Looks at every one.
//
// params: load_id
MATCH (supplier:Supplier)
WHERE any(each IN supplier.described WHERE each CONTAINS $load_id)
RETURN collect(supplier.supplier_id) AS ids
