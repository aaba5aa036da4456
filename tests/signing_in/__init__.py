"""Signing in with tokens, against a real Dovecot and a provider's server of one's own."""
