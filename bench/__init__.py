"""`make bench`: what the portal costs, as ratios within one run, so that any machine will do.

Each module measures one subject: its `run()` prints lines by `report.line`. The CPU that server
processes used comes first: it hardly depends on what else the machine does meanwhile.
"""
