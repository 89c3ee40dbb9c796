"""The same model on arrays: file by file the processes of the folder above, compiled."""
