"""Models: scikit-learn classifiers that speak matrices. Adding one is one file and one line."""

from creditviz.registry import ModelEntry, Registry

MODELS: Registry[ModelEntry] = Registry(
    "model",
    {
        "logistic-regression": "creditviz.models.logistic_regression:ENTRY",
        "decision-tree": "creditviz.models.decision_tree:ENTRY",
        "k-nearest-neighbours": "creditviz.models.k_nearest_neighbours:ENTRY",
        "svm": "creditviz.models.svm:ENTRY",
        "adaboost": "creditviz.models.adaboost:ENTRY",
        "smoteboost": "creditviz.models.smoteboost:ENTRY",
        "rusboost": "creditviz.models.rusboost:ENTRY",
        "cusboost": "creditviz.models.cusboost:ENTRY",
        "mlp": "creditviz.models.mlp:ENTRY",
        "gradient-boosting": "creditviz.models.gradient_boosting:ENTRY",
        "random-forest": "creditviz.models.random_forest:ENTRY",
        "bagged-networks": "creditviz.models.bagged_networks:ENTRY",
        "stacked-autoencoder": "creditviz.models.stacked_autoencoder:ENTRY",
        "vae": "creditviz.models.vae:ENTRY",
        "tabm": "creditviz.models.tabm:ENTRY",
        "xgboost": "creditviz.models.xgboost:ENTRY",
        "tuned-xgboost": "creditviz.models.tuned_xgboost:ENTRY",
        "focal-xgboost": "creditviz.models.focal_xgboost:ENTRY",
        "cnn": "creditviz.models.cnn:ENTRY",
        "lstm": "creditviz.models.lstm:ENTRY",
        "rnn-rf": "creditviz.models.rnn_rf:ENTRY",
        "resnet-lstm": "creditviz.models.resnet_lstm:ENTRY",
        "resnet-lstm-xgboost": "creditviz.models.resnet_lstm_xgboost:ENTRY",
        "attention-bilstm": "creditviz.models.attention_bilstm:ENTRY",
        "afcc": "creditviz.models.afcc:ENTRY",
        "field-cnn": "creditviz.models.field_cnn:ENTRY",
        "field-rnn": "creditviz.models.field_recurrent:RNN",
        "field-lstm": "creditviz.models.field_recurrent:LSTM",
        "tabular-resnet": "creditviz.models.tabular_resnet:ENTRY",
        "autoint": "creditviz.models.autoint:ENTRY",
    },
)
