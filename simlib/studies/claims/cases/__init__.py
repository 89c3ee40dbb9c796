"""What each claim plays and reads, by author; the thresholds stand in ``data/claim_tests.csv``."""
