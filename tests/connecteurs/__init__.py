"""What every connector must keep, tried on its own sample files. How to write samples: `samples.py`."""
