"""creditviz: credit-risk models built, judged and explained in the browser.

Whoever comes in (engine, command line, library, tests) passes here before numpy and torch are loaded, so that this is
the one place which says how many threads these start. What a setting `n_threads` asks for comes on top of it.
"""

import os

__version__ = "0.5.0"

# Threads that wait by spinning cost a factor of twenty where other programs have the cores. What is set outside stays.
os.environ.setdefault("OMP_WAIT_POLICY", "passive")
for _pool in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ.setdefault(_pool, "1")
