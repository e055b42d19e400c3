"""Why a model says what it says: takes fitted models and encoded rows, gives results."""
