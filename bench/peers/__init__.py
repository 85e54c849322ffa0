"""newsdesk beside other timelines, in a browser: `make bench-peers`."""
