"""The methodology lint: what a sceptical reader should be warned of before he believes a number."""
