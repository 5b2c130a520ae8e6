"""The register of the billing service: its lists, what they change, how it is edited."""
