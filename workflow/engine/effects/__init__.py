"""What moves do beyond changing state: a file for each subject, gathered under their names in ``by_name.py``."""
