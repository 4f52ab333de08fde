"""C3AE and the compact nets that the paper compares it with, all on faces of 64x64 pixels."""
