"""Names out, pseudonyms in; the key apart."""
