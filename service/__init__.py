"""The hands of Coffee First: they fetch messages, and carry the head's decisions out.

    cli ─▶ daemon ─▶ round ─▶ mailbox, ledger, acquaintances ─▶ settings ─▶ rules

    cli/             wiring only; what each verb does is in commands.py, explaining.py, contacts/,
                     policies.py, history.py, status.py;
                     screen.py and bars.py what it shows
    daemon.py        when: for each mailbox a round at every interval, until told to stop
    tended.py        a mailbox that the daemon tends: its watch, and push
    watch.py         one mailbox over many rounds: its connection, and what its failures mean
    telling.py       what the log says of a round
    health.py        how a mailbox fares, written down after every round
    push.py          new mail brings the next round forward, by IDLE; idler.py watches one folder
    round.py         what: decide about each waiting message, write it down, carry it out
    age.py           how old a mail may be to be looked at, and whether the clock can be right
    deciding.py      messages → what is to be written down; nothing is done here
    judging.py       messages → the head's decisions; signatures.py verifies those that only
                     LinkedIn's own signatures can show to be genuine, with keys from resolver.py
    carrying.py      what is left to do → the mailbox: label, then draft, archive last
    setup/           'init': from an address to a config that works; the one that asks the web
    connecting.py    a mailbox to work on: settings and secret brought together;
                     signing_in.py: how the owner signs in, and what is kept of it
    tokens/          what signs in instead of a password at Google and Microsoft
    mailbox/         the only place that speaks IMAP
    ledger/          the only place that speaks SQL: what was decided and done
    acquaintances/   the owner's records of whom they know
    offline.py       letters from files, judged without a mailbox; lab.py: by two policies
    doctor/          whether all is well, check by check, and what to do where it is not
    taste.py         settings → a tested policy, and what is known
    config_file.py   config file + environment → Settings, one for each mailbox (config_tables.py),
                     or one clear line a fault (config_faults.py, config_environment.py)
    settings.py      what the owner can set, checked; sections.py: what its tables are made of,
                     oauth_settings.py: one of them
    secrets.py, keyrings.py: the password, and the system's keyring
    private.py       files that are the owner's alone, and what is dangerous
    lock.py, log.py, pause.py: one at a time, how it speaks, how long it waits
    providers.py     what is known of mail providers; tags.py: how a mail program shows a label
    each.py          a verb for the mailbox that is meant, or for each of several
    status.py        how each mailbox fares; history.py: what was done, and taking it back
    shown.py         a file's name as one line; wrapping.py: a line where a screen is narrow
    clock.py, deadline.py: what time it is, and how long something may take
    errors.py        what can go wrong, sorted by what happens next

Imports go down only, each outside library has one home file, and a test holds both.
"""
