// Takes relationships away whose facts are written anew under another type in this transaction.
//
// params: anchors, moved
UNWIND $anchors AS anchor
MATCH (:Container {container_id: anchor})-[fact:SHIPPED_TO|VOIDED_SHIPPED_TO|RECEIVED_BY|VOIDED_RECEIVED_BY]->()
WITH fact WHERE $moved[fact.fact_key + '#' + fact.version] IS NOT NULL
DELETE fact
