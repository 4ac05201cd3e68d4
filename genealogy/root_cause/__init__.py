"""Root cause: what bad batches have in common that good ones have not."""
