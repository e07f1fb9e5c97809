"""What people and programs get back: outcomes, summaries, files."""
