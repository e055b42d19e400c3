"""Samplers: they speak tables, take training rows only, and put synthetic rows after the real ones."""

from creditviz.registry import Registry, SamplerEntry

SAMPLERS: Registry[SamplerEntry] = Registry(
    "sampler",
    {
        "none": "creditviz.sampling.none:ENTRY",
        "random": "creditviz.sampling.random:ENTRY",
        "random-under": "creditviz.sampling.random_under:ENTRY",
        "smote": "creditviz.sampling.neighbours.smote:ENTRY",
        "smote-nc": "creditviz.sampling.neighbours.smote_nc:ENTRY",
        "borderline-smote": "creditviz.sampling.neighbours.borderline_smote:ENTRY",
        "adasyn": "creditviz.sampling.neighbours.adasyn:ENTRY",
        "cgan": "creditviz.sampling.networks.cgan:ENTRY",
        "actgan": "creditviz.sampling.networks.actgan:ENTRY",
        "bagan": "creditviz.sampling.networks.bagan:ENTRY",
        "gl-gan": "creditviz.sampling.networks.gl_gan:ENTRY",
        "adaar": "creditviz.sampling.networks.adaar:ENTRY",
        "adaar-no-autoencoder": "creditviz.sampling.networks.adaar:NO_AUTOENCODER",
        "adaar-no-d1": "creditviz.sampling.networks.adaar:NO_D1",
        "adaar-no-d2": "creditviz.sampling.networks.adaar:NO_D2",
        "autoregressive-trees": "creditviz.sampling.chains.autoregressive_trees:ENTRY",
    },
)
