"""Reports as pages of HTML that stand alone: no script, nothing loaded from elsewhere."""
