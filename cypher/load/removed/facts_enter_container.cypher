// Takes relationships away whose facts are written anew under another type in this transaction.
//
// params: anchors, moved
UNWIND $anchors AS anchor
MATCH (:Container {container_id: anchor})<-[fact:PACKED_IN|VOIDED_PACKED_IN|PENDING_PACKED_IN|UNPACKED_FROM|VOIDED_UNPACKED_FROM|PENDING_UNPACKED_FROM|EMPTIED|VOIDED_EMPTIED]-()
WITH fact WHERE $moved[fact.fact_key + '#' + fact.version] IS NOT NULL
DELETE fact
