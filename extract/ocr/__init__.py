"""Pages as pictures become words."""
