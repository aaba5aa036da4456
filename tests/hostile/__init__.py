"""What strangers may send: mails that mean harm, each with what it tries."""
