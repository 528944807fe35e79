DROP TABLE try_counters;
DROP TABLE sessions;
DROP TABLE one_time_links;
DROP TABLE staff_passwords;
DROP TABLE device_accounts;
DROP TABLE devices;
DROP TABLE invitations;
