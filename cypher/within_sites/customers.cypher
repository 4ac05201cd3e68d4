// Which of these customers got anything that left from one of the sites.
//
// params: ids, sites
UNWIND $ids AS id
MATCH (customer:Customer {customer_id: id})
WHERE EXISTS {
  MATCH (customer)<-[fact:SHIPPED_TO|POSSIBLY_SHIPPED_TO|RECEIVED_BY|POSSIBLY_RECEIVED_BY]-()
  WHERE fact.site IN $sites
}
RETURN collect(id) AS ids
