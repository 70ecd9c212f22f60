"""An assessment goes in, the report as people read it comes out: one frozen value for every renderer."""
