// Takes relationships away whose facts are written anew under another type in this transaction.
//
// params: anchors, moved
UNWIND $anchors AS anchor
MATCH (:Measurement {measurement_id: anchor})<-[fact:MEASURED|VOIDED_MEASURED|PENDING_MEASURED]-()
WITH fact WHERE $moved[fact.fact_key + '#' + fact.version] IS NOT NULL
DELETE fact
