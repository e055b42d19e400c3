"""What opens finished runs; no file here starts one."""
