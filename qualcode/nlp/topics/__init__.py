"""Topic clusters with BERTopic over vectors of our own."""

from qualcode.nlp.progress import OnProgress
from qualcode.nlp.topics.fitting import METHOD, fit_topics
from qualcode.nlp.topics.request import METHODS, Merge, TopicCluster, TopicOutcome, TopicRequest

__all__ = [
    "METHOD",
    "METHODS",
    "Merge",
    "OnProgress",
    "TopicCluster",
    "TopicOutcome",
    "TopicRequest",
    "fit_topics",
]
