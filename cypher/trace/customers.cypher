// Names and contacts of the given customers, as parallel columns; '' where they were not stated.
//
// params: ids
UNWIND $ids AS id
MATCH (party:Customer {customer_id: id})
RETURN
  collect(party.customer_id) AS ids,
  collect(coalesce(party.name, '')) AS names,
  collect(coalesce(party.contact, '')) AS contacts,
  collect(coalesce(party.address, '')) AS addresses,
  collect(coalesce(party.kind, '')) AS kinds
