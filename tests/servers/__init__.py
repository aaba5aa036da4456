"""Real servers and life-like mail for the tests and the bench.

- mail: bytes of LinkedIn's mail and of other people's, the same for the same number
  (put together by people, mail_parts and mail_html)
- dovecot: a Dovecot of one's own on a free loopback port
  (costume: what it looks like from outside; maildir: how mail gets in)
- token_endpoint: a provider's OAuth 2.0 server of one's own, for both of their ways to sign in
  (grants: what it remembers)
- gmail/: a double of Gmail's server, one store of labelled messages with folders as views on it
- mailbox: what is in a mailbox, seen over IMAP
- proxy: a TCP proxy that adds latency and counts (dialogue: what it counts, and how)
- faults: a TCP proxy that lets one thing go wrong, where it is told
  (fault_order, faulty_link, units: lines and literals)
- floor: the least a client can do for the same job, which the bench compares with
- fixtures: all of them as pytest fixtures
"""
