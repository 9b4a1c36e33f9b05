"""What is written: records, pages, edit log, rejects; repaired files in place."""
