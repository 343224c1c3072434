"""The guard's work on many machines: the same function of one document, on the workers of a Dask cluster.

Bytes, readings, rules and results travel through a store that all machines see; the scheduler only says who does what.
Nothing else changes: around each document stands the same guard, and one writer loads the results.
"""

from pipeline.cluster.cluster import Cluster

__all__ = ["Cluster"]
