"""The settings of the programs that people come from, as rules for reading their cards."""
