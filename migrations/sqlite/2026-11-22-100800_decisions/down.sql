ALTER TABLE savings_files DROP COLUMN headings;
DROP TABLE savings_decisions;
