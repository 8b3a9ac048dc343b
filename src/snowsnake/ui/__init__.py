"""Everything that snowsnake shows: progress, results, errors. The only code that prints."""
