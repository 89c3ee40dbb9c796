"""What real ledgers say of a year, beside what the model says of the same books."""
