"""The proof on one page: faults injected for real, and the model beside theory."""
