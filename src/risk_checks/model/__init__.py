"""Frozen values that every room shares: days, durations, truth, outcomes. No I/O."""
