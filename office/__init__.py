"""The office: what is kept beside the graph, in an operational database of its own.

Keys, the audit trail, jobs and what is to be told to other systems. None of it is in the graph,
where analysts write Cypher: what guards them must not be within their reach.
"""
