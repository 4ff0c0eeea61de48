"""Files of other programs: one pure module per foreign format, bytes in, drafts and refusals out."""
