"""The only place that talks to a server or a process: Bolt, the embedded engine, the schema."""
