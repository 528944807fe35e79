DROP TABLE audit_entries;
DROP TABLE absences;
DROP TABLE allocations;
DROP FUNCTION audit_entries_append_only();
