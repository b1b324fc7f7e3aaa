"""Front matter as it is written, and documents before anybody has filled them in."""
