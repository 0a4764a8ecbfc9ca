"""Every parser of foreign bytes runs here: in a child that is cut off, limited, and killed when it misbehaves."""
