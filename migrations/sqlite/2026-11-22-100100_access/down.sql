DROP TABLE audit_entries;
DROP TABLE absences;
DROP TABLE allocations;
