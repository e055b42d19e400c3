"""Small trees boosted by rounds, on rows that a sampler may change in each."""
