"""Compare newsdesk with other timelines in a browser: `make bench-peers`."""
