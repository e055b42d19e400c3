"""Samplers: they speak tables, take training rows only, and put synthetic rows after the real ones."""

from creditviz.registry import Registry, SamplerEntry

SAMPLERS: Registry[SamplerEntry] = Registry(
    "sampler",
    {
        "none": "creditviz.sampling.none:ENTRY",
        "random": "creditviz.sampling.random:ENTRY",
        "smote": "creditviz.sampling.smote:ENTRY",
    },
)
