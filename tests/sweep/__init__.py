"""The fault sweep: every fault there is, one at a time, and what a normal round makes of it.

letters    the mail of the sweep: every verdict, and as few octets as may be
costumes   what the server looks like, and how labels are kept there
bench      a server, a proxy, rounds; what the mailbox and the ledger hold afterwards
snapshot   the whole mailbox and the whole ledger, as something that can be compared
victim     a process that dies by SIGKILL at the step where it is told to
plan       which faults there are, and a sample of them
__main__   runs them, and prints the table
"""
