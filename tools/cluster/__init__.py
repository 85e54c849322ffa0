"""Run newsdesk's multi-machine deployment on this machine: see docs/operations.md."""
