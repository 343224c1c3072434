"""From a reading to facts: cut into conventions, then one module per family of facts (`candidates`, then `decide`)."""
