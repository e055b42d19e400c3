"""Samplers: they speak tables, take training rows only, and put synthetic rows after the real ones."""

from creditviz.registry import Registry, SamplerEntry

SAMPLERS: Registry[SamplerEntry] = Registry(
    "sampler",
    {
        "none": "creditviz.sampling.none:ENTRY",
        "random": "creditviz.sampling.random:ENTRY",
        "random-under": "creditviz.sampling.random_under:ENTRY",
        "smote": "creditviz.sampling.smote:ENTRY",
        "smote-nc": "creditviz.sampling.smote_nc:ENTRY",
        "borderline-smote": "creditviz.sampling.borderline_smote:ENTRY",
        "adasyn": "creditviz.sampling.adasyn:ENTRY",
        "cgan": "creditviz.sampling.cgan:ENTRY",
        "actgan": "creditviz.sampling.actgan:ENTRY",
        "bagan": "creditviz.sampling.bagan:ENTRY",
        "gl-gan": "creditviz.sampling.gl_gan:ENTRY",
        "adaar": "creditviz.sampling.adaar:ENTRY",
        "adaar-no-autoencoder": "creditviz.sampling.adaar:NO_AUTOENCODER",
        "adaar-no-d1": "creditviz.sampling.adaar:NO_D1",
        "adaar-no-d2": "creditviz.sampling.adaar:NO_D2",
        "autoregressive-trees": "creditviz.sampling.autoregressive_trees:ENTRY",
    },
)
