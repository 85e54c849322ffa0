"""newsdesk beyond one machine, on this one: see docs/operations.md."""
