"""What is run inside the checkout that is recorded; it imports nothing of ours."""
