"""What happens to a daemon in years: clocks, servers, networks, disks, signals, and its owner.

process.py   a running ``coffeefirst run``, and what it says
false_clock.py  its clock set to whatever a test wants
rogue.py     servers that misbehave in one way each
refusing.py  a proxy that answers NO to chosen commands for as long as it is told to
sigterm.py   the long run: signals at many random moments
"""
