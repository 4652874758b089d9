"""What happens when somebody acts: cases, clocks, signatures, evidence, the trail. Knows no web and no template."""
