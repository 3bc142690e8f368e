"""Tests of the bigger authority."""
