"""The language of conditions: text in, a small typed tree with columns out; nothing in it can reach Python."""
