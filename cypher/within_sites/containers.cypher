// Which of these containers left from one of the sites, or hold what was made there.
//
// params: ids, sites
UNWIND $ids AS id
MATCH (container:Container {container_id: id})
WHERE EXISTS {
    MATCH (container)-[fact:SHIPPED_TO|RECEIVED_BY]->(:Customer)
    WHERE fact.site IN $sites
  }
  OR EXISTS {
    MATCH (container)<-[:PACKED_IN]-(:Batch)<-[:PRODUCED]-(operation:Operation)
    WHERE operation.site IN $sites
  }
RETURN collect(id) AS ids
