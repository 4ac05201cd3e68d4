// Takes relationships away whose facts are written anew under another type in this transaction.
//
// params: anchors, moved
UNWIND $anchors AS anchor
MATCH (:Operation {operation_id: anchor})<-[fact:CONSUMED|POSSIBLY_CONSUMED|VOIDED_CONSUMED|PENDING_CONSUMED]-()
WITH fact WHERE $moved[fact.fact_key + '#' + fact.version] IS NOT NULL
DELETE fact
