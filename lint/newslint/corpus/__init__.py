"""What needs many documents: fingerprints, candidates, verification, clusters, passages."""
