"""What reviews share: their report from commission to publication, the family, rest, what is decided before."""
