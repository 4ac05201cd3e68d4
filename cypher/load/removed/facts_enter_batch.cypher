// Takes relationships away whose facts are written anew under another type in this transaction.
//
// params: anchors, moved
UNWIND $anchors AS anchor
MATCH (:Batch {batch_id: anchor})<-[fact:SUPPLIED|VOIDED_SUPPLIED|PENDING_SUPPLIED|PRODUCED|POSSIBLY_PRODUCED|VOIDED_PRODUCED|PENDING_PRODUCED|RETURNED|VOIDED_RETURNED|PENDING_RETURNED|GAINED|VOIDED_GAINED|PENDING_GAINED]-()
WITH fact WHERE $moved[fact.fact_key + '#' + fact.version] IS NOT NULL
DELETE fact
