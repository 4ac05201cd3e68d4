// Takes relationships away whose facts are written anew under another type in this transaction.
//
// params: anchors, moved
UNWIND $anchors AS anchor
MATCH (:Operation {operation_id: anchor})-[fact:RAN_ON|VOIDED_RAN_ON|CLEANED|VOIDED_CLEANED|MAINTAINED|VOIDED_MAINTAINED|RUN_BY|VOIDED_RUN_BY]->()
WITH fact WHERE $moved[fact.fact_key + '#' + fact.version] IS NOT NULL
DELETE fact
