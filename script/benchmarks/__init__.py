"""What script/bench measures, a module a kind of row; docs/performance.md tells the method."""
