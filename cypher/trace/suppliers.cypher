// Names and contacts of the given suppliers, as parallel columns; '' where they were not stated.
//
// params: ids
UNWIND $ids AS id
MATCH (party:Supplier {supplier_id: id})
RETURN
  collect(party.supplier_id) AS ids,
  collect(coalesce(party.name, '')) AS names,
  collect(coalesce(party.contact, '')) AS contacts,
  collect(coalesce(party.address, '')) AS addresses,
  collect(coalesce(party.kind, '')) AS kinds
