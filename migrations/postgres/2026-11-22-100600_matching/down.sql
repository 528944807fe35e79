DROP TABLE savings_exception_notes;
DROP TABLE savings_exceptions;
DROP TABLE savings_claims;
DROP TABLE savings_lines;
DROP TABLE savings_refs;
DROP TABLE savings_profiles;
DROP TABLE savings_files;
