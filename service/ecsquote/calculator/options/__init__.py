"""One file per kind of capacity: the workload on it, as cost components."""
