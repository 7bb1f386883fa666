"""Tests of the sample territory."""
