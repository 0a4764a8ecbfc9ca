"""One folder for each country: identifiers, habits of writing, rules for amounts, labels."""
