"""Tests of unslump.business; a package, so that its files may be named like those of other rooms."""
