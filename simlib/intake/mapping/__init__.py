"""What the columns of a table mean, and how they write money and days."""
