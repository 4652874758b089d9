"""What stands before a read: a conflict declared, a purpose said, leave for a reason and a time."""
