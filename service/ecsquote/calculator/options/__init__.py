"""One file a launch option: the workload put on its capacity, as cost components."""
