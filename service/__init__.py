"""The hands of Coffee First: they fetch messages, and carry the head's decisions out.

    cli ─▶ daemon ─▶ round ─▶ mailbox, ledger, acquaintances ─▶ settings ─▶ rules

    cli.py           wiring only; screen.py is what it shows
    daemon.py        when: a round at every interval, until told to stop
    round.py         what: decide about each waiting message, write it down, carry it out
    mailbox/         the only place that speaks IMAP
    ledger/          the only place that speaks SQL: what was decided and done
    acquaintances/   the owner's records of whom they know
    offline.py       letters from files, judged without a mailbox
    settings.py      config file + environment → Settings, or one clear line
    errors.py        what can go wrong, sorted by what happens next

Imports go down only, each outside library has one home file, and a test holds both.
"""
