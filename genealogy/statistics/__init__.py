"""Statistics of batches: contrasts, parameters, onsets, samples. Pure, proven against scipy."""
