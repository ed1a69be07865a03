"""Cards that are written by hand, in the syntaxes of the programs that people come from."""
