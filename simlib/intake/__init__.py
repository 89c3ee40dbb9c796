"""From a client's own files to a book: whatever a CRM or a ledger exports, read or refused."""
