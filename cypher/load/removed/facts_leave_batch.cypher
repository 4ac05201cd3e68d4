// Takes relationships away whose facts are written anew under another type in this transaction.
//
// params: anchors, moved
UNWIND $anchors AS anchor
MATCH (:Batch {batch_id: anchor})-[fact:SHIPPED_TO|POSSIBLY_SHIPPED_TO|VOIDED_SHIPPED_TO|RECEIVED_BY|POSSIBLY_RECEIVED_BY|VOIDED_RECEIVED_BY|MOVED_TO|VOIDED_MOVED_TO|DISPOSED|VOIDED_DISPOSED|COUNTED|VOIDED_COUNTED|HELD|VOIDED_HELD|RELEASED|VOIDED_RELEASED]->()
WITH fact WHERE $moved[fact.fact_key + '#' + fact.version] IS NOT NULL
DELETE fact
