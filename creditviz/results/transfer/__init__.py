"""An old product's outcomes brought to a new one."""
