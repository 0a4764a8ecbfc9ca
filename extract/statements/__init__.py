"""Direct-payment statements and bank files: from any form to a grid, from the grid to figures with their places."""
