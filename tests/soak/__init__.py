"""The soak: the daemon's own process over thousands of rounds, watched from outside.

daemon     the process: the program's own daemon, with rounds a fraction of a second apart
post       what comes meanwhile: invitations, other mail, hostile mail; the dropped connection
figures    what the process takes, as the system tells it, and whether it grows
__main__   runs it, prints a table over time, fails where something grows
"""
