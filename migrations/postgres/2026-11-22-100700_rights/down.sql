DROP TABLE right_sign_offs;
DROP TABLE right_letters;
DROP TABLE right_request_steps;
DROP TABLE right_requests;
DROP TABLE right_facts;
DROP FUNCTION rights_append_only();
