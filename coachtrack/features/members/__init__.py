"""Who may see what: inviting people, giving and ending roles."""
