"""The door of HTTP: one router a question, and what stands before all of them.

`app` puts it together; `service` is what it holds while it runs; `asking` takes a question from
its caller to its answer; `guard` is what every request passes. A question is found by its word:
`recall`, `trace`, `why`, as in `queries/`.
"""
