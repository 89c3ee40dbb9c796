"""The proof beside the product: theory the model is held to, real ledgers, its documentation."""
