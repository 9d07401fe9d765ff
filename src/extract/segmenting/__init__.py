"""From a text of record to title, metadata, paragraphs, furniture and sentences."""

from extract.segmenting.rules import SegmentRules, load_segment_rules
from extract.segmenting.segments import segment_article
from extract.segmenting.view import plain_view

__all__ = ["SegmentRules", "load_segment_rules", "plain_view", "segment_article"]
