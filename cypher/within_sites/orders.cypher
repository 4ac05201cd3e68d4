// Of which of these orders an operation ran at one of the sites.
//
// params: ids, sites
UNWIND $ids AS id
MATCH (operation:Operation {order: id})
WHERE operation.site IN $sites
RETURN collect(DISTINCT id) AS ids
