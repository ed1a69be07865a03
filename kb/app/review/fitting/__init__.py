"""``kb fit``: the weights of the memory model, fitted to the answers in a store."""
