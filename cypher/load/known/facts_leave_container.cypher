// Facts whose relationship starts at one of these Container nodes, each of which has few of them.
//
// params: anchors
UNWIND $anchors AS anchor
MATCH (:Container {container_id: anchor})-[fact:SHIPPED_TO|VOIDED_SHIPPED_TO|RECEIVED_BY|VOIDED_RECEIVED_BY]->(other)
RETURN
  collect(type(fact)) AS types,
  collect(anchor) AS sources,
  collect(other.customer_id) AS targets,
  collect(properties(fact)) AS properties
