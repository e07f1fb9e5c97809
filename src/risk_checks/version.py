"""The version of this library, said here and nowhere else."""

__version__ = "0.1.0"
