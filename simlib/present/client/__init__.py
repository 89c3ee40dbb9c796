"""The client's page: one HTML file that clicks offline, and its PDF."""
