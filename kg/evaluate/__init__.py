"""Scores what the pipeline extracts against articles annotated by hand (`docs/evaluation.md`)."""

from kg.evaluate.gold import CLASSES
from kg.evaluate.page import html_report
from kg.evaluate.report import json_report, text_report
from kg.evaluate.run import evaluate_gold
from kg.evaluate.scoring import Evaluation

__all__ = ["CLASSES", "Evaluation", "evaluate_gold", "html_report", "json_report", "text_report"]
