"""The ward's registers: one definition file each gives list, row, form, figures and files."""
