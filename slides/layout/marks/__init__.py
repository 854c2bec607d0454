"""Parts of pictures, diagrams, tables and code: their names, which one a sentence means, where it is on a slide."""
